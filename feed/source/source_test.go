package source

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1]), ModTime: time.Date(2020, 5, 6, 7, 8, 9, 0, time.UTC)}
	}
	return fsys
}

// YAML, TOML and JSON give the same article, with Fil's keys and with those of other tools.
func TestFrontMatter(t *testing.T) {
	paris, _ := time.LoadLocation("Europe/Paris")
	want := feed.Article{
		Title: "1.10", Tags: []string{"Mali", "blé"}, Language: "en", ID: "urn:x:1", Matter: &feed.Matter{Summary: "Un résumé", Rights: "CC0"},
		Authors:   []feed.Person{{Name: "Awa"}, {Name: "Ben", URL: "https://b.example/", Email: "b@b.example"}},
		Published: time.Date(2024, 1, 15, 10, 0, 0, 0, paris), Updated: time.Date(2024, 2, 1, 0, 0, 0, 0, paris),
		Expires: time.Date(2030, 1, 1, 0, 0, 0, 0, paris),
	}
	for name, text := range map[string]string{
		"yaml.md": "---\ntitle: 1.10\ndate: 2024-01-15 10:00\nupdated: 2024-02-01\nexpires: 2030-01-01\nsummary: Un résumé\n" +
			"tags: [Mali, blé]\nlanguage: en\nrights: CC0\nid: urn:x:1\nauthors:\n  - Awa\n  - {name: Ben, url: https://b.example/, email: b@b.example}\n---\nTexte.\n",
		"hugo.md": "+++\ntitle = '1.10'\ndate = 2024-01-15 10:00:00\nlastmod = 2024-02-01\nexpiryDate = 2030-01-01\ndescription = 'Un résumé'\n" +
			"tags = ['Mali']\ncategories = ['blé']\nlang = 'en'\ncopyright = 'CC0'\nguid = 'urn:x:1'\nlayout = 'x'\n" +
			"[[authors]]\nname = 'Awa'\n[[authors]]\nname = 'Ben'\nurl = 'https://b.example/'\nemail = 'b@b.example'\n+++\nTexte.\n",
		"json.md": `{"title": 1.10, "date": "2024-01-15T10:00:00+01:00", "last_modified_at": "2024-02-01", "expires": "2030-01-01",` + "\n" +
			`"excerpt": "Un résumé", "tags": "Mali, blé", "lang": "en", "license": "CC0", "id": "urn:x:1",` + "\n" +
			`"author": ["Awa", {"name": "Ben", "url": "https://b.example/", "email": "b@b.example"}]}` + "\nTexte.\n",
		"zola.md": "+++\ntitle = \"1.10\"\ndate = 2024-01-15T10:00:00+01:00\nupdated = 2024-02-01\nexpires = \"2030-01-01\"\ndescription = \"Un résumé\"\n" +
			"authors = [\"Awa\", {name = \"Ben\", url = \"https://b.example/\", email = \"b@b.example\"}]\nlanguage = \"en\"\nrights = \"CC0\"\nid = \"urn:x:1\"\n" +
			"[taxonomies]\ntags = [\"Mali\"]\ncategories = [\"blé\"]\n[extra]\nfoo = 1\n+++\nTexte.\n",
	} {
		a := readOne(t, name, text)
		got := feed.Article{Title: a.Title, Tags: a.Tags, Language: a.Language, ID: a.ID, Matter: &feed.Matter{Summary: a.Summary, Rights: a.Rights},
			Authors: a.Authors, Published: a.Published, Updated: a.Updated, Expires: a.Expires}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
		if a.Content != "<p>Texte.</p>\n" {
			t.Errorf("%s: content %q", name, a.Content)
		}
	}
}

