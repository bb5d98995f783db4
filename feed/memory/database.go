package memory

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// database is a bbolt file. If the file is damaged, its methods return errDamaged; they do not
// panic.
type database struct {
	*bbolt.DB
	file *os.File // the file that bbolt has open
	// headSize is the size of the two pages at the head of the file. bbolt reads them under a lock,
	// which would stay locked for ever after a fault.
	headSize int64
}

// errDamaged means that the database cannot be read.
var errDamaged = errors.New("damaged")

// unreadable reports whether an error means that the file is damaged or not a database.
func unreadable(err error) bool {
	for _, damage := range []error{errDamaged, bolterrors.ErrInvalid, bolterrors.ErrChecksum, bolterrors.ErrVersionMismatch} {
		if errors.Is(err, damage) {
			return true
		}
	}
	return false
}

// initialMmap is the size of the memory map. If bbolt has to enlarge the map during a transaction,
// it copies all that the transaction has written. growBy is the step in which the file grows, and
// pageSize the size of the pages of a new file: the text of an article takes most of a usual page, so
// that half of the file would be empty.
const initialMmap, growBy, pageSize = 128 << 20, 64 << 10, 16 << 10

// openDatabase opens or creates a file.
func openDatabase(name string) (d *database, err error) {
	defer recoverFaults(&err)()
	d = &database{}
	d.DB, err = bbolt.Open(name, 0o600, &bbolt.Options{Timeout: time.Second, InitialMmapSize: initialMmap, PageSize: pageSize, OpenFile: d.openFile})
	var system syscall.Errno
	switch info, missing := os.Stat(name); {
	case err == nil && (missing != nil || !d.is(info)): // another process has replaced it while this one waited for the lock
		if err := d.Close(); err != nil {
			return d, err
		}
		return openDatabase(name)
	case err == nil:
		d.AllocSize = growBy
		d.headSize = 2 * int64(d.Info().PageSize)
	case errors.Is(err, bolterrors.ErrTimeout): // the other process may have just created it
	case errors.As(err, &system): // such as a full disk
	case missing == nil && info.Size() < 2*pageSize: // bbolt has no error value for a file that is too short
		err = fmt.Errorf("%w: %w", errDamaged, err)
	}
	return d, err
}

// is reports whether info is that of the file that is open.
func (d *database) is(info os.FileInfo) bool {
	opened, err := d.file.Stat()
	return err == nil && os.SameFile(opened, info)
}

// openFile is called by bbolt to open the file, and again when it copies the file (tx.CopyFile).
func (d *database) openFile(name string, flag int, mode os.FileMode) (*os.File, error) {
	file, err := os.OpenFile(name, flag, mode)
	if d.file == nil {
		d.file = file
	}
	return file, err
}

// view runs a read-only transaction.
func (d *database) view(f func(tx *bbolt.Tx) error) error { return d.run(d.View, f) }

// update runs a transaction that writes.
func (d *database) update(f func(tx *bbolt.Tx) error) error { return d.run(d.Update, f) }

// run runs a transaction by begin, unless the file is shorter than it should be. It turns panics
// and faults into errors: bbolt panics on a page that it cannot parse, and the system kills a
// process that reads a page of a mapped file that was cut off, or that the disk cannot read.
func (d *database) run(begin func(func(tx *bbolt.Tx) error) error, f func(tx *bbolt.Tx) error) (err error) {
	defer recoverFaults(&err)()
	size, err := d.size(d.headSize)
	if err != nil {
		return err
	}
	return begin(func(tx *bbolt.Tx) error {
		if size < tx.Size() { // the file has grown, or was cut off
			if _, err := d.size(tx.Size()); err != nil {
				return err
			}
		}
		return f(tx)
	})
}

// size returns the size of the file, and an error if it is shorter than least.
func (d *database) size(least int64) (int64, error) {
	info, err := d.file.Stat()
	if err != nil {
		return 0, err
	}
	if info.Size() < least {
		return 0, fmt.Errorf("%w: %d bytes of %d are left", errDamaged, info.Size(), least)
	}
	return info.Size(), nil
}

// recoverFaults turns panics and memory faults of the calling function into errDamaged. The caller
// defers the function that it returns.
func recoverFaults(err *error) (deferred func()) {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		if p := recover(); p != nil {
			*err = fmt.Errorf("%w: %v", errDamaged, p)
		}
	}
}

// forEach calls f for each row of a bucket, if the bucket exists. It returns only errors of f.
func forEach(tx *bbolt.Tx, bucket []byte, f func(key, value []byte) error) error {
	if b := tx.Bucket(bucket); b != nil {
		return b.ForEach(f)
	}
	return nil
}

// get returns a row of a bucket, nil if there is none. It is valid until the transaction ends.
func get(tx *bbolt.Tx, bucket []byte, key string) []byte {
	if b := tx.Bucket(bucket); b != nil {
		return b.Get([]byte(key))
	}
	return nil
}

// write is one row to write, or to delete if value is nil.
type write struct{ bucket, key, value []byte }

// put writes the row. bbolt inserts rows fastest if they are sorted by their keys.
func (w write) put(tx *bbolt.Tx) error {
	b, err := tx.CreateBucketIfNotExists(w.bucket)
	if err != nil {
		return err
	}
	b.FillPercent = fillPercent
	if w.value == nil {
		return b.Delete(w.key)
	}
	return b.Put(w.key, w.value)
}

// putAll writes rows.
func putAll(tx *bbolt.Tx, rows []write) (err error) {
	for _, row := range rows {
		err = errors.Join(err, row.put(tx))
	}
	return err
}

// fillPercent is how full bbolt fills a page. Its default of 0.5 leaves room for later insertions; a
// first publication is written in the order of its keys, and 0.9 halves its memory and its file.
const fillPercent = 0.9
