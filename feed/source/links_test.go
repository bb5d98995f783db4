package source

import (
	"fmt"
	"html"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/source/inventory"
)

// The memory of an article is freed when its text is stored, even if other articles link to it.
func TestLinkedTextsAreFreed(t *testing.T) {
	const n, size = 160, 100_000
	fsys := fstest.MapFS{}
	for i := range n {
		text := fmt.Sprintf("---\ntitle: T%d\ndate: 2024-01-01\n---\n\n[l](%d.md) %s\n", i, (i+1)%n, strings.Repeat("un mot ", size/7))
		fsys[fmt.Sprintf("%d.md", i)] = &fstest.MapFile{Data: []byte(text), ModTime: time.Unix(1, 0)}
	}
	site, err := ReadSite(fsys, Overrides{BaseURL: "https://t.example/"})
	if err != nil {
		t.Fatal(err)
	}
	live := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	before, kept, most := live(), atomic.Int64{}, 0
	o := Options{StoreText: func(*feed.Article) error {
		if kept.Add(1) == n { // the last one
			most = live() - before
		}
		return nil
	}}
	c, err := readWhole(t.Context(), fsys, site, o)
	if err != nil || len(c.Articles) != n || len(c.Problems) > 0 {
		t.Fatal(err, c.Problems)
	}
	if most > maxBuffered+n*size/4 {
		t.Errorf("%d bytes of %d are held", most, n*size)
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
	for _, a := range readAll(t, fsys).all() {
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

// Each row is a reference in a text of blog/a.md, and what it becomes: the address of the file of
// content that it names, and else the same address below the site's or the host's. The files are
// linkFiles.
func TestLinks(t *testing.T) {
	for _, c := range []struct{ ref, want string }{
		// Articles, by their file.
		{"b.md", "/blog/b/"},
		{"./b.md", "/blog/b/"},
		{"../c.md", "/c/"},
		{"/c.md", "/c/"},
		{"/blog/b.md", "/blog/b/"},
		{"../blog/b.md", "/blog/b/"},
		{"sub/../b.md", "/blog/b/"},
		{"b.md#partie", "/blog/b/#partie"},
		{"b.md?x=1", "/blog/b/?x=1"},
		{"b.md?x=1#y", "/blog/b/?x=1#y"},
		{"2024-01-02-dated.md", "/blog/dated/"},
		{"slugged.md", "/blog/autre/"},
		{"moved.md", "/la/"},
		{"bundle/index.md", "/blog/bundle/"},
		{"page.html", "/blog/page/"},
		{"note.txt", "/blog/note/"},
		{"Un%20espace.md", "/blog/Un%20espace/"},
		{"<Un espace.md>", "/blog/Un%20espace/"},
		{"%C3%A9t%C3%A9.md", "/blog/%C3%A9t%C3%A9/"},
		{"été.md", "/blog/%C3%A9t%C3%A9/"},
		{"e\u0301te\u0301.md", "/blog/%C3%A9t%C3%A9/"}, // decomposed, as on a Mac
		{`sub%5Cd.md`, "/blog/sub/d/"},                 // separators of Windows
		// Articles, by their stem.
		{"b", "/blog/b/"},
		{"../c", "/c/"},
		{"/blog/b", "/blog/b/"},
		{"bundle", "/blog/bundle/"},
		{"slugged", "/blog/autre/"},
		{"bundle#x", "/blog/bundle/#x"},
		// Assets.
		{"p.png", "/blog/p.png"},
		{"/img/p.png", "/img/p.png"},
		{"../img/p.png", "/img/p.png"},
		{"un%20son.mp3", "/blog/un%20son.mp3"},
		{"p.png?v=2", "/blog/p.png?v=2"},
		// The article's own page.
		{"#partie", "/blog/a/#partie"},
		// Nothing in content.
		{"nulle-part", "/blog/nulle-part"},
		{"nulle-part/", "/blog/nulle-part/"},
		{"../nulle-part/", "/nulle-part/"},
		{"/nulle-part/", "/nulle-part/"},
		{"../../../nulle-part", "/nulle-part"}, // not above the root
		// Elsewhere.
		{"https://x.example/a?b=c#d", "https://x.example/a?b=c#d"},
		{"http://x.example/", "http://x.example/"},
		{"//x.example/a", "https://x.example/a"},
		{"http:/x.example/a", "http://x.example/a"}, // one slash, as browsers read it
		{"mailto:awa@example.org", "mailto:awa@example.org"},
		{"tel:+22312345678", "tel:+22312345678"},
		{"https://x.example/100%", "https://x.example/100%25"},
		{"https://x.example/ü", "https://x.example/%C3%BC"},
		// Pelican.
		{"{filename}b.md", "/blog/b/"},
		{"{filename}/c.md", "/c/"},
		{"|filename|b.md", "/blog/b/"},
		{"{static}/img/p.png", "/img/p.png"},
		{"{attach}p.png", "/blog/p.png"},
		{"{tag}Mali", "/tags/mali/"},
		{"{author}Awa", "/authors/awa/"},
		{"{index}", "/"},
	} {
		want := c.want
		if strings.HasPrefix(want, "/") {
			want = "https://fil.example" + want
		}
		content := readAll(t, linkFiles("[lien]("+c.ref+")"))
		if got := firstLink(t, content); got != want {
			t.Errorf("%s: %s, want %s", c.ref, got, want)
		}
	}
}

// linkFiles returns content with blog/a.md, which has the text, and files to link to.
func linkFiles(text string) fstest.MapFS {
	const dated = "---\ndate: 2024-01-02\n%s\n---\nTexte.\n"
	plain := strings.Replace(dated, "%s", "", 1)
	return files("blog/a.md", plain+"\n"+text+"\n", "blog/b.md", plain, "c.md", plain, "blog/sub/d.md", plain, "blog/2024-01-02-dated.md", plain, "blog/bundle/index.md", plain,
		"blog/slugged.md", strings.Replace(dated, "%s", "slug: autre", 1), "blog/moved.md", strings.Replace(dated, "%s", "permalink: /la/", 1), "blog/page.html", plain,
		"blog/note.txt", plain, "blog/Un espace.md", plain, "blog/\u00e9t\u00e9.md", plain, "deep/er/unique.md", plain, "one/twice.md", plain, "two/twice.md", plain, "deep/er/Photo.png", "x",
		"blog/p.png", "x", "img/p.png", "x", "blog/un son.mp3", "x")
}

// firstLink returns the address of the first link or picture of blog/a.md.
func firstLink(t *testing.T, content whole) string {
	t.Helper()
	a := content.find("blog/a.md")
	if a == nil {
		t.Fatal(content.Problems)
	}
	_, rest, isLink := strings.Cut(a.Content, `href="`)
	if !isLink {
		_, rest, _ = strings.Cut(a.Content, `src="`)
	}
	address, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(address)
}

// Each row is a wiki link or shortcode, which names a file from anywhere: relative to the article or
// to the root, or by the end of its path.
func TestWikiLinks(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"[[b]]", "/blog/b/"},
		{"[[b|un autre]]", "/blog/b/"},
		{"[[b#Partie]]", "/blog/b/#partie"},
		{"[[c]]", "/c/"},
		{"[[blog/b]]", "/blog/b/"},
		{"[[unique]]", "/deep/er/unique/"},
		{"[[UNIQUE]]", "/deep/er/unique/"}, // case does not matter
		{"[[er/unique]]", "/deep/er/unique/"},
		{"[[unique.md]]", "/deep/er/unique/"},
		{"[[bundle]]", "/blog/bundle/"},
		{"[[Un espace]]", "/blog/Un%20espace/"},
		{"[[été]]", "/blog/%C3%A9t%C3%A9/"},
		{"[[two/twice]]", "/two/twice/"},
		{"[[twice]]", "/one/twice/"}, // the first in alphabetical order
		{"![[p.png]]", "/blog/p.png"},
		{"![[Photo.png]]", "/deep/er/Photo.png"},
		{"![[photo.png]]", "/deep/er/Photo.png"},
		{"[x]({{< ref \"b.md\" >}})", "/blog/b/"},
		{"[x]({{< relref \"unique\" >}})", "/deep/er/unique/"},
		{"[x]({% post_url 2024-01-02-dated %})", "/blog/dated/"},
		{"[x]({% link blog/b.md %})", "/blog/b/"},
		{"[x](@/blog/b.md)", "/blog/b/"}, // Zola
	} {
		if got := firstLink(t, readAll(t, linkFiles(c.text))); got != "https://fil.example"+c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

// A site may be below a path of its host. A path from the root that is no file of content is the
// host's.
func TestLinksBelowPath(t *testing.T) {
	for ref, want := range map[string]string{
		"b.md":          "https://fil.example/site/blog/b/",
		"/c.md":         "https://fil.example/site/c/",
		"/img/p.png":    "https://fil.example/site/img/p.png",
		"/ailleurs/":    "https://fil.example/ailleurs/",
		"../ailleurs/":  "https://fil.example/site/ailleurs/",
		"#x":            "https://fil.example/site/blog/a/#x",
		"{tag}Mali":     "https://fil.example/site/tags/mali/",
		"//x.example/a": "https://x.example/a",
	} {
		fsys := linkFiles("[lien](" + ref + ")")
		fsys[inventory.SiteFile] = &fstest.MapFile{Data: []byte("base_url: https://fil.example/site/\n")}
		if got := firstLink(t, readAll(t, fsys)); got != want {
			t.Errorf("%s: %s, want %s", ref, got, want)
		}
	}
}

// An article that links to another one is rendered again if the other gets another address, comes or
// goes; an article that does not, is not.
func TestDependents(t *testing.T) {
	at := time.Unix(1, 0)
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), ModTime: at} }
	const head = "---\ndate: 2024-01-02\n---\n"
	start := map[string]string{"a.md": head + "[b](b.md)", "stem.md": head + "[b](b)", "wiki.md": head + "[[b]]", "shows.md": head + "![](p.png)", "other.md": head + "Texte.", "b.md": head + "Texte.", "p.png": "x"}
	for name, c := range map[string]struct {
		change func(fsys fstest.MapFS)
		again  string // what is rendered again
	}{
		"nothing": {func(fstest.MapFS) {}, ""},
		"another text": {func(fsys fstest.MapFS) {
			fsys["b.md"] = &fstest.MapFile{Data: []byte(head + "Deux."), ModTime: at.Add(time.Hour)}
		}, "b.md"},
		"another slug": {func(fsys fstest.MapFS) {
			fsys["b.md"] = &fstest.MapFile{Data: []byte("---\ndate: 2024-01-02\nslug: c\n---\nTexte."), ModTime: at.Add(time.Hour)}
		}, "a.md b.md stem.md wiki.md"},
		"it goes": {func(fsys fstest.MapFS) { delete(fsys, "b.md") }, "a.md stem.md wiki.md"},
		"a picture": {func(fsys fstest.MapFS) {
			fsys["p.png"] = &fstest.MapFile{Data: []byte("yy"), ModTime: at.Add(time.Hour)}
		}, "shows.md"},
		"it goes too":   {func(fsys fstest.MapFS) { delete(fsys, "p.png") }, "shows.md"},
		"another comes": {func(fsys fstest.MapFS) { fsys["z.md"] = file(head + "Texte.") }, "z.md"},
	} {
		fsys := fstest.MapFS{}
		for path, text := range start {
			fsys[path] = file(text)
		}
		stored := &feedtest.Texts{}
		first, err := readWhole(t.Context(), fsys, testSite, Options{StoreText: stored.Store})
		if err != nil {
			t.Fatal(err)
		}
		before := map[*feed.Meta]bool{}
		for _, a := range first.Articles {
			before[a] = true
		}
		c.change(fsys)
		second, err := readWhole(t.Context(), fsys, testSite, Options{Records: recordsOf(applyRecords(nil, first)), StoreText: stored.Store})
		if err != nil {
			t.Fatal(err)
		}
		var again []string
		for _, a := range second.Articles {
			if !before[a] {
				again = append(again, a.Path)
			}
		}
		if got := strings.Join(again, " "); got != c.again {
			t.Errorf("%s: %q is rendered again, want %q", name, got, c.again)
		}
		fresh, err := readWhole(t.Context(), fsys, testSite, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range fresh.all() {
			b, err := stored.Load(&a.Meta)
			if err != nil {
				t.Fatal(err)
			}
			if r := second.records[a.Path]; !r.Usable() || r.Meta.Permalink != a.Permalink || a.Content != b.Content {
				t.Errorf("%s: %s differs from a first reading:\n%s\n%s", name, a.Path, b.Content, a.Content)
			}
		}
	}
}
