package inventory

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"fil/feed"
)

// kinds are paths with what a walk makes of each: article, asset, foreign, or "" for ignored.
var kinds = []struct{ path, want string }{
	// Articles, by extension, in any case.
	{"a.md", "article"}, {"a.markdown", "article"}, {"a.mdown", "article"}, {"a.mkd", "article"}, {"a.mkdn", "article"}, {"a.mdwn", "article"}, {"a.mdx", "article"},
	{"a.html", "article"}, {"a.htm", "article"}, {"a.xhtml", "article"}, {"a.txt", "article"},
	{"A.MD", "article"}, {"a.Html", "article"}, {"a.TXT", "article"},
	{"x/y/z/a.md", "article"}, {"été/à.md", "article"}, {"a b.md", "article"}, {"a.fr.md", "article"}, {"2024-01-15-a.md", "article"}, {"index.md", "article"}, {"a/index.html", "article"},
	// Folders of Jekyll and of pages.
	{"_posts/a.md", "article"}, {"x/_posts/a.md", "article"}, {"_drafts/a.md", "article"}, {"_pages/a.md", "article"},
	{"drafts/a.md", "article"}, {"Brouillons/a.md", "article"},
	// Texts that crawlers and hosts request by name are assets at the root, and articles elsewhere.
	{"robots.txt", "asset"}, {"humans.txt", "asset"}, {"ads.txt", "asset"}, {"app-ads.txt", "asset"}, {"security.txt", "asset"}, {"llms.txt", "asset"}, {"CNAME", "asset"},
	{"a/robots.txt", "article"}, {"Robots.txt", "article"},
	{".well-known/security.txt", "asset"}, {".well-known/a.md", "asset"}, {".well-known/a.org", "asset"}, {".well-known/webfinger", "asset"}, // RFC 8615
	{"_headers", "asset"}, {"_redirects", "asset"}, {".nojekyll", "asset"}, {".htaccess", "asset"},
	{"a/_headers", ""}, {"a/.htaccess", ""},
	// Everything else is an asset.
	{"a.jpg", "asset"}, {"a.PNG", "asset"}, {"a.pdf", "asset"}, {"a.mp3", "asset"}, {"a.css", "asset"}, {"a.js", "asset"}, {"a.json", "asset"}, {"a.yaml", "asset"}, {"a.csv", "asset"}, {"a.xml", "asset"}, {"a", "asset"}, {"README", "asset"}, {"md", "asset"},
	{"a.jpg.md", "article"}, {"a.md.jpg", "foreign"},
	// _index files set fields for their folder.
	{"_index.md", "asset"}, {"a/_index.md", "asset"}, {"a/_index.html", "asset"},
	// Texts in formats that are not read.
	{"a.rst", "foreign"}, {"a.adoc", "foreign"}, {"a.org", "foreign"}, {"a.docx", "foreign"}, {"a.odt", "foreign"}, {"a.rtf", "foreign"}, {"a.tex", "foreign"}, {"a.typ", "foreign"}, {"a.textile", "foreign"}, {"a.ipynb", "foreign"}, {"a.DOC", "foreign"},
	{"a.njk", "foreign"}, {"a.liquid", "foreign"}, {"a.erb", "foreign"}, {"a.php", "foreign"}, {"a.jsx", "foreign"}, {"a.astro", "foreign"}, {"a.vue", "foreign"}, {"a.tmpl", "foreign"}, {"a.eml", "foreign"}, {"a.shtml", "foreign"},
	// Articles that were disabled by a suffix.
	{"a.md.draft", "foreign"}, {"a.md.disabled", "foreign"}, {"a.html.hidden", "foreign"}, {"a.txt.private", "foreign"}, {"a.md.fr", "foreign"}, {"a.md.1", "foreign"}, {"a.md.txt", "foreign"}, {"a.md.html", "foreign"}, {"a.html.off", "foreign"},
	{"a.jpg.draft", "asset"}, {"a.draft", "asset"},
	// Ignored: hidden, with an underscore, or left behind.
	{".hidden", ""}, {".a.md", ""}, {".git/config", ""}, {"x/.obsidian/app.json", ""}, {".DS_Store", ""}, {"._a.md", ""},
	{"_a.md", ""}, {"_includes/a.html", ""}, {"_site/a.html", ""}, {"x/_layouts/a.html", ""},
	{"node_modules/a/readme.md", ""}, {"4913", ""}, // vim checks with a file 4913 whether it can write
	{"a.md~", ""}, {"#a.md#", ""}, {".#a.md", ""}, {".a.md.swp", ""}, {"a.md.swp", ""}, {"~$a.docx", ""}, {"a.tmp", ""}, {"a.TMP", ""}, {"a.md.bak", ""}, {"a.md.orig", ""}, {"a.md.rej", ""}, {"a.md.old", ""}, {"a.md.save", ""},
	{"a.pdf.part", ""}, {"a.pdf.crdownload", ""}, {"a.zip.download", ""}, {"a.jpg.filepart", ""}, {"a.md___jb_tmp___", ""}, {"a.md.sb-1a2b3c4d-Xy9z", ""},
	{"Thumbs.db", ""}, {"desktop.ini", ""}, {"x/@eaDir/a.jpg", ""}, {"lost+found/a", ""}, {"#recycle/a.md", ""}, {"$RECYCLE.BIN/a.md", ""}, {"Icon\r", ""},
	// The configuration of other programs, at the root.
	{"hugo.toml", ""}, {"pelicanconf.py", ""}, {"package.json", ""}, {"netlify.toml", ""}, {"requirements.txt", "article"}, {"Makefile", "asset"}, {"Gemfile", ""}, {"a/package.json", "asset"}, {"posts/a.11tydata.js", ""},
	{"site.yaml", ""}, {"site.yaml.bak", ""}, {"site.yml.1", ""}, {"a/site.yaml", "asset"},
	{"#1 song.md", "article"}, {"a_b.md", "article"}, {"a.b/c.md", "article"}, {"~a.md", "article"},
	// In folders for drafts only texts are listed.
	{"_drafts/a.jpg", ""}, {"drafts/a.jpg", ""}, {"x/Entwürfe/a.jpg", ""}, {"borradores/a.jpg", ""}, {"drafts/a.org", "foreign"}, {"draftsman/a.jpg", "asset"},
}