// Each row is an article with an error: its line, message and hint. Other articles are read.
func TestProblems(t *testing.T) {
	for _, c := range []struct{ text, line, message, hint string }{
		{"---\ntitle: x\nauther: y\n---\n", ":3:", `unknown key "auther"`, "did you mean author?"},
		{"---\ntitle: x\ntitle: y\n---\n", ":3:", "given twice", "keep one"},
		{"---\ntitle: Mali: le blé\n---\n", ":2:", "its own signs", `write title: "Mali: le blé"`},
		{"---\ntitle: x\nsummary: \"y\ntags: z\n---\n", ":3:", "quotes around the value are not closed", `write summary: "y"`},
		{"---\ntitle: x\ntags: [a, b\nfoo: z\n---\n", ":3:", "the bracket is never closed", "write tags: [a, b]"},
		{"\n\n---\ntitle: x\nauther: z\n---\n", ":5:", "unknown key", ""},
		{"---\ntitle: x\nTitle: z\n---\n", ":3:", "given twice", ""},
		{"---\ndate: 2024-01\nenclosures: {url: \"https:///x\"}\n---\n", ":3:", "no address", ""},
		{"---\ndate: 2024-01\nenclosures: {url: \"https://x.example/a\", type: mp3}\n---\n", ":3:", "media type", ""},
		{"---\ndate: 2024-01\nid: \"a\\x01\"\n---\n", ":3:", "not one word", ""},
		{"---\ndate: 0001-01-01T00:00:00Z\n---\n", ":2:", "outside the years", ""},
		{"---\ndate: 2024-01\n---\n", "a.md:", "empty", ""},
		{"---\ndate: hier\n---\n", ":2:", `"hier" is not a date`, "2024-01-15"},
		{"---\ndate: 12000-01-01\n---\n", ":2:", "is not a date", ""},
		{"---\ndate: 0000-01-01\n---\n", ":2:", "outside the years", ""},
		{"---\ntitle: x\n\nTexte.\n", ":1:", "never closed", "---"},
		{"+++\ntitle = x\n+++\n", ":2:", "not valid TOML", ""},
		{"+++\ntitle = 'x'\nauther = 'y'\n+++\n", ":3:", "unknown key", "author"},
		{"{\"title\": \"x\",\n\"title\": \"y\"}\n", ":2:", "given twice", ""},
		{"{\"title\": }\n", ":1:", "not valid JSON", ""},
		{"---\n- a\n- b\n---\n", ":2:", "not a list of keys", ""},
		{"---\npermalink: /:year/:title/\n---\n", ":2:", "template", ""},
		{"---\ndate: 2024-01\nenclosures: [ep.mp3]\n---\n", ":3:", "not in content", ""},
		{"---\nslug: /../../x\npermalink: /tags/x/\n---\n", "a.md:", "/tags/", "another"},
	} {
		content := readAll(t, files("a.md", c.text, "2024-01-good.md", "Bien."))
		if len(content.Articles) != 1 || content.Articles[0].Path != "2024-01-good.md" {
			t.Errorf("%q: the others are not read", c.text)
		}
		if len(content.Problems) != 1 {
			t.Errorf("%q: problems %v", c.text, content.Problems)
			continue
		}
		p := content.Problems[0]
		if s := p.Error(); !strings.Contains(s, c.line) || !strings.Contains(s, c.message) || !strings.Contains(p.Hint, c.hint) {
			t.Errorf("%q: %s (hint %s)", c.text, s, p.Hint)
		}
		if !slices.Equal(content.Refused, []string{"a.md"}) {
			t.Errorf("%q: refused %v", c.text, content.Refused)
		}
	}
}

// An article whose visibility cannot be read is a draft, with an error, and is not refused.
func TestDoubt(t *testing.T) {
	for _, front := range []string{"draft: peut-être", "status: réservé", "private: [x]", "visibility: {a: b}", "build: {render: perhaps}"} {
		content := readAll(t, files("2024-01-a.md", "---\n"+front+"\n---\nTexte.\n", "2024-01-good.md", "Bien."))
		if len(content.Articles) != 2 || !content.Articles[0].Draft || content.Articles[1].Draft || len(content.Refused) != 0 {
			t.Errorf("%s: %d articles, refused %v", front, len(content.Articles), content.Refused)
		}
		if len(content.Problems) != 1 || content.Problems[0].Warning || content.Problems[0].Line != 2 || content.Problems[0].Hint == "" {
			t.Errorf("%s: %v", front, content.Problems)
		}
	}
}

