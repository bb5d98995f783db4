package page

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"fil/feed"
	"fil/feed/feedtest"
)

// framed is the Frame of the built-in theme, with pages for one tag and one author.
func framed(t testing.TB, s *feed.Site, over fstest.MapFS) *Frame {
	t.Helper()
	theme, err := Load(over)
	if over == nil {
		theme, err = Load(nil)
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

type writer interface {
	Write(w io.Writer, f *Frame) error
}

// kinds are one page of each kind.
func kinds(f *Frame) map[string]writer {
	articles, first := feedtest.Articles(), feedtest.Feed()
	begins := time.Date(2024, 1, 1, 0, 0, 0, 0, f.Site.TimeZone)
	about := *articles[1]
	about.Path, about.Title = "_pages/about.md", "À propos"
	month := Part{Begins: begins, Articles: articles[1:]}
	return map[string]writer{
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

func write(t testing.TB, w writer, f *Frame) string {
	t.Helper()
	var b strings.Builder
	if err := w.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	f := framed(t, feedtest.Site(), nil)
	for name, p := range kinds(f) {
		feedtest.Golden(t, name+".html", []byte(write(t, p, f)))
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
	os.Stdout.Write(b.Bytes()[bytes.Index(b.Bytes(), []byte("<h1>")):bytes.Index(b.Bytes(), []byte("</h1>"))])
	// Output: <h1>Rien
}

// No page has a script or a style within itself, or asks anybody else for anything: that
// is what the server's policy lets through.
func TestNothingFromElsewhere(t *testing.T) {
	f := framed(t, feedtest.Site(), nil)
	for name, p := range kinds(f) {
		text := write(t, p, f)
		for _, forbidden := range []string{"<style", " style=", " onclick=", "javascript:", "<iframe"} {
			if strings.Contains(text, forbidden) {
				t.Errorf("%s has %s", name, forbidden)
			}
		}
		for _, m := range regexp.MustCompile(`<(?:script|link rel="stylesheet")[^>]*(?:src|href)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(m[1], "/-/") {
				t.Errorf("%s asks for %s", name, m[1])
			}
		}
		if strings.Count(text, "<script") != strings.Count(text, `<script src="/-/copy-`)+strings.Count(text, `<script type="application/ld+json">`) {
			t.Errorf("%s has a script within itself", name)
		}
	}
	if css := f.theme.assets["style.css"]; len(css.Data) >= 10<<10 || bytes.Contains(css.Data, []byte("url(")) || bytes.Contains(css.Data, []byte("@import")) {
		t.Errorf("the style sheet has %d bytes, or asks for more", len(css.Data))
	}
}

// Headings go down one by one, and each page has one that is the first.
func TestHeadings(t *testing.T) {
	f := framed(t, feedtest.Site(), nil)
	for name, p := range kinds(f) {
		if name == "moved" {
			continue
		}
		level, first := 0, 0
		z := html.NewTokenizer(strings.NewReader(write(t, p, f)))
		for z.Next() != html.ErrorToken {
			tag, _ := z.TagName()
			if token := z.Token(); token.Type != html.StartTagToken || len(tag) != 2 || tag[0] != 'h' || tag[1] < '1' || tag[1] > '6' {
				continue
			}
			now := int(tag[1] - '0')
			if now > level+1 {
				t.Errorf("%s: h%d follows h%d", name, now, level)
			}
			if level = now; now == 1 {
				first++
			}
		}
		if first != 1 {
			t.Errorf("%s has %d first headings", name, first)
		}
	}
}

// The interface speaks the site's language, English where it has no words, and dates are
// in the site's language all the same.
func TestLanguages(t *testing.T) {
	for language, want := range map[string][]string{
		"fr":    {"S’abonner", "2 juillet 2024", `lang="fr"`},
		"fr-CA": {"S’abonner", "2 juillet 2024"},
		"en":    {"Subscribe", "July 2, 2024"},
		"en-GB": {"Subscribe", "2 July 2024"},
		"de":    {"Subscribe", "2. Juli 2024", `<html lang="de">`},
		"ar":    {"Subscribe", `dir="rtl"`, `<html lang="ar" dir="rtl">`},
		"tlh":   {"Subscribe", "2024-07-02"},
		"":      {"Subscribe", "July 2, 2024", `<html lang="en">`},
	} {
		s := feedtest.Site()
		s.Language = language
		f := framed(t, s, nil)
		text := write(t, kinds(f)["home"], f)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%q: no %s", language, w)
			}
		}
	}
}

// Every catalogue has all words, and none that nobody asks for; French has its spaces.
func TestCatalogues(t *testing.T) {
	theme, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	english := theme.words["en"]
	for _, tag := range theme.Languages() {
		for key := range english.entries {
			if theme.words[tag].entries[key] == nil {
				t.Errorf("%s lacks %q", tag, key)
			}
		}
	}
	used := ""
	files, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		if strings.HasSuffix(name, ".gohtml") {
			used += string(data)
		}
	}
	code, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range code {
		if data, err := os.ReadFile(e.Name()); err == nil && strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), "_test.go") {
			used += string(data)
		}
	}
	kinds := []string{"site", "tag", "author", "section", "language", "named"}
	for key := range english.entries {
		if !strings.Contains(used, `"`+key+`"`) && !strings.Contains(used, ".W."+key) && !slices.Contains(kinds, strings.TrimPrefix(key, "by_")) {
			t.Errorf("nobody asks for %q", key)
		}
	}
	for key, forms := range theme.words["fr"].entries {
		for _, text := range forms {
			if regexp.MustCompile(` [?!;:»]|« `).MatchString(text) {
				t.Errorf("a space that may break in the French %q: %q", key, text)
			}
		}
	}
	if got := theme.words["fr"].number("articles", 0) + theme.words["fr"].number("articles", 2) + theme.words["en"].number("articles", 0); got != "0\u00a0article2\u00a0articles0 articles" {
		t.Errorf("plurals: %q", got)
	}
}

