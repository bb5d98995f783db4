// Package memory stores what Fil must know from earlier runs, in the state folder: which IDs were
// assigned to which articles, the last published form of each article, when articles entered feeds,
// their previous addresses, which feeds have existed, the subscriptions of the site's own hub, events, and pings
// that are still to be sent. If it is lost, content and dist are still whole.
//
// A [Memory] is a bbolt database, memory.db. A run reads the last publication from it (published
// articles by file of content, withdrawn ones by file and ID), and stores the new one by [Memory.Keep].
// What is stored has numbered fields (see coder), so that older and newer versions of Fil can read it.
// The [Cache] is another database, cache.db: it saves work and can be deleted at any time.
package memory

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"fil/feed/disk"
)

// The buckets of the database. Those of texts, pings, subscriptions, events, lengths, sizes and versions are
// beside their queries. A bucket is created when it is first written.
var (
	bucketPublished = []byte("published") // by file of content: the published articles, see articleRow
	bucketWithdrawn = []byte("withdrawn") // by withdrawnKey: articles that are no longer published
	bucketEntered   = []byte("entered")   // by feed folder, NUL and ID: when an article entered that feed
	bucketMoved     = []byte("moved")     // by file in dist: the ID of the article that was there
	bucketFeeds     = []byte("feeds")     // by feed folder after a slash: the feed's definition, in JSON
	bucketRetained  = []byte("retained")  // see Publication.Retained
	bucketWithheld  = []byte("withheld")  // see Publication.Withheld
	bucketCopies    = []byte("copies")    // see Publication.Copies
	bucketMeta      = []byte("meta")      // see below
)

// The keys of bucketMeta.
const (
	metaVersion = "version"
	metaName    = "name"    // a random name of this memory
	metaCommits = "commits" // the number of commits
	metaRan     = "ran"     // time of the last publication
	metaArrived = "arrived" // when the last article came into the site's feed
	metaPublic  = "public"  // "1" if the site was ever published at a public address, else "0"
)

const (
	fileName = "memory.db"
	version  = 3
)

// ErrLocked means that another process has the state folder open.
var ErrLocked = errors.New("another fil uses it")

// ErrNewer means that a memory has a version that this program does not know. It stays as it is.
var ErrNewer = errors.New("a newer fil has written it")

// Memory is an open memory. Only one process can have it open. Several goroutines may use it. The queries
// for what runs have stored may be called on a nil *Memory, which has nothing. Token, Text, Peeked and
// CountSubscriptions may not.
type Memory struct {
	root *os.Root
	hook disk.Hook
	// dbLock is locked for writing while db is replaced: pings are stored while a run goes on.
	dbLock sync.RWMutex
	db     *database
	texts  texts
	token  string
	ran    time.Time
	// arrived is the value of LastArrival.
	arrived       time.Time
	subscriptions subscriptionCount
	// scratch is a temporary folder that Close removes, "" for none.
	scratch string
}

// Open opens the memory in a folder, which it creates if needed. A database that cannot be read is
// renamed, and a new one is created: setAside is the new name of the old file, "" if there was no
// need. If another process has it open, the error is ErrLocked; if a newer version of Fil has written it,
// ErrNewer.
func Open(dir string, hook disk.Hook) (m *Memory, setAside string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, "", err
	}
	m, err = open(dir, hook)
	if unreadable(err) {
		setAside, err = setAsideFile(filepath.Join(dir, fileName))
		if err == nil {
			m, err = open(dir, hook)
		}
	}
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, "", ErrLocked
	case err != nil:
		return nil, setAside, fmt.Errorf("opening the memory: %w", err)
	}
	return m, setAside, nil
}

// open is Open without the handling of damage.
func open(dir string, hook disk.Hook) (m *Memory, err error) {
	name := filepath.Join(dir, fileName)
	m = &Memory{hook: hook}
	m.texts.view, m.texts.update = m.view, m.update
	m.db, err = openDatabase(name)
	if err != nil {
		return nil, err
	}
	old, err := m.db.isVersion2()
	if old && err == nil {
		err = errors.Join(m.db.upgrade(dir), m.db.Close())
		if err != nil {
			return nil, err
		}
		return open(dir, hook)
	}
	if err == nil {
		err = m.readMeta()
	}
	if err == nil {
		m.root, err = os.OpenRoot(dir)
	}
	if err != nil {
		return nil, errors.Join(err, m.db.Close())
	}
	return m, nil
}