// Texts that would need much time or memory are refused quickly.
func TestBombs(t *testing.T) {
	aliases := "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
	for i, name := 'b', 'a'; i < 'k'; i, name = i+1, i {
		aliases += fmt.Sprintf("%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", i, i, name, name, name, name, name, name, name, name)
	}
	for name, text := range map[string]string{
		"aliases": aliases + "---\n",
		"nested":  "---\na: " + strings.Repeat("[", 20000) + "\n---\n",
		"json":    `{"a": ` + strings.Repeat("[", 20000) + "\n",
		"large":   strings.Repeat("x", inventory.MaxArticle+1),
		"table":   strings.Repeat("|a", 1000) + "\n" + strings.Repeat("|-", 1000) + "\n" + strings.Repeat("x\n", 1000),
		"links":   strings.Repeat("[a](", 20_000),
		"opened":  strings.Repeat("[", 80_000),
		"quoted":  strings.Repeat("> ", 20_000) + "x",
		"listed":  strings.Repeat("- ", 20_000) + "x",
		"tags":    strings.Repeat("<div>", 600) + "x",
		// Rendering these took four times as long for twice the size, or gave a thousand times the
		// size.
		"marks":       strings.Repeat("*a_ ", 40_000),
		"other marks": strings.Repeat("~a~~b ", 40_000) + strings.Repeat("a**b c* ", 4000),
		"definitions": strings.Repeat("[a]: https://a.example/\n", 80_000),
		"footnotes":   strings.Repeat("x[^1]\n", 20_000) + "\n\n[^1]: Note.\n",
		"bodies":      strings.Repeat("<body x=y>", 12_000),
		"long links":  strings.Repeat("[a] ", 40_000) + "\n\n[a]: https://a.example/" + strings.Repeat("x", 2000) + "\n",
		"long titles": strings.Repeat("[a] ", 40_000) + "\n\n[a]: https://a.example/ \"" + strings.Repeat("x", 2000) + "\"\n",
	} {
		content := readAll(t, files("a.md", text))
		if len(content.Problems) != 1 || len(content.Articles) != 0 {
			t.Errorf("%s: %v", name, content.Problems)
		}
	}
	html := "<html><body>" + strings.Repeat("<div>", 600)
	if content := readAll(t, files("a.html", html)); len(content.Refused) != 1 {
		t.Errorf("nested HTML: %v", content.Problems)
	}
	if content := readAll(t, files("a.html", "<html>"+strings.Repeat("<body x1=y>", 12_000))); len(content.Refused) != 1 {
		t.Errorf("many bodies: %v", content.Problems)
	}
	// These are accepted: their time grows with their size.
	for name, text := range map[string]string{
		"a.txt": strings.Repeat("İ", 100_000) + " (opens in new window)", "b.txt": strings.Repeat("(opens in new window) ", 20_000),
		"c.txt": strings.Repeat("> ", 20_000) + "x\n\ny", "d.txt": "x:\n" + strings.Repeat("1. a\n", 30_000),
		"e.html": "<p>" + strings.Repeat("<time datetime=2024-01-01>x</time>y", 20_000), "f.html": "<p>" + strings.Repeat("<time></time>", 20_000),
		"g.md": strings.Repeat("![x](p.png) ", 20_000),
	} {
		if content := readAll(t, files(name, "---\ndate: 2024-01-01\n---\n"+text, "p.png", "x")); len(content.Articles) != 1 {
			t.Errorf("%s: %v", name, content.Problems)
		}
	}
	// A long ordinary text is accepted.
	fine := strings.Repeat("| a | b | c |\n", 1) + "|---|---|---|\n" + strings.Repeat("| 1 | 2 | 3 |\n", 5000) + "\n" + strings.Repeat("- [a](https://a.example/) [b]\n", 3000)
	if content := readAll(t, files("2024-01-01-a.md", fine)); len(content.Problems) != 0 {
		t.Error(content.Problems)
	}
}

func TestOddFrontMatter(t *testing.T) {
	for text, want := range map[string]string{
		"---\n---\nTexte.":                           "<p>Texte.</p>\n",
		"\ufeff---\r\ntitle: x\r\n---\r\nTexte.\r\n": "<p>Texte.</p>\n",
		"---\rtitle: x\r---\rTexte.\r":               "<p>Texte.</p>\n",
		"---\n# rien\n---\nTexte.":                   "<p>Texte.</p>\n",
		"\n\n---\ntitle: x\n---\nTexte.":             "<p>Texte.</p>\n",
		"---\n\nUn trait.\n\n---\n\nFin.":            "<hr>\n<p>Un trait.</p>\n<hr>\n<p>Fin.</p>\n",
		"---\na: &a {lang: en}\n<<: *a\n---\nTexte.": "<p>Texte.</p>\n",
		"---\ntitle: x\n...\nTexte.":                 "<p>Texte.</p>\n",
		"---\n\nUn trait, puis du texte.":            "<hr>\n<p>Un trait, puis du texte.</p>\n",
		"{{ gabarit }}":                              "<p>{{ gabarit }}</p>\n",
		"{}\nTexte.":                                 "<p>Texte.</p>\n",
	} {
		if a := readOne(t, "2024-01-a.md", text); a.Content != want {
			t.Errorf("%q: %q, want %q", text, a.Content, want)
		}
	}
}

