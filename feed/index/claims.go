package index

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"fil/feed"
)

// Kind says what a name in dist is claimed for. The claims of a kind have precedence over those of the
// kinds after it.
type Kind uint8

// The kinds of claims.
const (
	Page     Kind = iota // the page of an article
	Other                // a file of content that is published as it is
	Alias                // a redirect to an article, from an alias that it names
	Moved                // a redirect to an article, from an earlier address of its page
	Gone                 // an address of an article that has expired
	Text                 // an article in Markdown, beside its page
	Chapters             // the chapters of an episode, beside its page
	// identity is the ID of an article, or the address of one without a page: no name in dist.
	identity
)

// Claim is what an article or another file claims.
type Claim struct {
	Kind    Kind
	Name    string     // in dist
	Article *feed.Meta // nil for Other
	File    *File      // of Other
	// key is the name as it is compared: names conflict if their keys are equal, or if one is a folder
	// of the other.
	key string
	// hidden says that the article is not live. Its claim conflicts with those of other articles only.
	hidden bool
}

// separator replaces the slash in keys, so that the files of a folder follow its name immediately.
const separator = "\x01"

// keyOf returns the key of a name in dist. It ignores case and the form of Unicode, as file systems do.
func keyOf(name string) string {
	return strings.ReplaceAll(strings.ToLower(norm.NFC.String(name)), "/", separator)
}

// keyOfID returns the key of an article's ID. No name begins like it.
func keyOfID(id string) string { return "\x00" + id }

// lessClaim orders claims by key.
func lessClaim(a, b *Claim) bool {
	switch {
	case a.key != b.key:
		return a.key < b.key
	case a.Kind != b.Kind:
		return a.Kind < b.Kind
	}
	return a.Owner() < b.Owner()
}

// Owner returns the path of the file that makes the claim, "" for a claim that is only searched for.
func (c *Claim) Owner() string {
	switch {
	case c.Article != nil:
		return c.Article.Path
	case c.File != nil:
		return c.File.Path
	}
	return ""
}

// claimsOf returns what an article claims at the time of the set.
func (s *Set) claimsOf(a *feed.Meta) []*Claim {
	if a.Stem == "" {
		return nil
	}
	live := a.LiveAt(s.now)
	claims := make([]*Claim, 0, 2+len(a.Aliases))
	claims = append(claims, &Claim{Kind: identity, Article: a, key: keyOfID(a.ID), hidden: !live})
	if a.Page == "" {
		claims = append(claims, &Claim{Kind: identity, Article: a, key: "\x00\x00" + strings.ToLower(a.Permalink), hidden: !live})
	} else {
		claims = append(claims, &Claim{Kind: Page, Name: a.Page, Article: a, key: keyOf(a.Page), hidden: !live})
	}
	add := func(kind Kind, name string) {
		key := keyOf(name)
		if !slices.ContainsFunc(claims, func(c *Claim) bool { return c.key == key && (c.Kind == kind || c.Name == name && !c.hidden) }) { // not twice
			claims = append(claims, &Claim{Kind: kind, Name: name, Article: a, key: key})
		}
	}
	moved, _ := s.moved.Get(a.ID)
	if chapters := feed.ChaptersName(a); live && chapters != "" {
		add(Chapters, chapters)
	}
	if text := feed.TextName(a); live && s.site.Markdown && text != "" {
		add(Text, text)
	}
	switch {
	case live:
		for _, alias := range a.Aliases {
			add(Alias, alias)
		}
		for _, from := range moved {
			if from != a.Page {
				add(Moved, from)
			}
		}
	case a.Expired(s.now) && a.Page != "":
		for _, name := range slices.Concat([]string{a.Page}, a.Aliases, moved) {
			add(Gone, name)
		}
	}
	return claims
}

// claimOf returns what a file claims.
func claimOf(f *File) *Claim {
	return &Claim{Kind: Other, Name: f.Path, File: f, key: keyOf(f.Path)}
}

// has reports whether a claim has its name in dist: another claim has not won it, and the article is
// neither hidden nor refused.
func (s *Set) has(c *Claim) bool {
	return c.Kind != identity && !c.hidden && s.lost[c] == nil && (c.Article == nil || s.refused[c.Article.Path] == nil)
}

// Claims returns the claims that have their names in dist, by key.
func (s *Set) Claims() []*Claim {
	all := make([]*Claim, 0, s.claims.Len())
	s.claims.Scan(func(c *Claim) bool {
		if s.has(c) {
			all = append(all, c)
		}
		return true
	})
	return all
}

// Conflicting returns the claims, of those that have their names in dist, with which one more file of a
// given name would conflict.
func (s *Set) Conflicting(name string) (claims []*Claim) {
	s.around(&Claim{key: keyOf(name)}, func(c *Claim) bool {
		if s.has(c) {
			claims = append(claims, c)
		}
		return true
	})
	return claims
}

// Owner returns the claim that has a name in dist, nil if there is none. Case counts.
func (s *Set) Owner(name string) (owner *Claim) {
	key := keyOf(name)
	s.claims.Ascend(&Claim{key: key}, func(c *Claim) bool {
		if c.key == key && c.Name == name && s.has(c) {
			owner = c
		}
		return c.key == key && owner == nil
	})
	return owner
}

// around calls f for the claims whose keys conflict with that of a claim, until f returns false: those
// with the same key, those of files in a folder with that key, and those with the key of a folder above.
func (s *Set) around(c *Claim, f func(*Claim) bool) {
	more, folder := true, c.key+separator
	s.claims.Ascend(&Claim{key: c.key}, func(d *Claim) bool {
		more = d.key != c.key || f(d)
		return more && d.key == c.key
	})
	if c.key[:1] == "\x00" {
		return
	}
	if more {
		s.claims.Ascend(&Claim{key: folder}, func(d *Claim) bool {
			more = !strings.HasPrefix(d.key, folder) || f(d)
			return more && strings.HasPrefix(d.key, folder)
		})
	}
	for folder := range above(c.key) {
		if !more {
			return
		}
		s.claims.Ascend(&Claim{key: folder}, func(d *Claim) bool {
			more = d.key != folder || f(d)
			return more && d.key == folder
		})
	}
}

// Problem returns what is wrong if a claim is lost to another owner, which is named as in "the feed
// atom.xml". It is nil for claims that no author has made: earlier addresses, and those of expired
// articles.
func (c *Claim) Problem(other string) *feed.Problem {
	switch c.Kind {
	case Alias:
		return &feed.Problem{Path: c.Owner(), Warning: true, Message: "its alias /" + c.Name + " is the address of something else"}
	case Text, Chapters:
		return &feed.Problem{Path: c.Owner(), Warning: true, Message: fmt.Sprintf("/%s, which is beside its page, is the address of %s", c.Name, other), Hint: "give that another name"}
	case Page, Other:
		return &feed.Problem{Path: c.Owner(), Message: fmt.Sprintf("its address /%s cannot be beside that of %s", c.Name, other), Hint: "give it another name"}
	}
	return nil
}
