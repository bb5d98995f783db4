package publish

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"hash"
	"strconv"

	"fil/feed"
	"fil/feed/index"
)

// Key is a hash of everything a file is made of. The zero Key is unknown. The cache stores keys, so
// they must not depend on the process.
type Key [16]byte

// keyer hashes what is added to it into a Key. A value that cannot be encoded makes the Key unknown, so
// that the file is made at each run.
type keyer struct {
	h       hash.Hash
	buffer  []byte
	unknown bool
}

// keyOf begins the key of a file of a kind. Files of different kinds have different keys.
func keyOf(kind string) *keyer {
	k := &keyer{h: sha256.New()}
	k.h.Write([]byte(kind))
	return k
}

// value adds data that can be encoded as JSON.
func (k *keyer) value(v any) *keyer {
	data, err := json.Marshal(v)
	if err != nil {
		k.unknown = true
	}
	k.h.Write(append(data, 0))
	return k
}

// text adds strings.
func (k *keyer) text(texts ...string) *keyer {
	for _, s := range texts {
		k.buffer = append(append(k.buffer[:0], s...), 0)
		k.h.Write(k.buffer)
	}
	return k
}

// articles adds articles: their IDs, and everything else of them that is published.
func (k *keyer) articles(articles []*feed.Meta) *keyer {
	for _, a := range articles {
		k.buffer = append(append(append(k.buffer[:0], a.Print[:]...), a.ID...), 0)
		k.h.Write(k.buffer)
	}
	return k
}

// tally adds many articles by their tally.
func (k *keyer) tally(t index.Tally) *keyer {
	for _, n := range []uint64{t.A, t.B, uint64(t.N), uint64(t.Paged)} {
		k.buffer = binary.LittleEndian.AppendUint64(k.buffer[:0], n)
		k.h.Write(k.buffer)
	}
	return k
}

// counts adds the names of periods, and how many articles each has.
func (k *keyer) counts(periods []index.Period) *keyer {
	for _, period := range periods {
		k.text(period.Name, strconv.Itoa(period.N))
	}
	return k
}

// header adds the metadata of a feed.
func (k *keyer) header(f *feed.Feed) *keyer {
	header := *f
	header.Updated = header.Updated.UTC()
	return k.value(header)
}

// document adds the metadata and the articles of a document.
func (k *keyer) document(d document) *keyer { return k.header(d.Feed).articles(d.metas) }

// feeds adds what lists of feeds show of each.
func (k *keyer) feeds(feeds []*feed.Feed) *keyer {
	for _, f := range feeds {
		k.value([]string{f.Title, f.Self.Atom, f.Self.RSS, f.Self.JSON, f.HomeURL, f.Language, f.Subtitle})
	}
	return k
}

// key returns the Key of what was added.
func (k *keyer) key() (key Key) {
	if !k.unknown {
		copy(key[:], k.h.Sum(nil))
	}
	return key
}

// stampKey returns the key of an asset. It is a hash of the file's stamp, and not of its bytes; unknown
// if the file system gives no reliable stamp.
func stampKey(s feed.Stamp) Key {
	k := keyOf("asset").value(s)
	k.unknown = k.unknown || s == feed.Stamp{}
	return k.key()
}