// Bytes of any encoding become text without characters that XML forbids.
func TestDecode(t *testing.T) {
	for in, want := range map[string]string{
		"caf\xe9":                          "café",
		"é \xff caf\xe9":                   "é ÿ café",
		"\xff\xfec\x00a\x00f\x00\xe9\x00":  "café",
		"\xfe\xff\x00c\x00a\x00f\x00\xe9":  "café",
		"a\x00b\x08c\tz":                   "abc\tz",
		"a\ufffeb\uffffc":                  "abc",
		"a\r\nb\rc":                        "a\nb\nc",
		"« ’ \u00a0 \u202f \U0001F600 é »": "« ’ \u00a0 \u202f \U0001F600 é »",
	} {
		if got, _ := plaintext.Decode([]byte(in)); got != want {
			t.Errorf("%q = %q, want %q", in, got, want)
		}
	}
	content := readAll(t, files("2024-01-a.md", "caf\xe9"))
	if len(content.Problems) != 1 || !content.Problems[0].Warning || !strings.Contains(content.Problems[0].Message, "Windows-1252") {
		t.Errorf("problems %v", content.Problems)
	}
	a := readOne(t, "2024-01-a.md", "---\ntitle: \"a\\u0000b\\u202Ec\"\n---\nx &#0; y")
	if a.Title != "abc" || strings.Contains(a.Content, "\x00") {
		t.Errorf("title %q, content %q", a.Title, a.Content)
	}
}

// Relative URLs are resolved as paths beside the file, and every URL is absolute.
func TestURLs(t *testing.T) {
	md := "[a](b.md) [b](../2024-01-c.md#x) [c](#fn) [d](/img/p.png) [e](p.png?v=1) [f](//cdn.example/x) [g](mailto:a@b.example) " +
		"[h](/elsewhere) [i](b) [j](https://x.example/ü) ![k](p.png)\n"
	html := `<img src="p.png" srcset="p.png 1x, /img/p.png 2x"><video poster="p.png" src="p.png"></video><a href="#n">n</a>` +
		`<img data-src="p.png" src="lazy.gif"><iframe src="//v.example/1" title="Film"></iframe>`
	fsys := files("blog/a.md", "---\ndate: 2024-01\n---\n"+md, "blog/h.html", "---\ndate: 2024-01\n---\n"+html, "blog/b.md", "---\ndate: 2024-01\nslug: autre\n---\nb",
		"2024-01-c.md", "c", "img/p.png", "x", "blog/p.png", "x")
	byPath := map[string]*feed.Article{}
	for _, a := range readAll(t, fsys).Articles {
		byPath[a.Path] = a
	}
	for _, want := range []string{
		`href="https://fil.example/blog/autre/">a<`, `href="https://fil.example/c/#x">b<`, `href="https://fil.example/blog/a/#fn">c<`,
		`href="https://fil.example/img/p.png">d<`, `href="https://fil.example/blog/p.png?v=1">e<`, `href="https://cdn.example/x">f<`,
		`href="mailto:a@b.example">g<`, `href="https://fil.example/elsewhere">h<`, `href="https://fil.example/blog/autre/">i<`,
		`href="https://x.example/%C3%BC">j<`, `src="https://fil.example/blog/p.png" alt="k"`,
	} {
		if !strings.Contains(byPath["blog/a.md"].Content, want) {
			t.Errorf("no %s in\n%s", want, byPath["blog/a.md"].Content)
		}
	}
	for _, want := range []string{
		`srcset="https://fil.example/blog/p.png 1x, https://fil.example/img/p.png 2x"`, `poster="https://fil.example/blog/p.png"`,
		`href="https://fil.example/blog/h/#n"`, `<a href="https://v.example/1">Film</a>`,
	} {
		if !strings.Contains(byPath["blog/h.html"].Content, want) {
			t.Errorf("no %s in\n%s", want, byPath["blog/h.html"].Content)
		}
	}
	if strings.Contains(byPath["blog/h.html"].Content, "lazy.gif") {
		t.Error("a lazy image stayed lazy")
	}
}