func TestKinds(t *testing.T) {
	for _, row := range kinds {
		inv, err := Walk(folder(row.path, "x"), Tick)
		if err != nil {
			t.Errorf("%s: %v", row.path, err)
			continue
		}
		got := ""
		switch {
		case len(inv.Articles) == 1 && inv.Articles[0].Path == row.path && len(inv.Assets)+len(inv.Foreign) == 0:
			got = "article"
		case len(inv.Assets) == 1 && inv.Assets[0].Path == row.path && inv.Assets[0].Size == 1 && len(inv.Foreign) == 0:
			got = "asset"
		case len(inv.Foreign) == 1 && inv.Foreign[0].Path == row.path:
			got = "foreign"
		}
		if got != row.want {
			t.Errorf("%s is %q, want %q", row.path, got, row.want)
		}
	}
}

func TestFolders(t *testing.T) {
	for _, row := range []struct {
		path                     string
		drafts, data, idependent bool
	}{
		{"a.md", false, false, true},
		{"a/b.jpg", false, false, true},
		{"a.txt", false, false, false}, // may be part of a bundle
		{"a/b.TXT", false, false, false},
		{"index.md", false, false, false},
		{"a/index.html", false, false, false},
		{"a/indexes.md", false, false, true},
		{"_index.md", false, true, false},
		{"a/_index.md", false, true, false},
		{"a/_index.jpg", false, false, true},
		{"posts/posts.json", false, true, false},
		{"x/posts/posts.11tydata.json", false, true, false},
		{"posts/other.json", false, false, true},
		{"posts.json", false, false, true},
		{"_drafts/a.md", true, false, true},
		{"x/_drafts/a.md", true, false, true},
		{"drafts/a.md", true, false, true},
		{"Draft/a.md", true, false, true},
		{"BROUILLONS/a.md", true, false, true},
		{"x/Entwürfe/y/a.md", true, false, true},
		{"entwu\u0308rfe/a.md", true, false, true}, // as old disks of Macs have it
		{"Bozze/a.md", true, false, true},
		{"drafts.md", false, false, true},
		{"my-drafts/a.md", false, false, true},
	} {
		if InDrafts(row.path) != row.drafts || IsFolderData(row.path) != row.data || IsIndependent(row.path) != row.idependent {
			t.Errorf("%s: in drafts %v, folder data %v, independent %v", row.path, InDrafts(row.path), IsFolderData(row.path), IsIndependent(row.path))
		}
	}
	for path, want := range map[string]bool{"_posts/a.md": true, "x/_posts/a.md": true, "x/_posts/y/a.md": true, "_posts": false, "my_posts/a.md": false, "_postscript/a.md": false} {
		if InFolder(path, "_posts") != want {
			t.Errorf("%s in _posts: %v", path, !want)
		}
	}
}

