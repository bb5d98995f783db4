package source

import (
	"fmt"
	"strings"
	"testing"

	"fil/feed/source/inventory"
)

// Files below reserved names are refused.
func TestReservedAddresses(t *testing.T) {
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

// Each row is a file with the pattern of site.yaml for permalinks ("" for none), and its address and
// page. The file's date is 2024-02-03.
func TestPermalinks(t *testing.T) {
	for _, c := range []struct{ pattern, name, front, want, page string }{
		{"", "a.md", "", "/a/", "a/index.html"},
		{"", "blog/a.md", "", "/blog/a/", "blog/a/index.html"},
		{"", "blog/a/index.md", "", "/blog/a/", "blog/a/index.html"},
		{"", "2024-02-03-a.md", "", "/a/", "a/index.html"},
		{"", "blog/2024-02-03-a.md", "", "/blog/a/", "blog/a/index.html"},
		{"", "2024-02-03-a/index.md", "", "/a/", "a/index.html"},
		{"", "2024-02-03.md", "", "/2024-02-03/", "2024-02-03/index.html"},
		{"", "_posts/2024-02-03-a.md", "", "/a/", "a/index.html"},
		{"", "blog/_posts/2024-02-03-a.md", "", "/blog/a/", "blog/a/index.html"},
		{"", "_drafts/a.md", "", "/a/", "a/index.html"},
		{"", "_pages/about.md", "", "/about/", "about/index.html"},
		{"", "a.html", "", "/a/", "a/index.html"},
		{"", "a.txt", "", "/a/", "a/index.html"},
		{"", "a.b.md", "", "/a.b/", "a.b/index.html"},
		{"", "A.md", "", "/A/", "A/index.html"},
		{"", "a.md", "slug: b", "/b/", "b/index.html"},
		{"", "blog/a.md", "slug: b", "/blog/b/", "blog/b/index.html"},
		{"", "blog/a.md", "slug: B_c.d~e", "/blog/B_c.d~e/", "blog/B_c.d~e/index.html"},
		{"", "blog/a.md", "slug: Un Titre !", "/blog/un-titre/", "blog/un-titre/index.html"},
		{"", "blog/a.md", "slug: ''", "/blog/a/", "blog/a/index.html"},
		{"", "blog/a.md", "permalink: /x/", "/x/", "x/index.html"},
		{"", "blog/a.md", "permalink: /x/index.html", "/x/", "x/index.html"},
		{"", "blog/a.md", "permalink: x/y.html", "/x/y.html", "x/y.html"},
		{"", "blog/a.md", "permalink: https://fil.example/x/", "/x/", "x/index.html"},
		{"", "blog/a.md", "permalink: /x/\nslug: y", "/x/", "x/index.html"},
		{"", "blog/a.md", "url: /x/", "/x/", "x/index.html"},
		{"", "blog/a.md", "permalink: /x/\nurl: /y/", "/x/", "x/index.html"},
		{"/{year}/{slug}/", "a.md", "", "/2024/a/", "2024/a/index.html"},
		{"/{year}/{month}/{day}/{slug}/", "2024-02-03-a.md", "", "/2024/02/03/a/", "2024/02/03/a/index.html"},
		{"/{section}/{slug}/", "blog/a.md", "", "/blog/a/", "blog/a/index.html"},
		{"/{section}/{slug}/", "a.md", "", "/a/", "a/index.html"}, // without a section
		{"/{section}/{slug}/", "a.md", "section: Sahel", "/Sahel/a/", "Sahel/a/index.html"},
		{"/{section}/{slug}/", "blog/x/a.md", "", "/blog/a/", "blog/a/index.html"},
		{"/{section}/{slug}/", "_posts/a.md", "", "/a/", "a/index.html"},
		{"/p/{slug}.html", "blog/a.md", "", "/p/a.html", "p/a.html"},
		{"/{year}/{slug}/", "a.md", "slug: b", "/2024/b/", "2024/b/index.html"},
		{"/{year}/{slug}/", "a.md", "permalink: /x/", "/x/", "x/index.html"},
		{"/{year}/{slug}/", "_pages/about.md", "", "/about/", "about/index.html"}, // pages have no pattern
		{"https://fil.example/{slug}/", "a.md", "", "/a/", "a/index.html"},
		// The parts of Hugo and Jekyll, and Jekyll's styles.
		{"/:year/:month/:slug/", "a.md", "", "/2024/02/a/", "2024/02/a/index.html"},
		{"/:sections/:filename/", "blog/x/2024-02-03-a.md", "slug: b", "/blog/x/a/", "blog/x/a/index.html"},
		{"/:sections/:slug/", "a.md", "", "/a/", "a/index.html"},
		{"/:title/", "a.md", "title: Où va le blé ?", "/o%C3%B9-va-le-bl%C3%A9/", "où-va-le-blé/index.html"},
		{"/:title/", "a.md", "", "/a/", "a/index.html"},
		{"/:monthname/:yearday/:slugorcontentbasename/", "a.md", "", "/february/34/a/", "february/34/a/index.html"},
		{"/:slugortitle/", "a.md", "title: Un titre", "/un-titre/", "un-titre/index.html"},
		{"/:slugortitle/", "a.md", "title: Un titre\nslug: b", "/b/", "b/index.html"},
		{"/:slugortitle/", "a.md", "", "/a/", "a/index.html"},
		{"pretty", "_posts/2024-02-03-a.md", "categories: jekyll update", "/jekyll/update/2024/02/03/a/", "jekyll/update/2024/02/03/a/index.html"},
		{"pretty", "_posts/2024-02-03-a.md", "category: World News", "/world%20news/2024/02/03/a/", "world news/2024/02/03/a/index.html"},
		{"date", "_posts/2024-02-03-a.md", "", "/2024/02/03/a.html", "2024/02/03/a.html"},
		{"ordinal", "_posts/2024-02-03-a.md", "", "/2024/034/a.html", "2024/034/a.html"},
		{"weekdate", "_posts/2024-02-03-a.md", "", "/2024/W05/Sat/a.html", "2024/W05/Sat/a.html"},
		{"none", "_posts/2024-02-03-a.md", "tags: [x]\ncategories: [x, Y]", "/x/y/a.html", "x/y/a.html"},
		{"{blog: /b/:slug/, /: /o/:slug/}", "blog/a.md", "", "/b/a/", "b/a/index.html"},
		{"{blog: /b/:slug/, /: /o/:slug/}", "a.md", "", "/o/a/", "o/a/index.html"},
		{"{blog: /b/:slug/}", "x/a.md", "", "/x/a/", "x/a/index.html"},
		{"", "a.md", "permalink: /:year/:title/\ntitle: Un", "/2024/un/", "2024/un/index.html"},
		{"", "2024-02-03-a.md", "permalink: \"/blog/{{ page.fileSlug }}/index.html\"", "/blog/a/", "blog/a/index.html"},
		{"", "a.md", "title: Un titre\npermalink: \"/{{ page.date | date: '%Y' }}/{{ page.date | date('%m') }}/{{ title | slugify }}/\"", "/2024/02/un-titre/", "2024/02/un-titre/index.html"},
		{"", "a.md", "slug: b\npermalink: \"/x/{{slug}}.html\"", "/x/b.html", "x/b.html"},
		{"", "a.md", "path: x/y", "/x/y/", "x/y/index.html"},
		{"", "a.md", "path: content/a.md", "/a/", "a/index.html"},
		// Languages in the names of files and folders. The site's own has no folder of its own.
		{"\nlanguage: fr\nlanguages: [fr, en, pt-BR]", "blog/a.en.md", "", "/en/blog/a/", "en/blog/a/index.html"},
		{"\nlanguage: fr\nlanguages: [fr, en, pt-BR]", "blog/a.fr.md", "", "/blog/a/", "blog/a/index.html"},
		{"\nlanguage: fr\nlanguages: [fr, en, pt-BR]", "blog/a/index.pt_br.md", "", "/pt-br/blog/a/", "pt-br/blog/a/index.html"},
		{"\nlanguage: fr\nlanguages: [fr, en, pt-BR]", "en/blog/2024-02-03-a.md", "", "/en/blog/a/", "en/blog/a/index.html"},
		{"\nlanguage: fr\nlanguages: [fr, en, pt-BR]", "fr/blog/a.md", "", "/blog/a/", "blog/a/index.html"},
		{"\nlanguage: fr\nlanguages: [fr, en, pt-BR]", "index.en.md", "", "/en/", "en/index.html"},
		{"\nlanguage: fr\nlanguages: [fr, en, pt-BR]", "a.en.md", "slug: b", "/en/b/", "en/b/index.html"},
		{"\nlanguage: fr\nlanguages: [fr, en, pt-BR]", "a.en.md", "permalink: /x/", "/x/", "x/index.html"},
		{"\nlanguage: fr\nlanguages: [fr, en, pt-BR]", "a.de.md", "", "/a.de/", "a.de/index.html"},
		{"/:year/:sections/:filename/\nlanguage: fr\nlanguages: [fr, en]", "blog/a.en.md", "", "/en/2024/blog/a/", "en/2024/blog/a/index.html"},
		{"/{section}/{slug}/\nlanguage: fr\nlanguages: [fr, en]", "en/blog/a.md", "", "/en/blog/a/", "en/blog/a/index.html"},
		{"\nlower_paths: true", "Mes Notes/Un Titre.md", "", "/mes-notes/un-titre/", "mes-notes/un-titre/index.html"},
	} {
		site := "title: Le site\n"
		if c.pattern != "" {
			site += "permalinks: " + c.pattern + "\n"
		}
		content := readAll(t, files(inventory.SiteFile, site, c.name, "---\ndate: 2024-02-03\n"+c.front+"\n---\nTexte.\n"))
		if len(content.Articles) != 1 {
			t.Errorf("%s %s %s: %v", c.pattern, c.name, c.front, content.Problems)
			continue
		}
		a := content.Articles[0]
		if got := strings.TrimPrefix(a.Permalink, "https://fil.example"); got != c.want || a.Page != c.page {
			t.Errorf("%s %s %s: %s, page %s, want %s, page %s", c.pattern, c.name, c.front, got, a.Page, c.want, c.page)
		}
	}
}

// Each row is front matter of blog/a.md, and the aliases from which Fil redirects. An alias that is
// no address of the site is omitted, with a warning.
func TestAliases(t *testing.T) {
	for _, c := range []struct {
		front, want string
		omitted     int
	}{
		{"aliases: [/x/]", "x/index.html", 0},
		{"aliases: [/x]", "x/index.html", 0},
		{"aliases: [/x.html]", "x.html", 0},
		{"aliases: [/x/index.html]", "x/index.html", 0},
		{"aliases: [x]", "blog/x/index.html", 0}, // Hugo: beside the article
		{"aliases: [../x]", "x/index.html", 0},
		{"aliases: [https://fil.example/x/]", "x/index.html", 0},
		{"alias: /x/", "x/index.html", 0},
		{"redirect_from: [/x/, /y/]", "x/index.html y/index.html", 0},
		{"aliases: [/blog/a/, /x/]", "x/index.html", 0}, // its own address
		{"aliases: [/x/]\nredirect_from: /y/", "x/index.html y/index.html", 0},
		{"aliases: []", "", 0},
		{"aliases: [https://other.example/x/]", "", 1},
		{"aliases: [/, /x/]", "x/index.html", 1}, // the home page
		{"aliases: [\"/x?y=1\"]", "", 1},
	} {
		content := readAll(t, files("blog/a.md", "---\ndate: 2024-02-03\n"+c.front+"\n---\nTexte.\n"))
		if len(content.Articles) != 1 {
			t.Errorf("%s: %v", c.front, content.Problems)
			continue
		}
		if got := strings.Join(content.Articles[0].Aliases, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.front, got, c.want)
		}
		if len(content.Problems) != c.omitted {
			t.Errorf("%s: %v", c.front, content.Problems)
		}
		for _, p := range content.Problems {
			if !p.Warning || p.Line != 3 || p.Hint == "" || !strings.HasSuffix(p.Message, "it is left out") {
				t.Errorf("%s: %v", c.front, p)
			}
		}
	}
}