// Each file is an article, an asset or ignored, by its name.
func TestNames(t *testing.T) {
	fsys := files("_posts/2024-01-02-x.md", "x", "_drafts/y.md", "y", "_secret/z.md", "z", ".hidden/q.md", "q", "a.md~", "~", ".a.md.swp", "s",
		"trip/index.md", "---\ndate: 2024-01\n---\nt", "trip/notes.txt", "n", "trip/p.jpg", "p", "robots.txt", "r", ".well-known/security.txt", "s",
		"sub/robots.txt", "2024-01-01\n\nUn texte.", "CNAME", "c", "4913", "4", "DS", "d", ".DS_Store", "d", "b.markdown", "---\ndate: 2024-01\n---\nb",
		"2024-03-04-index/index.md", "i")
	content := readAll(t, fsys)
	var got, assets []string
	for _, a := range content.Articles {
		draft := ""
		if a.Draft {
			draft = " draft"
		}
		got = append(got, a.Path+" "+a.Permalink+" "+a.Published.Format(time.DateOnly)+" "+a.Section+draft)
	}
	for _, a := range content.Assets {
		assets = append(assets, a.Path)
	}
	slices.Sort(assets)
	if diff := cmp.Diff([]string{
		"2024-03-04-index/index.md https://fil.example/index/ 2024-03-04 ",
		"_drafts/y.md https://fil.example/y/ 2020-05-06  draft",
		"_posts/2024-01-02-x.md https://fil.example/x/ 2024-01-02 ",
		"b.markdown https://fil.example/b/ 2024-01-01 ",
		"sub/robots.txt https://fil.example/sub/robots/ 2024-01-01 sub",
		"trip/index.md https://fil.example/trip/ 2024-01-01 ",
	}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{".well-known/security.txt", "CNAME", "DS", "robots.txt", "trip/notes.txt", "trip/p.jpg"}, assets); diff != "" {
		t.Error(diff)
	}
}

// The date is that of the file's name if it has year and month, else the file's time, with a
// warning.
func TestDatesFromFiles(t *testing.T) {
	for name, want := range map[string]string{
		"2024-01-titre.md": "2024-01-01", "2024-01-15-titre.md": "2024-01-15", "1984-relu.md": "2020-05-06",
		"2024-13-x.md": "2020-05-06", "2024-01-32-x.md": "2020-05-06", "2024-01-15.md": "2024-01-15", "2024-01.md": "2024-01-01", "x.md": "2020-05-06",
	} {
		content := readAll(t, files(name, "Texte."))
		a := content.Articles[0]
		if got := a.Published.Format(time.DateOnly); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		if warned := len(content.Problems) == 1 && content.Problems[0].Warning; warned != (want == "2020-05-06") {
			t.Errorf("%s: problems %v", name, content.Problems)
		}
	}
}

// If two articles claim one address, the older keeps it, and the problem names both.
func TestSameAddress(t *testing.T) {
	for _, pair := range [][2]string{{"a.md", "a/index.md"}, {"a.md", "A.md"}, {"2024-01-a.md", "2024-02-a.md"}, {"e\u0301.md", "\u00e9.md"}} {
		content := readAll(t, files(pair[0], "---\ndate: 2024-01\n---\nx", pair[1], "---\ndate: 2024-02\n---\ny"))
		if len(content.Articles) != 1 || content.Articles[0].Path != pair[0] {
			t.Errorf("%v: %d articles", pair, len(content.Articles))
		}
		if len(content.Problems) != 1 || !strings.Contains(content.Problems[0].Error(), pair[0]) || content.Problems[0].Path != pair[1] {
			t.Errorf("%v: %v", pair, content.Problems)
		}
	}
	content := readAll(t, files("tags.md", "---\ndate: 2024-01\n---\nx", "archive/2024.md", "---\ndate: 2024-01\n---\nx"))
	if len(content.Articles) != 0 || len(content.Problems) != 2 {
		t.Errorf("%d articles, %v", len(content.Articles), content.Problems)
	}
}