func TestDress(t *testing.T) {
	for content, want := range map[string]string{
		"<p>x</p>": "<p>x</p>",
		`<img src="a"><img src="b"><img src="c">`: `<img src="a"><img loading="lazy" decoding="async" src="b"><img loading="lazy" decoding="async" src="c">`,
		"<table><tr></tr></table>":                `<div class="table" tabindex="0"><table><tr></tr></table></div>`,
		"<pre><code>&lt;table&gt;</code></pre>":   `<pre tabindex="0"><code>&lt;table&gt;</code></pre>`,
		`<table class="x"><tr><th align="left">a</th><td align="right">b</td></tr></table><pre class="y">c</pre>`: `<div class="table" tabindex="0"><table class="x"><tr><th class="left">a</th><td class="right">b</td></tr></table></div><pre tabindex="0" class="y">c</pre>`,
		`<h1 id="a">A</h1><h2>B</h2><h5>C</h5><h6>D</h6><hr />`:                                                   `<h2 id="a">A</h2><h3>B</h3><h6>C</h6><h6>D</h6><hr />`,
		"<h2>B</h2>": "<h2>B</h2>", "": "", "a <": "a <",
	} {
		if got := dress(content); got != want {
			t.Errorf("%s: %s", content, got)
		}
	}
}

func TestMinutes(t *testing.T) {
	for content, want := range map[string]int{
		"": 1, "<p>un deux</p>": 1, strings.Repeat("mot ", 660): 3, strings.Repeat("<b x=\"a b c d e f\">mot</b> ", 440): 2, strings.Repeat("文", 880): 2,
		strings.Repeat("ก", 880): 2, strings.Repeat("à\u00a0l’été\u2003été ", 220): 3, strings.Repeat("x", 880) + "<never": 1,
	} {
		if got := minutes(content); got != want {
			t.Errorf("%.20s…: %d, want %d", content, got, want)
		}
	}
}

