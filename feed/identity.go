package feed

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Rename is an article that was published before at another place.
type Rename struct{ Now, Was *Article }

// Identify gives articles the IDs under which they were published before, whatever
// has become of their path, slug, title, section or of the site's address; known are
// the articles of the last publication, present the files of content that cannot be
// read now. An article whose file was renamed is known by its bytes, else by its title
// and date. An ID in front matter is never touched, and one that is an address of this
// machine was never given out.
//
// It returns the articles that live elsewhere than they did.
func Identify(articles, known []*Article, present []string) []Rename {
	byPath, byID := map[string]*Article{}, map[string]*Article{}
	for _, k := range known {
		byPath[k.Path], byID[k.ID] = k, k
	}
	here := map[string]bool{}
	for _, path := range present {
		here[path] = true
	}
	for _, a := range articles {
		here[a.Path] = true
	}
	lost := newTraces(known, here)
	var renames []Rename
	for _, a := range articles {
		was := byPath[a.Path]
		switch {
		case was == nil && a.Pinned:
			was = byID[a.ID]
		case was == nil:
			was = lost.find(a)
		}
		if was == nil {
			continue
		}
		if !a.Pinned && !LocalURL(was.ID) {
			a.ID = was.ID
		}
		if was.Path != a.Path || was.Page != a.Page {
			renames = append(renames, Rename{Now: a, Was: was})
		}
	}
	return renames
}

// traces are what articles whose files have gone can be known by. What several have
// in common knows none of them.
type traces struct{ byHash, byTitle map[string]*Article }

func newTraces(known []*Article, here map[string]bool) *traces {
	t := &traces{map[string]*Article{}, map[string]*Article{}}
	add := func(m map[string]*Article, key string, k *Article) {
		if _, twice := m[key]; twice {
			k = nil
		}
		m[key] = k
	}
	for _, k := range known {
		if !here[k.Path] {
			add(t.byHash, k.Hash, k)
			add(t.byTitle, titleAndDate(k), k)
		}
	}
	return t
}

// find finds the article that a was, and takes it away.
func (t *traces) find(a *Article) *Article {
	was := t.byHash[a.Hash]
	if was == nil {
		was = t.byTitle[titleAndDate(a)]
	}
	if was != nil {
		t.byHash[was.Hash], t.byTitle[titleAndDate(was)] = nil, nil
	}
	return was
}

func titleAndDate(a *Article) string { return fmt.Sprint(a.Title, "\n", a.Published.Unix()) }

// LocalURL reports an address that means something on one machine alone.
func LocalURL(id string) bool {
	u, err := url.Parse(id)
	if err != nil || !strings.HasPrefix(u.Scheme, "http") {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

// Comparison is what a new publication is to a subscriber of the last one.
type Comparison struct {
	Known int // articles of the last publication
	// New were never seen, Again are seen again under other IDs, Gone are no more.
	New, Again, Gone []*Article
}

// Compare compares the articles that are to be seen with those of the last
// publication.
func Compare(known, live []*Article) Comparison {
	// What was made for this machine alone nobody has seen, and what is in no feed
	// nobody sees.
	known = slices.DeleteFunc(slices.Clone(known), func(k *Article) bool { return k.NoFeed || LocalURL(k.ID) })
	live = slices.DeleteFunc(slices.Clone(live), func(a *Article) bool { return a.NoFeed })
	c := Comparison{Known: len(known)}
	ids := map[string]bool{}
	for _, a := range live {
		ids[a.ID] = true
	}
	before := map[string]bool{}
	byTrace := map[string]*Article{}
	for _, k := range known {
		before[k.ID] = true
		if !ids[k.ID] {
			for _, trace := range []string{k.Path, k.Permalink, "hash " + k.Hash, titleAndDate(k)} {
				byTrace[trace] = k
			}
		}
	}
	again := map[*Article]bool{}
	for _, a := range live {
		if before[a.ID] {
			continue
		}
		var was *Article
		for _, trace := range []string{a.Path, a.Permalink, "hash " + a.Hash, titleAndDate(a)} {
			if was == nil {
				was = byTrace[trace]
			}
		}
		if was == nil {
			c.New = append(c.New, a)
			continue
		}
		again[was] = true
		c.Again = append(c.Again, a)
	}
	for _, k := range known {
		if !ids[k.ID] && !again[k] {
			c.Gone = append(c.Gone, k)
		}
	}
	return c
}

// Flood says why subscribers should not be given this without a second look: more
// than five articles and more than a quarter of those known would come again as new,
// or more than five and more than half, or all, would be gone. "" is no objection.
func (c Comparison) Flood() string {
	const few = 5
	switch again, gone := len(c.Again), len(c.Gone); {
	case again > few && again*4 > c.Known:
		return fmt.Sprintf("%d of %d known articles would be shown to every subscriber again, under new IDs", again, c.Known)
	case gone > few && gone*2 > c.Known:
		return fmt.Sprintf("%d of %d known articles would be gone", gone, c.Known)
	case c.Known > 0 && gone == c.Known:
		return fmt.Sprintf("all %d known articles would be gone", c.Known)
	}
	return ""
}