func TestSlugs(t *testing.T) {
	for _, c := range []struct{ name, front, want string }{
		{"a.md", "slug: Mon Titre Été", "/mon-titre-%C3%A9t%C3%A9/"},
		{"a.md", "slug: garde_tel.quel", "/garde_tel.quel/"},
		{"a.md", "slug: 🎉", "/a/"},
		{"🎉.md", "title: 🎉", "/6146299cd5/"},
		{"b/a.md", "permalink: /x/y.html", "/x/y.html"},
		{"b/a.md", "url: /x", "/x"},
		{"Mon article.md", "", "/Mon%20article/"},
	} {
		a := readOne(t, c.name, "---\ndate: 2024-01\n"+c.front+"\n---\nx")
		if got := strings.TrimPrefix(a.Permalink, "https://fil.example"); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.name, c.front, got, c.want)
		}
	}
}

func TestTitlesFromBodies(t *testing.T) {
	for name, c := range map[string][3]string{
		"2024-01-a.md":    {"# Un *titre*\n\nTexte.", "Un titre", "<p>Texte.</p>\n"},
		"2024-01-b.html":  {"<html lang=en><head><title>Page</title></head><body><p>Texte.</p></body></html>", "Page", "<p>Texte.</p>"},
		"2024-01-c.html":  {"<h1>Gros</h1><p>Texte.</p>", "Gros", "<p>Texte.</p>"},
		"2024-01-d.txt":   {"La ligne du dessus\n\nTexte.", "La ligne du dessus", "<p>Texte.</p>\n"},
		"2024-01-e-f.md":  {"![](x.png)", "e f", `<p><img src="https://fil.example/x.png" alt=""></p>` + "\n"},
		"2024-01-g.md":    {"# 1\\. Foo `a&amp;b` <https://x.example> *z*\n\nTexte.", "1. Foo a&amp;b https://x.example z", "<p>Texte.</p>\n"},
		"2024-01-h.html":  {"<p>un<br>deux<br/>trois</p>", "un deux trois", ""},
		"2024-01-i.html":  {"<main><h1>Dedans</h1><p>x</p></main>", "Dedans", ""},
		"2024-01-note.md": {"Note[^1].\n\n[^1]: bas", "Note", ""},
	} {
		a := readOne(t, name, c[0])
		if a.Title != c[1] || c[2] != "" && a.Content != c[2] {
			t.Errorf("%s: title %q, content %q", name, a.Title, a.Content)
		}
	}
}

// Neither front matter nor text can bring a script into a feed.
func TestSanitised(t *testing.T) {
	for _, text := range []string{
		`<script>alert(1)</script>x`, `<img src=x onerror=alert(1)>`, `[x](javascript:alert(1))`, `[x](javascript&colon;alert(1))`,
		`<a href="java&#10;script:alert(1)">x</a>`, `<svg onload=alert(1)>`, `<math><mi xlink:href="javascript:x">`, `<iframe src="javascript:alert(1)"></iframe>`,
		`![x](data:text/html;base64,xxx)`, `<form action=x><input name=y></form>`, `<style>*{}</style>`, "# x {onclick=alert(1)}",
		`<p style="background:url(javascript:x)">y</p>`, `<object data=x></object>`, `<base href="https://evil.example/">`,
	} {
		for _, name := range []string{"2024-01-a.md", "2024-01-a.html"} {
			a := readOne(t, name, text+"\n\nfin")
			for _, evil := range []string{"<script", "onerror", "onload", "onclick=", `href="javascript`, "<svg", "<iframe", "<form", "<style", "style=", "<object", "<base", `src="data:text`} {
				if strings.Contains(strings.ToLower(a.Content), evil) && !strings.Contains(a.Content, "&lt;") && !(name == "2024-01-a.html" && strings.HasPrefix(text, "#")) {
					t.Errorf("%s %s: %s", name, text, a.Content)
				}
			}
		}
	}
}

func TestSpecialFiles(t *testing.T) {
	fsys := files("2024-01-a.md", "x")
	fsys["pipe.md"] = &fstest.MapFile{Mode: fs.ModeNamedPipe}
	fsys["dev.md"] = &fstest.MapFile{Mode: fs.ModeDevice}
	content := readAll(t, fsys)
	if len(content.Articles) != 1 || len(content.Problems) != 2 || !content.Problems[0].Warning {
		t.Errorf("%d articles, %v", len(content.Articles), content.Problems)
	}
}

