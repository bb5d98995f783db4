// Package publish decides what a publication consists of, and makes it.
//
// [Plan] is pure: articles in, outputs out. [Run] makes the bytes, has every feed
// read back by package check, and gives the store those that changed. It owns the
// [Store] interface.
package publish

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"sort"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"fil/feed"
	"fil/feed/atom"
	"fil/feed/check"
	"fil/feed/jsonfeed"
	"fil/feed/page"
	"fil/feed/rss"
)

// Input is what a publication is made of.
type Input struct {
	Site     *feed.Site
	Articles []*feed.Article // all that could be read, in any order
	// Introduction stands on the home page, when it is live; nil where there is none.
	Introduction *feed.Article
	Assets       []Asset
	// Unread are folders of content that could not be read: what was published of
	// them stays.
	Unread []string
}

// gzipped is what the name of a compressed form has more.
const gzipped = ".gz"

// Asset is a file that is published as it is.
type Asset struct {
	Path string // in content, and in dist
	Open func() (io.ReadCloser, error)
}

// Output is one file to be in dist.
type Output struct {
	Name string // path in dist
	Type string // media type
	// Write makes its bytes. It may be called twice where Stream is set.
	Write func(w io.Writer) error
	// Check reads a feed's bytes back; nil for all that is no feed.
	Check func(data []byte) []check.Problem
	// Hot files are asked for all day: they are compressed when they are published.
	Hot bool
	// Stream says that it may be too large to be held in memory.
	Stream bool
}

// Publication is a plan: every file that dist is to hold, and no other.
type Publication struct {
	Outputs  []Output
	Articles int // that are live
	Feeds    int
	// Problems are what had to be left out.
	Problems []*feed.Problem
	// Keep are folders of dist in which nothing is removed: those of content that
	// could not be read.
	Keep []string
}

// Plan lists the outputs for what is live at the given time: the site's feed in its
// three forms, the home page, a page for each article, and the assets.
func Plan(in Input, now time.Time) (*Publication, error) {
	live := feed.Live(in.Articles, now)
	feed.Newest(live)
	f, err := fit(feed.Compose(in.Site, live), in.Site.Feed.MaxBytes)
	if err != nil {
		return nil, err
	}
	p := &Publication{Articles: len(live), Feeds: 1, Keep: in.Unread}
	p.addFeed(f)
	home := page.HomePage{Site: in.Site, Feed: f, Articles: live}
	if in.Introduction != nil && len(feed.Live([]*feed.Article{in.Introduction}, now)) > 0 {
		home.Introduction = in.Introduction
	}
	p.Outputs = append(p.Outputs, Output{Name: "index.html", Type: feed.HTMLType, Write: home.Write, Hot: true})
	for _, a := range live {
		if a.Page != "" {
			write := page.ArticlePage{Site: in.Site, Feed: f, Article: a}.Write
			p.Outputs = append(p.Outputs, Output{Name: a.Page, Type: feed.HTMLType, Write: write})
		}
	}
	p.addAssets(in, now)
	return p, nil
}

func (p *Publication) addFeed(f *feed.Feed) {
	for _, form := range []struct {
		name, mediaType string
		write           func(io.Writer, *feed.Feed) error
		check           func([]byte) []check.Problem
	}{
		{feed.AtomName, feed.AtomType, atom.Write, check.Atom},
		{feed.RSSName, feed.RSSType, rss.Write, check.RSS},
		{feed.JSONName, feed.JSONType, jsonfeed.Write, check.JSON},
	} {
		p.Outputs = append(p.Outputs, Output{
			Name: path.Join(f.Path, form.name), Type: form.mediaType, Hot: true, Check: form.check,
			Write: func(w io.Writer) error { return form.write(w, f) },
		})
	}
}

// addAssets adds the files that go with articles. Those in the folder of an article
// that is not live would tell of it; those whose name something else has are left
// out, and told.
func (p *Publication) addAssets(in Input, now time.Time) {
	var claims feed.Claims[string]
	for _, o := range p.Outputs {
		claims.Claim(o.Name, "/"+o.Name+", which Fil makes itself")
		if o.Hot {
			claims.Claim(o.Name+gzipped, "/"+o.Name+" compressed, which Fil makes itself")
		}
	}
	hidden := map[string]bool{}
	for _, a := range in.Articles {
		if strings.HasPrefix(path.Base(a.Path), "index.") && len(feed.Live([]*feed.Article{a}, now)) == 0 {
			hidden[path.Dir(a.Path)] = true
		}
	}
	for _, asset := range in.Assets {
		if within(path.Dir(asset.Path), hidden) {
			continue
		}
		if other, taken := claims.Claim(norm.NFC.String(asset.Path), "the file "+asset.Path); taken {
			p.Problems = append(p.Problems, &feed.Problem{Path: asset.Path, Hint: "give it another name",
				Message: fmt.Sprintf("its address /%s cannot be beside that of %s", asset.Path, other)})
			continue
		}
		p.Outputs = append(p.Outputs, Output{Name: asset.Path, Type: feed.MediaType(asset.Path), Stream: true, Write: asset.copy})
	}
}

func within(folder string, hidden map[string]bool) bool {
	for ; folder != "."; folder = path.Dir(folder) {
		if hidden[folder] {
			return true
		}
	}
	return false
}

func (a Asset) copy(w io.Writer) error {
	r, err := a.Open()
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	if closing := r.Close(); err == nil {
		err = closing
	}
	return err
}

// fit keeps as many articles as a feed's Atom form has room for in max bytes, and
// one at least: some readers and aggregators stop at half a megabyte.
func fit(f *feed.Feed, max int) (*feed.Feed, error) {
	size := func(n int) (int, error) {
		var b bytes.Buffer
		err := atom.Write(&b, f.First(n))
		return b.Len(), err
	}
	var failed error
	tooLarge := func(n int) bool {
		bytes, err := size(n)
		if err != nil {
			failed = err
		}
		return bytes > max
	}
	n := len(f.Articles)
	if n > 1 && tooLarge(n) {
		// The first count that is too large is after the last that fits.
		n = sort.Search(n-1, func(i int) bool { return tooLarge(i + 2) }) + 1
	}
	return f.First(n), failed
}
