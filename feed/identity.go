package feed

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Rename is an article that was published before at another place.
type Rename struct{ Now, Was *Article }

// Identify gives articles the IDs under which they were published before, whatever
// has become of their path, slug, title, section or of the site's address. known are
// the articles of the last publication, gone those of earlier ones, present the files
// of content that cannot be read now.
//
// An article is known by its bytes, where they are at another path now; else by its
// path; else, where the file it was in has gone, by its title and date. An ID in front
// matter is never touched, and one that is an address of this machine was never given
// out. A new article at the path of one that has moved gets an ID of its own.
//
// It returns the articles that live elsewhere than they did.
func Identify(articles, known, gone []*Article, present []string) []Rename {
	if len(known)+len(gone) == 0 { // nobody to be taken for
		return nil
	}
	i := &identifier{was: map[*Article]*Article{}, taken: map[*Article]bool{}, byPath: map[string]*Article{}, here: map[string]*Article{}}
	for _, path := range present {
		i.here[path] = &Article{Path: path}
	}
	for _, a := range articles {
		i.here[a.Path] = a
	}
	for _, k := range known {
		i.byPath[k.Path] = k
	}
	i.byBytes(articles, known)
	i.byPlace(articles, known, gone)
	i.byTitle(articles, append(slices.Clone(known), gone...))
	return i.settle(articles, known)
}

// identifier finds out which article was which.
type identifier struct {
	was    map[*Article]*Article // of an article now
	taken  map[*Article]bool     // of those that were
	byPath map[string]*Article   // the last publication
	here   map[string]*Article   // the files of content
}

func (i *identifier) match(now, was *Article) { i.was[now], i.taken[was] = was, true }

// byBytes finds articles whose very bytes were at another path, where something else
// is by now, or nothing. Bytes that several articles have find none.
func (i *identifier) byBytes(articles, known []*Article) {
	byHash := unique(known, hashOf)
	fresh := unique(articles, hashOf)
	for _, a := range articles {
		k := byHash[a.Hash]
		if a.Pinned || k == nil || fresh[a.Hash] == nil || k.Path == a.Path {
			continue
		}
		if there := i.here[k.Path]; there == nil || there.Hash != k.Hash && there.Hash != noHash {
			i.match(a, k)
		}
	}
}

// byPlace finds articles whose file is where it was. One that was out of sight in the
// meantime has to be like what it was, for its path may have been given to another.
func (i *identifier) byPlace(articles, known, gone []*Article) {
	byID := map[string]*Article{}
	for _, k := range known {
		byID[k.ID] = k
	}
	before := unique(gone, func(g *Article) string { return g.Path })
	for _, a := range articles {
		k := i.byPath[a.Path]
		if k == nil && a.Pinned {
			k = byID[a.ID]
		}
		if g := before[a.Path]; k == nil && g != nil && (g.Title == a.Title || g.Hash == a.Hash || g.Published.Equal(a.Published)) {
			k = g
		}
		if i.was[a] == nil && k != nil && !i.taken[k] {
			i.match(a, k)
		}
	}
}

// byTitle finds articles whose file has gone by title and date, which may not be those
// of several.
func (i *identifier) byTitle(articles, known []*Article) {
	lost := unique(known, func(k *Article) string {
		if i.here[k.Path] != nil || i.taken[k] {
			return ""
		}
		return titleAndDate(k)
	})
	for _, a := range articles {
		if k := lost[titleAndDate(a)]; i.was[a] == nil && !a.Pinned && k != nil && !i.taken[k] {
			i.match(a, k)
		}
	}
}

// settle gives the IDs, and lists who lives elsewhere.
func (i *identifier) settle(articles, known []*Article) (renames []Rename) {
	used := map[string]bool{}
	for _, a := range articles {
		was := i.was[a]
		if was == nil {
			continue
		}
		if !a.Pinned && !LocalURL(was.ID) {
			a.ID = was.ID
		}
		used[a.ID] = true
		if was.Path != a.Path || was.Page != a.Page {
			renames = append(renames, Rename{Now: a, Was: was})
		}
	}
	for _, k := range known {
		if i.here[k.Path] != nil && i.here[k.Path].Hash == noHash {
			used[k.ID] = true // its file cannot be read now
		}
	}
	for _, a := range articles {
		if i.was[a] != nil || a.Pinned || !used[a.ID] || a.Hash == noHash {
			continue
		}
		mark := "#" // a URL's; a tag URI has none (RFC 4151 §2.1)
		if strings.HasPrefix(a.ID, "tag:") {
			mark = "-"
		}
		a.ID += mark + hex.EncodeToString(a.Hash[:4])
	}
	return renames
}

// noHash is that of a file whose bytes nobody knows.
var noHash [16]byte

func hashOf(a *Article) [16]byte { return a.Hash }

// unique indexes articles by a key that no other one has; the zero value is no key.
func unique[K comparable](articles []*Article, key func(a *Article) K) map[K]*Article {
	index, none := make(map[K]*Article, len(articles)), *new(K)
	for _, a := range articles {
		k := key(a)
		if k == none {
			continue
		}
		if _, twice := index[k]; twice {
			index[k] = nil
		} else {
			index[k] = a
		}
	}
	return index
}

func titleAndDate(a *Article) string { return fmt.Sprint(a.Title, "\n", a.Published.Unix()) }

// LocalURL reports an address that means something on one machine alone.
func LocalURL(id string) bool {
	if id == "" || id[0]|0x20 != 'h' { // most are tag URIs
		return false
	}
	u, err := url.Parse(id)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}