// readMeta reads bucketMeta, and writes it if the database is new.
func (m *Memory) readMeta() error {
	found, isNew := "", false
	err := m.db.view(func(tx *bbolt.Tx) error {
		first, _ := tx.Cursor().First()
		isNew, found = first == nil, string(get(tx, bucketMeta, metaVersion))
		m.token = string(get(tx, bucketMeta, metaName)) + string(get(tx, bucketMeta, metaCommits))
		_ = decode(get(tx, bucketMeta, metaRan), time.UTC, func(c *coder) { c.time(1, &m.ran) }) // zero if unreadable
		m.arrived = lastArrival(tx)
		return nil
	})
	switch {
	case err != nil:
		return err
	case isNew:
		m.token = rand.Text()
		return m.db.update(func(tx *bbolt.Tx) error { return putMeta(tx, metaName, m.token, metaVersion, strconv.Itoa(version)) })
	}
	switch number, err := strconv.Atoi(found); {
	case err != nil || number < version:
		return fmt.Errorf("%w: of version %q", errDamaged, found)
	case number > version:
		return ErrNewer
	}
	return nil
}

// putMeta writes values of bucketMeta, each after its key.
func putMeta(tx *bbolt.Tx, pairs ...string) (err error) {
	for i := 0; i < len(pairs); i += 2 {
		err = errors.Join(err, write{bucketMeta, []byte(pairs[i]), []byte(pairs[i+1])}.put(tx))
	}
	return err
}

// countCommit counts a commit and stores the time of the run and of the last arrival. It returns the new
// token.
func countCommit(tx *bbolt.Tx, ran, arrived time.Time) (token string, err error) {
	n, _ := strconv.Atoi(string(get(tx, bucketMeta, metaCommits))) // 0 before the first
	commits := strconv.Itoa(n + 1)
	err = putMeta(tx, metaCommits, commits, metaRan, string(encode(func(c *coder) { c.time(1, &ran) })), metaArrived, string(encode(func(c *coder) { c.time(1, &arrived) })))
	return string(get(tx, bucketMeta, metaName)) + commits, err
}

// StillIn reports whether the database that is open is still the one in a folder, which may have been
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
	_, err = m.root.Lstat(fileName)
	return err == nil
}

// Rescue copies the memory into a folder from which it was deleted, and opens the copy. A file that
// is open can still be read after it was deleted.
func (m *Memory) Rescue(dir string) (*Memory, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	name := filepath.Join(dir, fileName)
	if _, err := os.Lstat(name); errors.Is(err, os.ErrNotExist) { // else another memory was put there
		if err := m.view(func(tx *bbolt.Tx) error { return tx.CopyFile(name, 0o600) }); err != nil {
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
func (m *Memory) Ran() time.Time {
	if m == nil {
		return time.Time{}
	}
	return m.ran
}

// LastArrival returns when the last article came into the site's feed, of all that have ever been in it;
// zero if none has.
func (m *Memory) LastArrival() time.Time {
	if m == nil {
		return time.Time{}
	}
	return m.arrived
}

// lastArrival returns the stored value of [Memory.LastArrival]. A memory of an earlier version has none:
// then it is computed from all articles.
func lastArrival(tx *bbolt.Tx) (last time.Time) {
	if stored := get(tx, bucketMeta, metaArrived); stored != nil && decode(stored, time.UTC, func(c *coder) { c.time(1, &last) }) == nil {
		return last
	}
	for _, bucket := range [][]byte{bucketPublished, bucketWithdrawn} {
		_ = forEach(tx, bucket, func(key, data []byte) error { // f returns no error
			if row := readRow(key, data, time.UTC); row != nil && row.Came.After(last) {
				last = row.Came
			}
			return nil
		})
	}
	return last
}

// Token returns a value that changes with each commit of a publication. The cache stores it, to find
// out whether it belongs to this memory.
func (m *Memory) Token() string { return m.token }

// Close closes the database, and unlocks the folder for other processes.
func (m *Memory) Close() error {
	m.texts.forget()
	err := errors.Join(m.db.Close(), m.root.Close())
	if m.scratch != "" {
		err = errors.Join(err, os.RemoveAll(m.scratch))
	}
	return err
}

// view runs a read-only transaction. Queries ignore its error: if the database is damaged they return
// what could be read, and Keep finds the damage and replaces the database.
func (m *Memory) view(f func(tx *bbolt.Tx) error) error {
	if m == nil {
		return nil
	}
	m.dbLock.RLock()
	defer m.dbLock.RUnlock()
	return m.db.view(f)
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

// put writes rows in one transaction, if there are any.
func (m *Memory) put(changes []write) error {
	if len(changes) == 0 {
		return nil
	}
	return m.update(func(tx *bbolt.Tx) error { return putAll(tx, changes) })
}
