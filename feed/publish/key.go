package publish

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"hash"
	"math/bits"
	"strconv"

	"github.com/cespare/xxhash/v2"

	"fil/feed"
)

// Key is a hash of what a file is made of. The zero Key is unknown.
type Key [16]byte

// keyer makes a Key of what is put into it. What nobody has the print of makes the key
// unknown, and so the file is made anew.
type keyer struct {
	h       hash.Hash
	buffer  []byte
	unknown bool
}

// keyOf begins the key of a kind of file.
func keyOf(kind string) *keyer {
	k := &keyer{h: sha256.New()}
	k.h.Write([]byte(kind))
	return k
}

// value puts in plain data.
func (k *keyer) value(v any) *keyer {
	data, err := json.Marshal(v)
	if err != nil { // then nobody can tell
		k.unknown = true
	}
	k.h.Write(append(data, 0))
	return k
}

// text puts in texts.
func (k *keyer) text(texts ...string) *keyer {
	for _, s := range texts {
		k.buffer = append(append(k.buffer[:0], s...), 0)
		k.h.Write(k.buffer)
	}
	return k
}

// articles puts in articles, with all that is published of them.
func (k *keyer) articles(articles []*feed.Article) *keyer {
	for _, a := range articles {
		k.unknown = k.unknown || a.Print == [16]byte{}
		k.buffer = append(append(append(k.buffer[:0], a.Print[:]...), a.ID...), 0)
		k.h.Write(k.buffer)
	}
	return k
}

// mixed puts in many articles.
func (k *keyer) mixed(m mixed) *keyer {
	k.unknown = k.unknown || m.unknown
	k.buffer = binary.LittleEndian.AppendUint64(k.buffer[:0], m.a)
	k.buffer = binary.LittleEndian.AppendUint64(k.buffer, m.b)
	k.buffer = binary.LittleEndian.AppendUint64(k.buffer, uint64(m.n))
	k.h.Write(k.buffer)
	return k
}

// counts puts in which periods there are, and of how many articles.
func (k *keyer) counts(periods []feed.Period) *keyer {
	for _, period := range periods {
		k.text(period.Name, strconv.Itoa(len(period.Articles)))
	}
	return k
}

// header puts in what a feed says of itself.
func (k *keyer) header(f *feed.Feed) *keyer {
	header := *f
	header.Articles, header.Updated = nil, header.Updated.UTC()
	return k.value(header)
}

// feed puts in all of a feed.
func (k *keyer) feed(f *feed.Feed) *keyer { return k.header(f).articles(f.Articles) }

// feeds puts in what feeds say of themselves.
func (k *keyer) feeds(feeds []*feed.Feed) *keyer {
	for _, f := range feeds {
		k.value([]string{f.Title, f.Self.Atom, f.Self.RSS, f.Self.JSON, f.HomeURL, f.Language, f.Subtitle})
	}
	return k
}

func (k *keyer) key() (key Key) {
	if !k.unknown {
		copy(key[:], k.h.Sum(nil))
	}
	return key
}

// stampKey is that of a file that is published as it is, by what its file system says of it:
// unknown, where that is not to be gone by.
func stampKey(s feed.Stamp) Key {
	k := keyOf("asset").value(s)
	k.unknown = k.unknown || s == feed.Stamp{}
	return k.key()
}

// mixed is a hash of many articles: their prints are hashes already, and are only mixed, in
// order.
type mixed struct {
	a, b    uint64
	n       int
	unknown bool // one has no print
}

// mix mixes articles, with their IDs or without: a page of titles shows none.
func mix(articles []*feed.Article, ids bool) mixed {
	const odd = 0x9E3779B97F4A7C15
	m := mixed{n: len(articles)}
	for _, article := range articles {
		m.unknown = m.unknown || article.Print == [16]byte{}
		m.a = (bits.RotateLeft64(m.a, 23) ^ binary.LittleEndian.Uint64(article.Print[:8])) * odd
		m.b = (bits.RotateLeft64(m.b, 29) ^ binary.LittleEndian.Uint64(article.Print[8:])) * odd
		if ids {
			m.a = (bits.RotateLeft64(m.a, 31) ^ xxhash.Sum64String(article.ID)) * odd
		}
	}
	return m
}
