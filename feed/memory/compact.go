package memory

import (
	"bytes"
	"errors"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// Wasteful reports whether most of the file of bodies is no longer used, when live bytes of it are.
func (m *Memory) Wasteful(live int64) bool {
	const small = 16 << 20 // a file below this size is not worth the work
	return m.bodies.size() > 2*live+small
}

// Compact copies the wanted bodies into a new file and deletes the old one. wanted must contain the
// bodies of the last publication ([Memory.Bodies]), whose rows it updates. moved maps the old
// positions to the new ones. The old file stays until the new positions are committed.
func (m *Memory) Compact(wanted []feed.Body) (moved map[feed.Body]feed.Body, err error) {
	compacted, err := openBodies(m.folder, m.bodies.number+1, 0)
	if err != nil {
		return nil, err
	}
	moved = map[feed.Body]feed.Body{}
	for _, at := range wanted {
		if _, done := moved[at]; done {
			continue
		}
		frame, err := m.bodies.frame(at, nil)
		if err != nil {
			continue // damaged: its article is read from content again when it is needed
		}
		moved[at], err = compacted.add(frame)
		if err != nil {
			return nil, errors.Join(err, compacted.close())
		}
	}
	old := m.bodies
	m.bodies, err = compacted, compacted.sync()
	if err == nil {
		err = m.saveMoved(moved)
	}
	if err != nil {
		m.bodies = old
		return nil, errors.Join(err, compacted.close())
	}
	return moved, errors.Join(old.close(), compacted.removeStale())
}

// saveMoved stores the new positions of bodies.
func (m *Memory) saveMoved(moved map[feed.Body]feed.Body) error {
	size, token := m.bodies.size(), ""
	err := m.update(func(tx *bbolt.Tx) (err error) {
		b, puts := tx.Bucket(bucketPublished), []change{}
		err = b.ForEach(func(path, data []byte) error {
			if row, ok := readArticleRow(path, data); ok {
				row.body = moved[row.body]
				puts = append(puts, change{key: bytes.Clone(path), value: encode(func(c *coder) { c.articleRow(row) })})
			}
			return nil
		})
		for _, put := range puts {
			err = errors.Join(err, b.Put(put.key, put.value))
		}
		if err == nil {
			token, err = m.countCommit(tx, size, m.ran)
		}
		return err
	})
	if err == nil {
		m.token, m.committed = token, size
	}
	return err
}

// Bodies returns the positions of the bodies of the last publication.
func (m *Memory) Bodies() (all []feed.Body) {
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketPublished).ForEach(func(path, data []byte) error {
			if row, ok := readArticleRow(path, data); ok {
				all = append(all, row.body)
			}
			return nil
		})
	})
	return all
}
