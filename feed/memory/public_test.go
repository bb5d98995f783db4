package memory

import (
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
	"fil/feed/feedtest"
)

// A memory of an earlier version does not have metaPublic. Then Public follows from the stored
// articles, also after the site was published at a local address.
func TestPublicOfEarlierVersion(t *testing.T) {
	m, _, err := Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	local := feedtest.Site()
	local.BaseURL = "http://localhost:8080/"
	keep := func(site *feed.Site, ran int64) {
		t.Helper()
		p := Publication{Site: site, Ran: time.Unix(ran, 0), Articles: feedtest.Articles(), Body: func(*feed.Article) feed.Body { return feed.Body{} }}
		if err := m.Keep(p); err != nil {
			t.Fatal(err)
		}
	}
	private := func() (n int) {
		for _, k := range m.Published() {
			if k.Private {
				n++
			}
		}
		return n
	}
	keep(local, 1)
	if m.Public() || private() != 2 {
		t.Errorf("after a local publication: public %v, %d private", m.Public(), private())
	}
	keep(feedtest.Site(), 2)
	if !m.Public() || private() != 0 {
		t.Errorf("after a public one: public %v, %d private", m.Public(), private())
	}
	err = m.update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Delete(metaPublic) })
	if err != nil {
		t.Fatal(err)
	}
	keep(local, 3)
	if !m.Public() || private() != 0 {
		t.Errorf("after an upgrade and a local one: public %v, %d private", m.Public(), private())
	}
}