func FuzzArticle(f *testing.F) {
	f.Add("---\ntitle: x\n---\n# y\n\n[a](b) <b onclick=x>z</b>")
	f.Add("+++\na = [1, {b=2}]\n[[c]]\nd.e = 1\n+++\n")
	f.Add("{\"a\": [1, {\"b\": null}]}\nx")
	f.Add("---\na: &b [*b]\n---\n")
	site := &feed.Site{Title: "S", BaseURL: "https://fil.example/", TimeZone: time.UTC, Pages: true}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4<<10 {
			return
		}
		for _, name := range []string{"2024-01-a.md", "2024-01-a.html", "2024-01-a.txt"} {
			content, err := Read(t.Context(), files(name, text), site, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(content.Articles)+len(content.Refused) != 1 {
				t.Errorf("%d articles, %v", len(content.Articles), content.Problems)
			}
			for _, p := range content.Problems {
				if strings.Contains(p.Message, "a fault of Fil's") {
					t.Error(p)
				}
			}
			for _, a := range content.Articles {
				whole := a.Title + a.Summary + a.Content
				if plaintext.Clean(whole) != whole {
					t.Errorf("not clean: %q", whole)
				}
				if lower := strings.ToLower(a.Content); strings.Contains(lower, "<script") {
					t.Errorf("a script: %q", a.Content)
				}
			}
		}
	})
}

// Each key of another tool sets the same field as Fil's.
func TestOtherNames(t *testing.T) {
	day := time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		keys, value string
		ok          func(a *feed.Article) bool
	}{
		{"date pubDate pub_date publishDate published", "2030-01-02T00:00:00Z", func(a *feed.Article) bool { return a.Published.Equal(day) }},
		{"updated lastmod last_modified_at updatedDate modified lastModified", "2030-01-02T00:00:00Z", func(a *feed.Article) bool { return a.Updated.Equal(day) }},
		{"expires expiryDate unpublishDate expiry_date expiry", "2030-01-02T00:00:00Z", func(a *feed.Article) bool { return a.Expires.Equal(day) }},
		{"tags tag categories category keywords", "x", func(a *feed.Article) bool { return fmt.Sprint(a.Tags) == "[x]" }},
		{"rights copyright license licence", "x", func(a *feed.Article) bool { return a.Rights == "x" }},
		{"image images cover thumbnail featured_image", "https://x.example/i.png", func(a *feed.Article) bool { return a.Image.URL != "" }},
		{"enclosures enclosure", "https://x.example/i.mp3", func(a *feed.Article) bool { return len(a.Enclosures) == 1 }},
		{"published", "false", func(a *feed.Article) bool { return a.Draft }},
	} {
		for key := range strings.FieldsSeq(c.keys) {
			if a := readOne(t, "2020-01-a.md", "---\n"+key+": "+c.value+"\n---\nx\n"); !c.ok(a) {
				t.Errorf("%s: %+v", key, a)
			}
		}
	}
	if a := readOne(t, "a.md", "---\ndate: 2030-01-02T00:00:00Z\npubdate: 2020-01-01\nupdated: 2019-01-01\n---\nx\n"); !a.Published.Equal(day) || !a.Updated.Equal(day) {
		t.Error(a.Published, a.Updated)
	}
	if a := readOne(t, "2020-01-a.md", "---\npublished: false\ndraft: false\n---\nx\n"); !a.Draft {
		t.Error("live")
	}
	if a := readOne(t, "2020-01-a.md", "---\ndraft: true\npublished: true\n---\nx\n"); !a.Draft {
		t.Error("live")
	}
}

// Descriptions of pictures are unchanged, and a picture without one gets alt="".
func TestAlt(t *testing.T) {
	for text, want := range map[string]string{
		"![L’école : « le marché » & co ?](p.png)": `alt="L’école : « le marché » &amp; co ?"`,
		"<img src=\"p.png\" title=\"C’est vu !\">": `title="C’est vu !"`,
		"<img src=\"https://o.example/x.png\">":    `alt=""`,
	} {
		fsys := fstest.MapFS{"a.md": &fstest.MapFile{Data: []byte("---\ndate: 2024-01-01\n---\n" + text + "\n")}, "p.png": &fstest.MapFile{}}
		c, err := Read(t.Context(), fsys, &feed.Site{BaseURL: "https://fil.example/", TimeZone: time.UTC}, Options{})
		if err != nil || len(c.Articles) != 1 {
			t.Fatal(err, c.Problems)
		}
		if got := c.Articles[0].Content; !strings.Contains(got, want) || strings.Count(got, "alt=") != 1 {
			t.Errorf("%s: no %s in %s", text, want, got)
		}
	}
}