// TestBundles: .txt files beside an index file are assets of that article.
func TestBundles(t *testing.T) {
	for _, row := range []struct{ files, articles, assets string }{
		{"a/index.md a/notes.txt", "a/index.md", "a/notes.txt"},
		{"a/index.html a/b.txt a/c.TXT", "a/index.html", "a/b.txt a/c.TXT"},
		{"a/index.txt a/b.txt", "a/index.txt", "a/b.txt"},
		{"a/index.md a/b.md a/c.html", "a/b.md a/c.html a/index.md", ""},
		{"a/index.md a/sub/b.txt", "a/index.md a/sub/b.txt", ""}, // not below
		{"a/index.md b.txt", "a/index.md b.txt", ""},             // nor above
		{"index.md b.txt", "b.txt index.md", ""},                 // nor at the root
		{"a/b.txt", "a/b.txt", ""},
		{"a/_index.md a/b.txt", "a/b.txt", "a/_index.md"},
		{"a/index.jpg a/b.txt", "a/b.txt", "a/index.jpg"},
		{"a/index.md a/z.jpg a/b.txt c.jpg", "a/index.md", "a/b.txt a/z.jpg c.jpg"},
	} {
		fsys := fstest.MapFS{}
		for name := range strings.FieldsSeq(row.files) {
			fsys[name] = &fstest.MapFile{Data: []byte("x")}
		}
		inv, err := Walk(fsys, Tick)
		if err != nil {
			t.Fatal(err)
		}
		if got := paths(inv.Articles, func(f File) string { return f.Path }); got != row.articles {
			t.Errorf("%s: articles %s", row.files, got)
		}
		if got := paths(inv.Assets, func(a Asset) string { return a.Path }); got != row.assets {
			t.Errorf("%s: assets %s", row.files, got)
		}
	}
}

// paths writes the paths of a list with spaces between.
func paths[T any](list []T, path func(T) string) string {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = path(e)
	}
	return strings.Join(names, " ")
}

// TestComparePaths: the order is that of fs.WalkDir, which sorts each folder by name.
func TestComparePaths(t *testing.T) {
	names := []string{"a", "a.md", "a-b/c.md", "a0", "ab/c", "a b/c", "b/a/z.md", "b/a.md", "b/a-.md", "b/b", "b.md", "é/a.md", "é.md", "z"}
	fsys := fstest.MapFS{}
	for _, name := range names {
		fsys[name] = &fstest.MapFile{}
	}
	var walked []string
	if err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			walked = append(walked, path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(names, feed.ComparePaths)
	if !slices.Equal(names, walked) {
		t.Errorf("%q, want %q", names, walked)
	}
	for _, row := range []struct {
		a, b string
		want int
	}{
		{"a", "a", 0}, {"a", "b", -1}, {"a/b", "a/c", -1}, {"a/b", "a.md", -1}, {"a.md", "a/b", 1}, {"a", "a/b", -1}, {"a/b", "a", 1}, {"a/b/c", "a/b.md", -1}, {"", "a", -1},
	} {
		if got := cmp.Compare(feed.ComparePaths(row.a, row.b), 0); got != row.want {
			t.Errorf("%q, %q: %d", row.a, row.b, got)
		}
	}
}

// FuzzComparePaths checks that the order is a total one, and equal only for the same path.
func FuzzComparePaths(f *testing.F) {
	f.Add("a/b", "a.md", "a")
	f.Add("a", "a/b", "a/")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for _, path := range []string{a, b, c} {
			if !fs.ValidPath(path) {
				return
			}
		}
		ab, bc, ac := feed.ComparePaths(a, b), feed.ComparePaths(b, c), feed.ComparePaths(a, c)
		if cmp.Compare(ab, 0) != -cmp.Compare(feed.ComparePaths(b, a), 0) || (ab == 0) != (a == b) {
			t.Errorf("%q %q: %d", a, b, ab)
		}
		if ab <= 0 && bc <= 0 && ac > 0 {
			t.Errorf("%q <= %q <= %q, but not %q <= %q", a, b, c, a, c)
		}
	})
}

// FuzzNames checks that no name is of two kinds, and that no check panics, whatever a file is called.
func FuzzNames(f *testing.F) {
	for _, row := range kinds {
		f.Add(row.path)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if name == "" || name == "." || !fs.ValidPath(name) {
			return
		}
		if IsArticle(name) && isForeign(name) && !strings.HasPrefix(name, ".well-known/") {
			t.Errorf("%q is both an article and foreign", name)
		}
		Ignored(name)
		if IsFolderData(name) && IsIndependent(name) {
			t.Errorf("%q is folder data, and independent", name)
		}
		InDrafts(name)
	})
}
