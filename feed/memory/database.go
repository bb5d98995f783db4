package memory

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// database is the file of a memory. Whatever is wrong with it is errDamaged, and ends no
// process.
type database struct {
	*bbolt.DB
	file *os.File // the same, as bbolt has it open
}

var errDamaged = errors.New("damaged")

func unreadable(err error) bool {
	for _, damage := range []error{errDamaged, bolterrors.ErrInvalid, bolterrors.ErrChecksum, bolterrors.ErrVersionMismatch} {
		if errors.Is(err, damage) {
			return true
		}
	}
	return false
}

// mapped is how much of the address space the file has at the least: where bbolt has to map
// more of it, in the middle of a transaction, it copies all that is under way. grown is by
// how much the file itself grows.
const initialMmap, growBy = 128 << 20, 64 << 10

// open opens the file, or begins one, and looks whether it is a memory.
func open(name string) (d *database, err error) {
	d = &database{}
	if err := d.open(name); err != nil {
		return nil, err
	}
	found := ""
	err = d.view(func(tx *bbolt.Tx) error {
		if first, _ := tx.Cursor().First(); first == nil {
			return nil
		}
		for _, name := range buckets {
			if tx.Bucket(name) == nil {
				return fmt.Errorf("%w: of another version", errDamaged)
			}
		}
		found = string(tx.Bucket(bucketMeta).Get(metaVersion))
		return nil
	})
	if err == nil && found == "" {
		err = d.update(initialize)
	} else if err == nil && found != version {
		err = fmt.Errorf("%w: of version %s", errDamaged, found)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *database) open(name string) (err error) {
	defer recoverFaults(&err)()
	d.DB, err = bbolt.Open(name, 0o600, &bbolt.Options{Timeout: time.Second, InitialMmapSize: initialMmap, OpenFile: d.openFile})
	switch info, missing := os.Stat(name); {
	case err == nil:
		d.AllocSize = growBy
	case errors.Is(err, bolterrors.ErrTimeout): // whoever holds it may have only begun it
	case missing == nil && info.Size() < headSize: // bbolt has no error of its own for that
		err = fmt.Errorf("%w: %w", errDamaged, err)
	}
	return err
}

// openFile opens the file, or a second time what bbolt is to copy it from.
func (d *database) openFile(name string, flag int, mode os.FileMode) (*os.File, error) {
	file, err := os.OpenFile(name, flag, mode)
	if d.file == nil {
		d.file = file
	}
	return file, err
}

// begun makes a new memory.
func initialize(tx *bbolt.Tx) error {
	for _, name := range buckets {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	meta := tx.Bucket(bucketMeta)
	return errors.Join(meta.Put(metaVersion, []byte(version)), meta.Put(metaName, []byte(rand.Text())))
}

// view and update run a transaction.
func (d *database) view(f func(tx *bbolt.Tx) error) error { return d.run(d.View, f) }

func (d *database) update(f func(tx *bbolt.Tx) error) error { return d.run(d.Update, f) }

// heads is how many bytes a file begins with that bbolt reads under a lock, which a fault
// would leave locked for ever.
var headSize = 2 * int64(os.Getpagesize())

// run runs a transaction if all of the file is there, and makes an error of what is damaged:
// bbolt panics on a page that it does not understand, and the system ends a process that reads
// one of a mapped file which is gone, or which the disk cannot read.
func (d *database) run(in func(func(tx *bbolt.Tx) error) error, f func(tx *bbolt.Tx) error) (err error) {
	defer recoverFaults(&err)()
	if err := d.checkSize(headSize); err != nil {
		return err
	}
	return in(func(tx *bbolt.Tx) error {
		if err := d.checkSize(tx.Size()); err != nil {
			return err
		}
		return f(tx)
	})
}

// holds returns an error where the file has fewer bytes.
func (d *database) checkSize(size int64) error {
	info, err := d.file.Stat()
	if err == nil && info.Size() < size {
		err = fmt.Errorf("%w: %d bytes of %d are left", errDamaged, info.Size(), size)
	}
	return err
}

// guard makes, in the function that defers what it returns, an error of a panic, and of a
// fault of the memory.
func recoverFaults(err *error) (over func()) {
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
