package memory

import (
	"bytes"
	"encoding/json"
	"slices"

	"go.etcd.io/bbolt"
)

// change is one row to write, or to delete if value is nil.
type change struct{ bucket, key, value []byte }

// siteChanges lists the rows to write to store a publication, except those of its articles.
func siteChanges(tx *bbolt.Tx, p Publication) []change {
	moved := make(map[string][]byte, len(p.Moved))
	for from, id := range p.Moved {
		moved[from] = []byte(id)
	}
	definitions := make(map[string][]byte, len(p.Feeds))
	for _, d := range p.Feeds {
		if data, err := json.Marshal(d); err == nil { // plain values: Marshal does not fail
			definitions["/"+d.Path] = data
		}
	}
	entered := map[string][]byte{}
	for folder, times := range p.Entered {
		for id, t := range times {
			entered[folder+"\x00"+id] = encode(func(c *coder) { c.time(&t) })
		}
	}
	documents := make(map[string][]byte, len(p.DocumentSizes))
	for folder, n := range p.DocumentSizes {
		documents["/"+folder] = encode(func(c *coder) { c.int(&n) })
	}
	retained := make(map[string][]byte, len(p.Retained))
	for path, page := range p.Retained {
		retained[path] = []byte(page)
	}
	withheld := make(map[string][]byte, len(p.Withheld))
	for _, folder := range p.Withheld {
		withheld[folder] = []byte{1}
	}
	var sizes []change
	if p.Sizes != nil {
		sizes = sizeChanges(tx, p)
	}
	return slices.Concat(
		diff(tx, bucketEntered, entered, true),
		diff(tx, bucketMoved, moved, true),
		diff(tx, bucketFeeds, definitions, false),
		diff(tx, bucketRetained, retained, true),
		diff(tx, bucketWithheld, withheld, true),
		diff(tx, bucketDocumentSizes, documents, true),
		sizes)
}

// diff lists the changes after which a bucket has the wanted rows and, if exact, no other rows.
func diff(tx *bbolt.Tx, bucket []byte, want map[string][]byte, exact bool) (changes []change) {
	same := map[string]bool{}
	_ = forEach(tx, bucket, func(key, value []byte) error { // f returns no error
		wanted, ok := want[string(key)]
		switch {
		case ok && bytes.Equal(wanted, value):
			same[string(key)] = true
		case !ok && exact:
			changes = append(changes, change{bucket, bytes.Clone(key), nil})
		}
		return nil
	})
	for key, value := range want {
		if !same[key] {
			changes = append(changes, change{bucket, []byte(key), value})
		}
	}
	return changes
}