// Each row is front matter with an address or ID that cannot be used: the article is refused.
func TestWrongAddresses(t *testing.T) {
	for _, c := range []struct{ front, message string }{
		{"permalink: /{{ page.date }}/", "another program's template"},
		{"permalink: /:year/:titel/", "the unknown part :titel"},
		{"permalink: /", "that of the home page"},
		{"permalink: /index.html", "that of the home page"},
		{"permalink: /tags/x/", "/tags/"},
		{"permalink: /archive/x/", "/archive/"},
		{"permalink: /atom.xml", "atom.xml"},
		{"permalink: ftp://fil.example/x", "neither http nor https"},
		{"permalink: /x?y=1", "no path"},
		{"permalink: [/x/]", "single value"},
		{"slug: [x]", "single value"},
		{"id: un <deux>", "signs that no ID has"},
		{"id: [x]", "single value"},
	} {
		content := readAll(t, files("a.md", "---\ndate: 2024-02-03\n"+c.front+"\n---\nTexte.\n", "b.md", "---\ndate: 2024-02-03\n---\nTexte.\n"))
		if len(content.Articles) != 1 || content.Articles[0].Path != "b.md" || len(content.Problems) != 1 {
			t.Errorf("%s: %d articles, %v", c.front, len(content.Articles), content.Problems)
			continue
		}
		if p := content.Problems[0]; p.Warning || !strings.Contains(p.Message, c.message) || p.Hint == "" && !strings.Contains(c.message, "single") {
			t.Errorf("%s: %v, hint %q", c.front, p, p.Hint)
		}
	}
}

