package memory

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// replaceDamaged sets the database aside because it is damaged, and creates a new one. The file of
// bodies stays in use.
func (m *Memory) replaceDamaged() error {
	if err := m.reopen(); err != nil {
		return err
	}
	return m.view(func(tx *bbolt.Tx) error {
		m.token, m.unfinished = string(tx.Bucket(bucketMeta).Get(metaName)), true
		return nil
	})
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

// setAsideFile renames an unreadable file, and returns its new name. It does not replace a file that
// was set aside earlier: after a downgrade and an upgrade the earlier one may be the good one.
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

// setAsideBodies renames the files of bodies that belong to a database that was set aside as aside.
func setAsideBodies(dir, aside string) error {
	names, err := filepath.Glob(filepath.Join(dir, bodiesPrefix+"*"))
	for _, name := range names {
		err = errors.Join(err, os.Rename(name, aside+"-"+filepath.Base(name)))
	}
	return err
}
