// Package memory keeps what outlives a run and is nobody else's business: the IDs that
// were given out, with what their articles are known by; the last good form of every
// published article; when articles came into a feed; where they lived before; and
// which feeds there have been. Losing it loses nothing that is in content or in dist.
//
// It is one bbolt file in the state folder, and beside it a file of article bodies
// that is only appended to. Apart from both lies the [Cache].
package memory

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"fil/feed"
	"fil/feed/disk"
)

// The buckets: traces of published articles by file, and of those that have gone;
// times by feed, but the site's, and ID, IDs by old file in dist, definitions by folder; and numbers.
var (
	bucketPublished = []byte("known")
	bucketWithdrawn = []byte("gone")
	bucketEntered   = []byte("entered")
	bucketMoved     = []byte("moved")
	bucketFeeds     = []byte("feeds")
	bucketMeta      = []byte("meta")
	buckets         = [][]byte{bucketPublished, bucketWithdrawn, bucketEntered, bucketMoved, bucketFeeds, bucketMeta}
)

// The keys of bucketMeta.
var (
	metaVersion = []byte("version")
	metaName    = []byte("name")    // of this memory, at random
	metaCommits = []byte("commits") // counts them
	metaBodies  = []byte("bodies")  // number and size of the file of bodies
	metaRan     = []byte("ran")     // when it was
	metaPublic  = []byte("public")  // "1" where anything was published for the world, else "0"
)

const (
	fileName = "memory.db"
	version  = "2"
)

// ErrHeld says that another process has the state folder.
var ErrLocked = errors.New("another fil uses it")

// ErrBody says that what is kept of an article with its content cannot be read.
var ErrUnreadableBody = errors.New("reading what is kept of an article")

// Memory is open for one process at a time.
type Memory struct {
	root   *os.Root
	folder *disk.Folder
	hook   disk.Hook
	// opened is held while db is another file than before: pings are kept beside a run.
	dbLock sync.RWMutex
	db     *database
	bodies *bodies
	// committed is the size of bodies that is there for good.
	committed int64
	token     string
	ran       time.Time
	// scratch is a folder that goes when the memory is closed, "" for none.
	scratch string
	// fresh says that no publication has been remembered to its end: whatever is there is
	// the beginning of one, and nobody recalls it.
	unfinished bool
}

// Open opens the memory in a folder, which it makes where there is none. A file that
// cannot be read is set aside under another name, which setAside tells, and begun
// anew; one that another process has is ErrHeld.
func Open(dir string, hook disk.Hook) (m *Memory, setAside string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, "", err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, "", err
	}
	defer func() {
		if err != nil {
			root.Close()
		}
	}()
	m = &Memory{root: root, folder: disk.New(root, hook), hook: hook}
	name := filepath.Join(dir, fileName)
	m.db, err = open(name)
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, "", ErrLocked
	}
	if unreadable(err) {
		if setAside, err = setAsideFile(name); err == nil {
			err = setAsideBodies(dir, setAside)
		}
		if err != nil {
			return nil, "", err
		}
		m.db, err = open(name)
	}
	if err == nil {
		err = m.readMeta(openBodies)
	}
	if err != nil {
		return nil, "", fmt.Errorf("opening the memory: %w", err)
	}
	_ = m.bodies.removeStale() // rubbish that stays harms nobody, and is tried at the next start
	return m, setAside, nil
}

// begin reads the numbers and opens the bodies.
func (m *Memory) readMeta(openBodies func(folder *disk.Folder, number int32, size int64) (*bodies, error)) error {
	number, size := int64(1), int64(0)
	err := m.view(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		m.token = string(meta.Get(metaName)) + string(meta.Get(metaCommits))
		m.unfinished = meta.Get(metaCommits) == nil
		if data := meta.Get(metaRan); data != nil {
			_ = decode(string(data), time.UTC, func(c *coder) { c.time(&m.ran) }) // else nobody knows
		}
		if data := meta.Get(metaBodies); data != nil {
			return decode(string(data), time.UTC, func(c *coder) { c.number(&number); c.number(&size) })
		}
		return nil
	})
	if err != nil {
		return errors.Join(err, m.db.Close())
	}
	if m.bodies, err = openBodies(m.folder, int32(number), size); err != nil {
		return errors.Join(err, m.db.Close())
	}
	m.committed = m.bodies.size()
	return nil
}

// There reports whether the memory is still what lies in a folder: somebody may have
// thrown that away meanwhile, or put another one there.
func (m *Memory) StillIn(dir string) bool {
	open, err := m.root.Stat(".")
	if err != nil {
		return false
	}
	named, err := os.Stat(dir)
	if err != nil || !os.SameFile(open, named) {
		return false
	}
	for _, name := range []string{fileName, bodiesName(m.bodies.number)} {
		if _, err := m.root.Lstat(name); err != nil {
			return false
		}
	}
	return true
}