// Each row is two files that claim one address. Package index says which of them keeps it.
func TestContestedAddress(t *testing.T) {
	const text = "---\ndate: 2024-01-01\n%s\n---\nTexte.\n"
	for _, c := range []struct{ first, second, frontOfSecond string }{
		{"a.md", "a.html", ""},
		{"a.md", "a.txt", ""},
		{"a.md", "a/index.md", ""},
		{"a.md", "A.md", ""}, // many file systems ignore case
		{"a.md", "b.md", "slug: a"},
		{"a.md", "b.md", "permalink: /a/"},
		{"a.md", "b.md", "permalink: /A/"},
		{"a.md", "b.md", "permalink: /a/index.html"},
		{"a.md", "b.md", "permalink: https://fil.example/a/"},
		{"a.md", "_posts/2024-01-02-a.md", ""},
		{"a.md", "_pages/a.md", ""},
		{"2024-01-a.md", "2024-02-a.md", ""},
		{"e\u0301.md", "\u00e9.md", ""},
	} {
		content := readAll(t, files(c.first, fmt.Sprintf(text, ""), c.second, fmt.Sprintf(text, c.frontOfSecond)))
		if len(content.Articles) != 2 || !strings.EqualFold(content.Articles[0].Page, content.Articles[1].Page) || !strings.EqualFold(content.Articles[0].Permalink, content.Articles[1].Permalink) {
			t.Errorf("%s and %s %s: %v, %v", c.first, c.second, c.frontOfSecond, content.Articles, content.Problems)
		}
	}
}