// A theme takes what it has from the site, and tells what is wrong by file and line.
func TestTheme(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	f := framed(t, feedtest.Site(), fstest.MapFS{"footer.gohtml": file(`<footer>Mine, {{.Site.Title}}</footer>`), "style.css": file("p{}"), "words/fr.yaml": file("subscribe: Suivre\n"), "words/pt-br.yaml": file("subscribe: Assinar\n"), "notes.txt": file(""), ".git/config": file("")})
	text := write(t, kinds(f)["home"], f)
	for _, want := range []string{"<footer>Mine, Le fil &amp; ses &lt;amis&gt;</footer>", ">Suivre<", "Aller au contenu"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	if built := framed(t, feedtest.Site(), nil); built.theme.Sum() == f.theme.Sum() || built.theme.assets["style.css"].Name == f.theme.assets["style.css"].Name || built.theme.assets["copy.js"].Name != f.theme.assets["copy.js"].Name {
		t.Error("sums do not tell what has changed")
	}
	slim := feedtest.Articles()[0].Slim() // as all are where only titles are shown
	own := framed(t, feedtest.Site(), fstest.MapFS{"period.gohtml": file(`{{range .Parts}}{{range .Articles}}<i>{{.Title}}{{.Summary}}{{range .Enclosures}}x{{end}}</i>{{end}}{{end}}`)})
	if text := write(t, PeriodPage{Feed: feedtest.Feed(), Parts: []Part{{Articles: []*feed.Article{slim}}}}, own); text != "<i>Tout &amp; &lt;plus&gt; : l’été</i>" {
		t.Error(text)
	}
	for _, c := range []struct {
		name, text, file string
		line             int
	}{
		{"list.gohtml", "<p>\n<p>{{if}}", "list.gohtml", 2},
		{"article.gohtml", "\n\n{{nothing .}}", "article.gohtml", 3},
		{"words/fr.yaml", "subscribe: x\nnav: [\n", "words/fr.yaml", 3},
		{"words/fr.yaml", "subscribe: x\nsubscrib: y\n", "words/fr.yaml", 2},
		{"words/xx-nothing-at-all.yaml", "subscribe: x\n", "words/xx-nothing-at-all.yaml", 0},
		{"words/fr.yaml", "articles: {one: x}\n", "words/fr.yaml", 1},
	} {
		var wrong *ThemeError
		if _, err := Load(fstest.MapFS{c.name: file(c.text)}); !errors.As(err, &wrong) || wrong.File != c.file || wrong.Line != c.line {
			t.Errorf("%s: %q: %#v", c.name, c.text, err)
		}
	}
	var wrong *ThemeError
	unsafe := framed(t, feedtest.Site(), fstest.MapFS{"article.gohtml": file("<a href={{.Heading}} {{if .Alone}}\"{{end}}>")})
	if err := kinds(unsafe)["article"].Write(io.Discard, unsafe); !errors.As(err, &wrong) || wrong.File != "article.gohtml" {
		t.Errorf("what would not be safe: %#v", err)
	}
	bad := framed(t, feedtest.Site(), fstest.MapFS{"list.gohtml": file("\n{{.Feed.Nope}}")})
	err := kinds(bad)["home"].Write(io.Discard, bad)
	if !errors.As(err, &wrong) || wrong.Line != 2 || wrong.File != "list.gohtml" {
		t.Errorf("%#v", err)
	}
	if err := kinds(f)["home"].Write(failing{}, f); !errors.Is(err, io.ErrShortWrite) || errors.As(err, &wrong) && reflect.TypeOf(err) == reflect.TypeOf(wrong) {
		t.Errorf("a writer that fails: %#v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func sitemap(t *testing.T, s Sitemap) string {
	t.Helper()
	var b strings.Builder
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSitemap(t *testing.T) {
	at := time.Date(2024, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
	text := sitemap(t, Sitemap{Places: []Place{{"https://fil.example/a?b=1&c='2'", at}, {URL: "https://fil.example/"}}})
	var parsed struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string `xml:"loc"`
			Lastmod string `xml:"lastmod"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(text), &parsed); err != nil {
		t.Fatal(err)
	}
	if len(parsed.URLs) != 2 || parsed.URLs[0].Loc != "https://fil.example/a?b=1&c='2'" || parsed.URLs[0].Lastmod != "2024-01-02T03:04:05+01:00" || parsed.URLs[1].Lastmod != "" {
		t.Errorf("%+v", parsed)
	}
	feedtest.Golden(t, "sitemap.xml", []byte(text))
	feedtest.Golden(t, "sitemap-index.xml", []byte(sitemap(t, Sitemap{Index: true, Places: []Place{{URL: "https://fil.example/sitemap-2024.xml", Changed: at}}})))
}

func ExampleSitemap_Write() {
	if err := (Sitemap{Places: []Place{{URL: "https://fil.example/"}}}).Write(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
	// <url><loc>https://fil.example/</loc></url>
	// </urlset>
}

func FuzzWords(f *testing.F) {
	f.Add("subscribe: x\narticles: {one: a, other: b}\n")
	f.Add("a: [\n")
	f.Fuzz(func(t *testing.T, text string) {
		var wrong *ThemeError
		if _, err := Load(fstest.MapFS{"words/fr.yaml": &fstest.MapFile{Data: []byte(text)}}); err != nil && !errors.As(err, &wrong) {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// What is written for one page must be whole HTML, whatever an article says of itself.
func FuzzArticlePage(f *testing.F) {
	f.Add("titre", "</script><script>alert(1)</script>", "tag\"")
	frame := framed(f, feedtest.Site(), nil)
	f.Fuzz(func(t *testing.T, title, summary, tag string) {
		a := *feedtest.Articles()[0]
		a.Title, a.Summary, a.Tags = title, summary, []string{tag}
		text := write(t, ArticlePage{Article: &a}, frame)
		if strings.Count(strings.ToLower(text), "<script") != 1 || strings.Count(text, "</html>") != 1 && !strings.Contains(title+summary+tag, "html") {
			t.Errorf("%q %q %q: %s", title, summary, tag, text)
		}
	})
}

func BenchmarkArticlePage(b *testing.B) {
	f := framed(b, feedtest.Site(), nil)
	p := kinds(f)["article"]
	b.ReportAllocs()
	for b.Loop() {
		if err := p.Write(io.Discard, f); err != nil {
			b.Fatal(err)
		}
	}
}