// Rescue writes what is remembered into a folder where it is no longer, and opens that
// instead. An open file can be read although its name is gone.
func (m *Memory) Rescue(dir string) (*Memory, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(filepath.Join(dir, fileName)); errors.Is(err, os.ErrNotExist) { // else somebody has brought another
		err = m.view(func(tx *bbolt.Tx) error { return tx.CopyFile(filepath.Join(dir, fileName), 0o600) })
		if err == nil {
			err = m.bodies.copyTo(filepath.Join(dir, bodiesName(m.bodies.number)))
		}
		if err != nil {
			return nil, fmt.Errorf("writing the memory anew: %w", err)
		}
	}
	if err := m.Close(); err != nil {
		return nil, err
	}
	again, _, err := Open(dir, m.hook)
	return again, err
}

// Ran is the time of the last publication that was kept, zero where there is none.
func (m *Memory) Ran() time.Time { return m.ran }

// Token is another one after each change of the memory.
func (m *Memory) Token() string { return m.token }

// Close lets the folder go.
func (m *Memory) Close() error {
	err := errors.Join(m.bodies.close(), m.db.Close(), m.root.Close())
	if m.scratch != "" {
		err = errors.Join(err, os.RemoveAll(m.scratch))
	}
	return err
}

// view and update run a transaction.
func (m *Memory) view(f func(tx *bbolt.Tx) error) error {
	m.dbLock.RLock()
	defer m.dbLock.RUnlock()
	return m.db.view(f)
}

// recall runs a transaction over what is remembered: over nothing, where nothing is yet.
func (m *Memory) viewPublished(f func(tx *bbolt.Tx) error) error {
	if m.unfinished {
		return nil
	}
	return m.view(f)
}

func (m *Memory) update(f func(tx *bbolt.Tx) error) error {
	if err := m.hook.Check(disk.Commit, fileName); err != nil {
		return err
	}
	m.dbLock.RLock()
	defer m.dbLock.RUnlock()
	return m.db.update(f)
}

// renew sets a damaged file aside and begins anew. Bodies stay where they are.
func (m *Memory) replaceDamaged() error {
	if err := m.reopen(); err != nil {
		return err
	}
	return m.view(func(tx *bbolt.Tx) error {
		m.token, m.unfinished = string(tx.Bucket(bucketMeta).Get(metaName)), true
		return nil
	})
}

// putAside renames a file that cannot be read, and returns its new name. It never replaces a file
// that was set aside earlier, which may be the good one.
func setAsideFile(name string) (aside string, err error) {
	aside = name + ".unread"
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); errors.Is(err, os.ErrNotExist) {
			return aside, os.Rename(name, aside)
		} else if err != nil {
			return "", err
		}
		aside = fmt.Sprintf("%s.unread-%d", name, n)
	}
}

// putBodiesAside sets aside the files of bodies that belong to a memory that was set aside.
func setAsideBodies(dir, aside string) error {
	names, err := filepath.Glob(filepath.Join(dir, bodiesPrefix+"*"))
	for _, name := range names {
		err = errors.Join(err, os.Rename(name, aside+"-"+filepath.Base(name)))
	}
	return err
}

func (m *Memory) reopen() error {
	m.dbLock.Lock()
	defer m.dbLock.Unlock()
	name := m.db.Path()
	if err := m.db.Close(); err != nil {
		return err
	}
	if _, err := setAsideFile(name); err != nil {
		return err
	}
	db, err := open(name)
	if err == nil {
		m.db = db
	}
	return err
}

// AddBody keeps an article with its content, and gives it its Print. It is safe for
// several goroutines.
func (m *Memory) AddBody(a *feed.Article) (at feed.Body, err error) {
	err = pack(a, func(frame []byte) error {
		at, err = m.bodies.add(frame)
		return err
	})
	return at, err
}

// Rollback forgets what AddBody has kept since the last publication was remembered: that
// run has failed.
func (m *Memory) Rollback() error { return m.bodies.truncate(m.committed) }

// HasBody reports whether that is a place where something is kept.
func (m *Memory) HasBody(at feed.Body) bool {
	return at.File == m.bodies.number && at.Length > 0 && at.At+int64(at.Length) <= m.bodies.size()
}

// Whole returns the article that is kept at a place, with its content; times are in
// the given zone. What it returns is shared, and not to be changed. It is safe for
// several goroutines.
func (m *Memory) Body(at feed.Body, zone *time.Location) (*feed.Article, error) {
	if a, ok := m.bodies.recent.get(at); ok {
		return a, nil
	}
	a, err := m.body(at, zone)
	if err == nil {
		m.bodies.recent.put(at, a)
	}
	return a, err
}

func (m *Memory) body(at feed.Body, zone *time.Location) (*feed.Article, error) {
	p, ok := packings.Get().(*packing)
	if !ok {
		p = &packing{}
	}
	defer packings.Put(p)
	frame, err := m.bodies.frame(at, p.frame)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadableBody, err)
	}
	p.frame = frame
	a, err := unpack(frame, zone)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadableBody, err)
	}
	return a, nil
}
