package memory

import (
	"errors"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// Public reports whether the site was ever published at a public address.
func (m *Memory) Public() (public bool) {
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		public = wasPublic(tx)
		return nil
	})
	return public
}

// wasPublic is Public within a transaction. Earlier versions did not store metaPublic: then it looks for a stored
// article that is not private.
func wasPublic(tx *bbolt.Tx) bool {
	if value := tx.Bucket(bucketMeta).Get(metaPublic); value != nil {
		return string(value) == "1"
	}
	found := errors.New("found")
	for _, bucket := range [][]byte{bucketPublished, bucketWithdrawn} {
		err := forEach(tx, bucket, func(path, data []byte) error {
			if row, ok := readArticleRow(path, data); ok && !row.Private {
				return found
			}
			return nil
		})
		if err != nil {
			return true
		}
	}
	return false
}

// putPublic stores whether the site was ever published at a public address, including its present
// one.
func putPublic(tx *bbolt.Tx, baseURL string) error {
	value := "0"
	if !feed.LocalURL(baseURL) || wasPublic(tx) {
		value = "1"
	}
	return tx.Bucket(bucketMeta).Put(metaPublic, []byte(value))
}
