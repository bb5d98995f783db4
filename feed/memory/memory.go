// Package memory stores what Fil must know from earlier runs, in the state folder: which IDs were
// assigned to which articles, the last published form of each article, when articles entered feeds,
// their previous addresses, which feeds have existed, and pings that are still to be sent. If it is
// lost, content and dist are still whole.
//
// A [Memory] is a bbolt database and, beside it, an append-only file of article bodies. A run reads
// the last publication from it (published articles by file of content, withdrawn ones by file and
// ID), and stores the new one by [Memory.Keep]. The [Cache] lies in a folder of its own: it saves
// work and can be deleted at any time.
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

	"fil/feed/disk"
)

// The buckets of the database that every memory has. Their names are older than those of the
// variables, and stay as they are on the disk.
var (
	bucketPublished = []byte("known")   // by file of content: the published articles, see articleRow
	bucketWithdrawn = []byte("gone")    // by withdrawnKey: articles that are no longer published
	bucketEntered   = []byte("entered") // by feed folder, NUL and ID: when an article entered that feed
	bucketMoved     = []byte("moved")   // by file in dist: the ID of the article that was there
	bucketFeeds     = []byte("feeds")   // by feed folder: the feed's definition
	bucketMeta      = []byte("meta")    // see below
	buckets         = [][]byte{bucketPublished, bucketWithdrawn, bucketEntered, bucketMoved, bucketFeeds, bucketMeta}
)

// The keys of bucketMeta.
var (
	metaVersion = []byte("version")
	metaName    = []byte("name")    // a random name of this memory
	metaCommits = []byte("commits") // the number of commits
	metaBodies  = []byte("bodies")  // number and size of the file of bodies
	metaRan     = []byte("ran")     // time of the last publication
	metaPublic  = []byte("public")  // "1" if the site was ever published at a public address, else "0"
)

const (
	fileName = "memory.db"
	version  = "2"
)

// ErrLocked means that another process has the state folder open.
var ErrLocked = errors.New("another fil uses it")

// ErrUnreadableBody means that the stored text of an article cannot be read.
var ErrUnreadableBody = errors.New("reading the stored text of an article")

// Memory is an open memory. Only one process can have it open. Pings, lengths and versions may be
// read and written while a run uses it in another goroutine.
type Memory struct {
	root   *os.Root
	folder *disk.Folder
	hook   disk.Hook
	// dbLock is locked for writing while db is replaced: pings are stored while a run goes on.
	dbLock sync.RWMutex
	db     *database
	bodies *bodies
	// committed is the size of bodies at the last commit. Bytes after it may be rolled back.
	committed int64
	token     string
	ran       time.Time
	// scratch is a temporary folder that Close removes, "" for none.
	scratch string
	// unfinished means that no publication has been committed completely. Articles in the database
	// are then the first part of one, and are not returned.
	unfinished bool
}

// Open opens the memory in a folder, which it creates if needed. A database that cannot be read is
// renamed, and a new one is created: setAside is the new name of the old file, "" if there was no
// need. If another process has it open, the error is ErrLocked.
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
		setAside, err = setAsideFile(name)
		if err == nil {
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
	_ = m.bodies.removeStale() // a file that stays does no harm, and is tried again at the next start
	return m, setAside, nil
}

// readMeta reads bucketMeta and opens the file of bodies that it names.
func (m *Memory) readMeta(openBodies func(folder *disk.Folder, number int32, size int64) (*bodies, error)) error {
	number, size := int64(1), int64(0)
	err := m.view(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		m.token = string(meta.Get(metaName)) + string(meta.Get(metaCommits))
		m.unfinished = meta.Get(metaCommits) == nil
		if data := meta.Get(metaRan); data != nil {
			_ = decode(string(data), time.UTC, func(c *coder) { c.time(&m.ran) }) // zero if unreadable
		}
		if data := meta.Get(metaBodies); data != nil {
			return decode(string(data), time.UTC, func(c *coder) { c.number(&number); c.number(&size) })
		}
		return nil
	})
	if err != nil {
		return errors.Join(err, m.db.Close())
	}
	m.bodies, err = openBodies(m.folder, int32(number), size)
	if err != nil {
		return errors.Join(err, m.db.Close())
	}
	m.committed = m.bodies.size()
	return nil
}

// StillIn reports whether the files that are open are still those in a folder, which may have been
// deleted or replaced meanwhile.
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

// Rescue copies the memory into a folder from which it was deleted, and opens the copy. A file that
// is open can still be read after it was deleted.
func (m *Memory) Rescue(dir string) (*Memory, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(filepath.Join(dir, fileName)); errors.Is(err, os.ErrNotExist) { // else another memory was put there
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
	rescued, _, err := Open(dir, m.hook)
	return rescued, err
}

// Ran returns the time of the last publication, zero if there was none.
func (m *Memory) Ran() time.Time { return m.ran }

// Token returns a value that changes with each commit of a publication. The cache stores it, to find
// out whether it belongs to this memory.
func (m *Memory) Token() string { return m.token }

// Close closes the files, and unlocks the folder for other processes.
func (m *Memory) Close() error {
	err := errors.Join(m.bodies.close(), m.db.Close(), m.root.Close())
	if m.scratch != "" {
		err = errors.Join(err, os.RemoveAll(m.scratch))
	}
	return err
}

// view runs a read-only transaction.
func (m *Memory) view(f func(tx *bbolt.Tx) error) error {
	m.dbLock.RLock()
	defer m.dbLock.RUnlock()
	return m.db.view(f)
}

// viewPublished runs a read-only transaction, unless no publication was committed completely.
// Queries ignore its error: if the database is damaged they return what could be read, and Keep
// finds the damage and replaces the database.
func (m *Memory) viewPublished(f func(tx *bbolt.Tx) error) error {
	if m.unfinished {
		return nil
	}
	return m.view(f)
}

// update runs a transaction that writes.
func (m *Memory) update(f func(tx *bbolt.Tx) error) error {
	if err := m.hook.Check(disk.Commit, fileName); err != nil {
		return err
	}
	m.dbLock.RLock()
	defer m.dbLock.RUnlock()
	return m.db.update(f)
}
