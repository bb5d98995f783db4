package memory

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// Publication is what a run has published, as far as later runs must know it.
type Publication struct {
	Site *feed.Site
	// Ran is the time of the run.
	Ran time.Time
	// Articles are all published articles or, if Partial, only those that are new or have changed
	// since the last publication that was stored.
	Articles []*feed.Article
	Partial  bool
	// Withdrawn are, if Partial, the files of content whose articles are no longer published.
	Withdrawn []string
	// DocumentSizes are the numbers of articles in the subscription documents, by feed folder.
	DocumentSizes map[string]int
	// Hidden are articles that were published before, whose files are still in content, but as
	// drafts, not yet due, or expired. Unreadable are the files that cannot be read.
	Hidden     []*feed.Article
	Unreadable []string
	// Withheld are the folders of content whose index file is withheld, unreadable or missing.
	Withheld []string
	// Retained are pages that stay in dist although their article cannot be read and its last
	// published form is not stored: the page's name in dist, by file of content.
	Retained map[string]string
	// Accepted means that the user has agreed to what subscribers lose.
	Accepted bool
	// Body returns where the article's body is stored; the zero value means where the last
	// publication has it.
	Body func(a *feed.Article) feed.Body
	// Entered says when articles entered each feed, by feed folder, except for the site's own feed:
	// that is Came of each article.
	Entered map[string]feed.Arrivals
	// Moved are the IDs of the articles that were at old files in dist, by file.
	Moved map[string]string
	Feeds []feed.Definition
	// Sizes are the numbers of articles that feeds select, by feed folder. nil keeps the stored
	// numbers: the site has no public address.
	Sizes map[string]int
}

// Keep stores a publication, and writes only what has changed. Articles that are no longer published
// become withdrawn ones: their ID, and when they entered the site's feed, stay, and their body is no
// longer referred to. Old addresses and definitions of feeds stay.
//
// If the database turns out to be damaged, Keep sets it aside and stores the publication in a new
// one. For a partial publication it returns the error instead: a database without the unchanged
// articles would make them new ones in the next run.
func (m *Memory) Keep(p Publication) error {
	err := m.keep(p)
	if !errors.Is(err, errDamaged) {
		return err
	}
	replaced := m.replaceDamaged()
	if replaced != nil || p.Partial {
		return errors.Join(err, replaced)
	}
	return m.keep(p)
}

// fillPercent is how full bbolt fills a page. Its default of 0.5 leaves room for later insertions; a
// first publication is written in the order of its keys, and 0.9 halves its memory and its file.
const fillPercent = 0.9

// recordsPerCommit is how many articles of a first publication are written in one transaction, which
// holds all its writes in memory. Tests change it.
var recordsPerCommit = 5_000

// keep is Keep without the handling of damage.
func (m *Memory) keep(p Publication) error {
	list := m.changes
	if m.unfinished {
		list = m.writeFirst
	}
	changes, err := list(p)
	size := m.bodies.size()
	if err != nil || !m.unfinished && len(changes) == 0 && size == m.committed {
		return err
	}
	if err := m.bodies.sync(); err != nil {
		return fmt.Errorf("keeping articles: %w", err)
	}
	slices.SortFunc(changes, func(a, b change) int { // bbolt inserts sorted keys fastest
		if c := bytes.Compare(a.bucket, b.bucket); c != 0 {
			return c
		}
		return bytes.Compare(a.key, b.key)
	})
	token := ""
	err = m.update(func(tx *bbolt.Tx) (err error) {
		if err := putPublic(tx, p.Site.BaseURL); err != nil {
			return err
		}
		if err := putAll(tx, changes); err != nil {
			return err
		}
		token, err = m.countCommit(tx, size, p.Ran)
		return err
	})
	if err == nil {
		m.token, m.committed, m.ran, m.unfinished = token, size, p.Ran, false
	}
	return err
}

// changes lists the rows to write to store a publication.
func (m *Memory) changes(p Publication) (changes []change, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		changes = append(publishedChanges(tx, p), siteChanges(tx, p)...)
		return nil
	})
	return changes, err
}

// writeFirst writes the articles of a first publication, in several transactions, because one would
// hold all of them in memory. It returns the other changes. The commit of these makes the
// publication count: until then m.unfinished hides the articles.
func (m *Memory) writeFirst(p Publication) (changes []change, err error) {
	articles := slices.Clone(p.Articles)
	slices.SortFunc(articles, func(a, b *feed.Article) int { return strings.Compare(a.Path, b.Path) })
	err = m.clearUnfinished()
	var c coder // one for all transactions, so that its buffer is reused and not garbage
	for batch := range slices.Chunk(articles, recordsPerCommit) {
		if err == nil {
			err = m.update(func(tx *bbolt.Tx) error { return c.putPublished(tx, batch, p) })
		}
	}
	if err != nil {
		return nil, err
	}
	err = m.view(func(tx *bbolt.Tx) error {
		changes = siteChanges(tx, p)
		return nil
	})
	return changes, err
}

// clearUnfinished removes the articles of a first publication that was interrupted.
func (m *Memory) clearUnfinished() error {
	empty := true
	err := m.view(func(tx *bbolt.Tx) error {
		path, _ := tx.Bucket(bucketPublished).Cursor().First()
		empty = path == nil
		return nil
	})
	if err != nil || empty {
		return err
	}
	return m.update(func(tx *bbolt.Tx) error {
		if err := tx.DeleteBucket(bucketPublished); err != nil {
			return err
		}
		_, err := tx.CreateBucket(bucketPublished)
		return err
	})
}

// putPublished writes articles that are sorted by path. The transaction refers to the coder's buffer
// until it ends, so the caller must not use the coder before.
func (c *coder) putPublished(tx *bbolt.Tx, articles []*feed.Article, p Publication) error {
	b := tx.Bucket(bucketPublished)
	b.FillPercent = fillPercent
	c.out = c.out[:0]
	for _, a := range articles {
		from, row := len(c.out), newArticleRow(a, p)
		c.articleRow(&row)
		if err := b.Put([]byte(a.Path), c.out[from:]); err != nil {
			return err
		}
	}
	return nil
}

// putAll writes sorted changes.
func putAll(tx *bbolt.Tx, changes []change) error {
	for _, c := range changes {
		b, err := tx.CreateBucketIfNotExists(c.bucket)
		if err != nil {
			return err
		}
		b.FillPercent = fillPercent
		if c.value == nil {
			err = b.Delete(c.key)
		} else {
			err = b.Put(c.key, c.value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// countCommit counts a commit and stores the size of the bodies and the time of the run. It returns
// the new token.
func (m *Memory) countCommit(tx *bbolt.Tx, size int64, ran time.Time) (token string, err error) {
	meta := tx.Bucket(bucketMeta)
	n, _ := strconv.Atoi(string(meta.Get(metaCommits)))
	commits := []byte(strconv.Itoa(n + 1))
	number := int64(m.bodies.number)
	at := encode(func(c *coder) { c.number(&number); c.number(&size) })
	return string(meta.Get(metaName)) + string(commits), errors.Join(meta.Put(metaCommits, commits), meta.Put(metaBodies, at),
		meta.Put(metaRan, encode(func(c *coder) { c.time(&ran) })))
}
