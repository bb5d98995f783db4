package page

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"fil/feed"
	"fil/feed/feedtest"
)

// newFrame returns a Frame of the built-in theme with overrides; nil for none. Of all values only the
// tag Mali has a page.
func newFrame(t testing.TB, s *feed.Site, overrides fstest.MapFS) *Frame {
	t.Helper()
	theme, err := Load(overrides)
	if overrides == nil {
		theme, err = Load(nil) // a nil MapFS in an fs.FS is not nil
	}
	if err != nil {
		t.Fatal(err)
	}
	f, err := theme.NewFrame(s, feedtest.Feed(), func(kind feed.Kind, value string) string {
		if kind == feed.Tag && value == "Mali" {
			return s.URL("tags/mali/index.html")
		}
		return ""
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// pageWriter is what all page types implement.
type pageWriter interface {
	Write(w io.Writer, f *Frame) error
}

// samplePages returns one page of each kind.
func samplePages(f *Frame) map[string]pageWriter {
	articles, first := feedtest.Articles(), feedtest.Feed()
	begins := time.Date(2024, 1, 1, 0, 0, 0, 0, f.Site.TimeZone)
	about := *articles[1]
	about.Path, about.Title = "_pages/about.md", "À propos"
	month := Part{Begins: begins, Metas: feedtest.Metas(articles...)[1:]}
	return map[string]pageWriter{
		"home":      ListPage{Feed: first, Kind: feed.Whole, Intro: articles[1], Articles: articles, Years: []Year{{"2024", f.Site.URL("archive/2024/index.html"), 2}}},
		"tag":       ListPage{Feed: first, Kind: feed.Tag, Value: "Mali", Articles: articles[:1]},
		"article":   ArticlePage{Article: articles[0], Previous: &Link{"Rien", "https://fil.example/rien/", ""}, Next: &Link{"More", "https://fil.example/more/", "en"}},
		"alone":     ArticlePage{Article: &about},
		"year":      PeriodPage{Feed: first, Begins: begins, Year: true, Address: f.Site.URL("archive/2024/index.html"), Parts: []Part{month}},
		"all":       PeriodPage{Feed: first, Address: f.Site.URL("archive/index.html"), Parts: []Part{month}},
		"month":     PeriodPage{Feed: first, Begins: begins, Address: f.Site.URL("archive/2024-01/index.html"), Parts: []Part{month}},
		"subscribe": SubscribePage{Groups: []Group{{Kind: feed.Whole, Feeds: []Subscription{{Feed: first, Title: first.Title, Readers: Readers(first)}}}, {Kind: feed.Tag, Feeds: []Subscription{{Feed: first, Title: "Mali"}}, More: 2}}},
		"tags":      IndexPage{Kind: feed.Tag, Values: []Value{{"Blé", f.Site.URL("tags/blé/index.html"), 2}, {"Mali", f.Site.URL("tags/mali/index.html"), 1}}},
		"notfound":  NotFoundPage{},
		"moved":     MovedPage{To: "https://fil.example/là/?a=1&b=2", Title: "Là & <ici>"},
	}
}

// render returns the HTML of a page.
func render(t testing.TB, w pageWriter, f *Frame) string {
	t.Helper()
	var b strings.Builder
	if err := w.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGolden compares each page with a golden file.
func TestGolden(t *testing.T) {
	f := newFrame(t, feedtest.Site(), nil)
	for name, p := range samplePages(f) {
		feedtest.Golden(t, name+".html", []byte(render(t, p, f)))
	}
}

func ExampleArticlePage_Write() {
	theme, err := Load(nil)
	if err != nil {
		panic(err)
	}
	frame, err := theme.NewFrame(feedtest.Site(), feedtest.Feed(), func(feed.Kind, string) string { return "" })
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	if err := (ArticlePage{Article: feedtest.Articles()[1]}).Write(&b, frame); err != nil {
		panic(err)
	}
	os.Stdout.Write(b.Bytes()[bytes.Index(b.Bytes(), []byte("<h1")):bytes.Index(b.Bytes(), []byte("</h1>"))])
	// Output: <h1 class="p-name">Rien
}

// TestContentSecurityPolicy wants no inline script or style and no script or style sheet from another
// origin in any page, because the server's Content-Security-Policy would block them.
func TestContentSecurityPolicy(t *testing.T) {
	f := newFrame(t, feedtest.Site(), nil)
	for name, p := range samplePages(f) {
		text := render(t, p, f)
		for _, forbidden := range []string{"<style", " style=", " onclick=", "javascript:", "<iframe"} {
			if strings.Contains(text, forbidden) {
				t.Errorf("%s has %s", name, forbidden)
			}
		}
		for _, m := range regexp.MustCompile(`<(?:script|link rel="stylesheet")[^>]*(?:src|href)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(m[1], "/-/") {
				t.Errorf("%s loads %s", name, m[1])
			}
		}
		if strings.Count(text, "<script") != strings.Count(text, `<script src="/-/copy-`)+strings.Count(text, `<script type="application/ld+json">`) {
			t.Errorf("%s has an inline script", name)
		}
	}
	if css := f.theme.assets["style.css"]; len(css.Data) >= 10<<10 || bytes.Contains(css.Data, []byte("url(")) || bytes.Contains(css.Data, []byte("@import")) {
		t.Errorf("the style sheet has %d bytes, or loads another file", len(css.Data))
	}
}

// TestHeadings wants one h1 in each page, and no heading more than one level below the one before it.
func TestHeadings(t *testing.T) {
	f := newFrame(t, feedtest.Site(), nil)
	for name, p := range samplePages(f) {
		if name == "moved" {
			continue
		}
		level, first := 0, 0
		z := html.NewTokenizer(strings.NewReader(render(t, p, f)))
		for z.Next() != html.ErrorToken {
			tag, _ := z.TagName()
			if token := z.Token(); token.Type != html.StartTagToken || len(tag) != 2 || tag[0] != 'h' || tag[1] < '1' || tag[1] > '6' {
				continue
			}
			now := int(tag[1] - '0')
			if now > level+1 {
				t.Errorf("%s: h%d follows h%d", name, now, level)
			}
			level = now
			if now == 1 {
				first++
			}
		}
		if first != 1 {
			t.Errorf("%s has %d first headings", name, first)
		}
	}
}

// FuzzArticlePage wants a whole HTML page without a second script, whatever the title, summary and tag
// of the article are.
func FuzzArticlePage(f *testing.F) {
	f.Add("titre", "</script><script>alert(1)</script>", "tag\"")
	frame := newFrame(f, feedtest.Site(), nil)
	f.Fuzz(func(t *testing.T, title, summary, tag string) {
		a := *feedtest.Articles()[0]
		a.Title, a.Summary, a.Tags = title, summary, []string{tag}
		text := render(t, ArticlePage{Article: &a}, frame)
		if strings.Count(strings.ToLower(text), "<script") != 1 || strings.Count(text, "</html>") != 1 && !strings.Contains(title+summary+tag, "html") {
			t.Errorf("%q %q %q: %s", title, summary, tag, text)
		}
	})
}

func BenchmarkArticlePage(b *testing.B) {
	f := newFrame(b, feedtest.Site(), nil)
	p := samplePages(f)["article"]
	b.ReportAllocs()
	for b.Loop() {
		if err := p.Write(io.Discard, f); err != nil {
			b.Fatal(err)
		}
	}
}
