package memory

import (
	"errors"
	"fmt"
	"os"
)

// replaceDamaged sets the database aside because it is damaged, and creates a new one.
func (m *Memory) replaceDamaged() error {
	m.subscriptions.mu.Lock()
	defer m.subscriptions.mu.Unlock()
	m.dbLock.Lock()
	defer m.dbLock.Unlock()
	name := m.db.Path()
	if err := m.db.Close(); err != nil {
		return err
	}
	if _, err := setAsideFile(name); err != nil {
		return err
	}
	db, err := openDatabase(name)
	if err != nil {
		return err
	}
	m.db, m.subscriptions.domains = db, nil
	return m.readMeta()
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
