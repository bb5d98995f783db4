package markup

import (
	"slices"
	"strings"
	"testing"
)

// document returns a page with this head and body.
func document(head, body string) string {
	return "<!DOCTYPE html><html><head>" + head + "</head><body>" + body + "</body></html>"
}

// parsePage parses a page.
func parsePage(t *testing.T, s string) *Page {
	t.Helper()
	p, err := ParsePage(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Fields of the metadata of a page, each as one string.
func TestPageMetadata(t *testing.T) {
	authors := func(p *Page) string {
		var list []string
		for _, a := range p.Authors {
			list = append(list, strings.TrimSpace(a.Name+" "+a.URL))
		}
		return strings.Join(list, "|")
	}
	field := map[string]func(p *Page) string{
		"lang":        func(p *Page) string { return p.Lang },
		"description": func(p *Page) string { return p.Description },
		"canonical":   func(p *Page) string { return p.Canonical },
		"image":       func(p *Page) string { return p.Image },
		"published":   func(p *Page) string { return strings.Join(p.Published, "|") },
		"updated":     func(p *Page) string { return strings.Join(p.Updated, "|") },
		"expires":     func(p *Page) string { return strings.Join(p.Expires, "|") },
		"authors":     authors,
		"tags":        func(p *Page) string { return strings.Join(p.Tags, "|") },
	}
	for _, row := range []struct{ field, in, want string }{
		// HTML §4.2.5: standard metadata names.
		{"description", `<meta name="description" content="D">`, "D"},
		{"description", `<meta name="DESCRIPTION" content=" D  e ">`, "D e"},
		{"description", `<meta name="description" content="">`, ""},
		{"authors", `<meta name="author" content="Awa">`, "Awa"},
		{"authors", `<meta name="author" content="By Awa">`, "Awa"},
		{"authors", `<meta name="author" content="Awa"><meta name="author" content="Bo">`, "Awa|Bo"},
		{"authors", `<meta name="author" content="Awa"><meta property="article:author" content="awa">`, "Awa"},
		{"tags", `<meta name="keywords" content="a,b c">`, "a|b c"},
		{"canonical", `<link rel="canonical" href="https://x.example/a">`, "https://x.example/a"},
		{"canonical", `<link rel="canonical" href="a"><link rel="canonical" href="b">`, "a"},
		{"canonical", `<link rel="alternate" href="a">`, ""},
		// Open Graph (ogp.me) and its article object.
		{"description", `<meta property="og:description" content="D">`, "D"},
		{"description", `<meta property="og:description" content="O"><meta name="description" content="D">`, "D"},
		{"image", `<meta property="og:image" content="https://x.example/i.png">`, "https://x.example/i.png"},
		{"image", `<meta property="og:image" content="a.png"><meta property="og:image" content="b.png">`, "a.png"},
		{"image", `<meta property="og:image:url" content="a.png">`, "a.png"},
		{"published", `<meta property="article:published_time" content="2024-01-02T03:04:05Z">`, "2024-01-02T03:04:05Z"},
		{"updated", `<meta property="article:modified_time" content="2024-02-03">`, "2024-02-03"},
		{"updated", `<meta property="og:updated_time" content="2024-02-03">`, "2024-02-03"},
		{"expires", `<meta property="article:expiration_time" content="2025-01-01">`, "2025-01-01"},
		{"authors", `<meta property="article:author" content="Awa">`, "Awa"},
		{"authors", `<meta property="article:author" content="https://www.facebook.com/awa">`, ""},
		{"tags", `<meta property="article:section" content="S"><meta property="article:tag" content="a"><meta property="article:tag" content="b">`, "S|a|b"},
		// Twitter cards.
		{"description", `<meta name="twitter:description" content="D">`, "D"},
		{"image", `<meta name="twitter:image" content="i.png">`, "i.png"},
		{"image", `<meta name="twitter:image:src" content="i.png">`, "i.png"},
		{"authors", `<meta name="author" content="@awa">`, ""},
		// Dublin Core, Highwire Press, Parse.ly and Sailthru.
		{"published", `<meta name="DC.date" content="2024-01-02">`, "2024-01-02"},
		{"published", `<meta name="DC.date.issued" content="2024-01-02">`, "2024-01-02"},
		{"published", `<meta name="dcterms.created" content="2024-01-02">`, "2024-01-02"},
		{"updated", `<meta name="dcterms.modified" content="2024-01-02">`, "2024-01-02"},
		{"published", `<meta name="citation_publication_date" content="2024/01/02">`, "2024/01/02"},
		{"published", `<meta name="parsely-pub-date" content="2024-01-02">`, "2024-01-02"},
		{"published", `<meta name="sailthru.date" content="2024-01-02">`, "2024-01-02"},
		{"authors", `<meta name="DC.creator" content="Awa">`, "Awa"},
		{"authors", `<meta name="citation_author" content="Awa, A."><meta name="citation_author" content="Bo, B.">`, "Awa, A.|Bo, B."},
		{"authors", `<meta name="parsely-author" content="Awa">`, "Awa"},
		{"description", `<meta name="DC.description" content="D">`, "D"},
		// schema.org in microdata.
		{"published", `<meta itemprop="datePublished" content="2024-01-02">`, "2024-01-02"},
		{"updated", `<meta itemprop="dateModified" content="2024-01-02">`, "2024-01-02"},
		// robots.
		{"expires", `<meta name="unavailable_after" content="2025-01-01">`, "2025-01-01"},
	} {
		p := parsePage(t, document(row.in, "<p>Text.</p>"))
		if got := field[row.field](p); got != row.want {
			t.Errorf("%s: %s %q, want %q", row.in, row.field, got, row.want)
		}
	}
	for _, row := range []struct{ field, in, want string }{
		// <time> (HTML §4.5.14).
		{"published", `<time datetime="2024-01-02">2 January</time><p>Text.</p>`, "2024-01-02"},
		{"published", `<time>2024-01-02</time>`, ""},
		{"published", `<p><time datetime="2024-01-02">2 January</time></p>`, "2024-01-02"},
		{"published", `<p>In <time datetime="1789-07-14">1789</time> it began.</p>`, ""},
		{"published", `<header>By Awa, <time datetime="2024-01-02">2 January</time></header>`, "2024-01-02"},
		{"published", `<p class="post-meta">On <time datetime="2024-01-02">2 January</time></p>`, "2024-01-02"},
		{"published", `<p class="byline">Awa, <time datetime="2024-01-02">2 January</time></p>`, "2024-01-02"},
		{"published", `<time datetime="2023-01-01">a</time><time class="dt-published" datetime="2024-01-02">b</time>`, "2024-01-02|2023-01-01"},
		{"published", `<time class="entry-date published" datetime="2024-01-02">b</time>`, "2024-01-02"},
		{"published", `<time pubdate datetime="2024-01-02">b</time>`, "2024-01-02"},
		{"published", `<time itemprop="datePublished" datetime="2024-01-02">b</time>`, "2024-01-02"},
		{"updated", `<time class="updated" datetime="2024-01-02">b</time>`, "2024-01-02"},
		{"updated", `<time class="dt-updated" datetime="2024-01-02">b</time>`, "2024-01-02"},
		{"updated", `<time itemprop="dateModified" datetime="2024-01-02">b</time>`, "2024-01-02"},
		{"published", `<time class="published updated" datetime="2024-01-02">b</time>`, "2024-01-02"},
		// h-entry (microformats.org).
		{"authors", `<div class="h-entry"><a class="p-author h-card" href="https://awa.example/">Awa</a></div>`, "Awa https://awa.example/"},
		{"authors", `<span class="p-author">Awa</span>`, "Awa"},
		{"authors", `<a rel="author" href="https://awa.example/">Awa</a>`, "Awa https://awa.example/"},
		{"authors", `<span class="author vcard">Awa</span>`, "Awa"},
		{"authors", `<span itemprop="author">Awa</span>`, "Awa"},
		{"authors", `<a rel="author" href="/awa">Awa</a>`, "Awa"},
		{"authors", `<span class="p-author">` + strings.Repeat("x", 100) + `</span>`, ""},
		{"tags", `<a class="p-category" href="/t">a</a> <a class="p-category" href="/u">b</a>`, "a|b"},
		{"description", `<p class="p-summary">D</p>`, "D"},
		{"canonical", `<a class="p-canonical" href="https://medium.com/p/1">a</a>`, "https://medium.com/p/1"},
	} {
		p := parsePage(t, document("", row.in))
		if got := field[row.field](p); got != row.want {
			t.Errorf("%s: %s %q, want %q", row.in, row.field, got, row.want)
		}
	}
	if p := parsePage(t, `<html lang="fr"><body>a`); p.Lang != "fr" {
		t.Errorf("lang %q", p.Lang)
	}
	if p := parsePage(t, document("", `<div class="h-entry"><div class="e-content">a</div></div>`)); !p.Microformats {
		t.Error("e-content is not found")
	}
}

// JSON-LD of schema.org articles.
func TestJSONLD(t *testing.T) {
	for _, row := range []struct{ json, title, published, updated, authors, tags, image string }{
		{json: `{"@type":"Article","headline":"H","datePublished":"2024-01-02","dateModified":"2024-01-03"}`, title: "H", published: "2024-01-02", updated: "2024-01-03"},
		{json: `{"@type":"NewsArticle","headline":"H"}`, title: "H"},
		{json: `{"@type":"BlogPosting","headline":"H","author":"Awa"}`, title: "H", authors: "Awa"},
		{json: `{"@type":"BlogPosting","author":{"@type":"Person","name":"Awa"}}`, authors: "Awa"},
		{json: `{"@type":"BlogPosting","author":[{"name":"Awa"},{"name":"Bo"}]}`, authors: "Awa|Bo"},
		{json: `{"@type":["Article","Thing"],"headline":"H"}`, title: "H"},
		{json: `[{"@type":"WebSite","name":"S"},{"@type":"Article","headline":"H"}]`, title: "H"},
		{json: `{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},{"@type":"Article","headline":"H"}]}`, title: "H"},
		{json: `{"@type":"Article","keywords":"a,b"}`, tags: "a|b"},
		{json: `{"@type":"Article","keywords":["a","b"]}`, tags: "a|b"},
		{json: `{"@type":"Article","image":"i.png"}`, image: "i.png"},
		{json: `{"@type":"Article","image":["i.png","j.png"]}`, image: "i.png"},
		{json: `{"@type":"Article","image":{"@type":"ImageObject","url":"i.png"}}`, image: "i.png"},
		{json: `{"@type":"Article","thumbnailUrl":"i.png"}`, image: "i.png"},
		{json: `{"@type":"WebSite","headline":"H"}`},
		{json: `{"@type":"Person","name":"Awa"}`},
		{json: `{"@type":"Article","headline":5}`},
		{json: `{"@type":"Article","headline":"H"`},
		{json: `null`},
		{json: ``},
		{json: `[[[[[{"@type":"Article","headline":"H"}]]]]]`, title: "H"},
		{json: strings.Repeat("[", 1000) + strings.Repeat("]", 1000)},
	} {
		p := parsePage(t, document(`<script type="application/ld+json">`+row.json+`</script>`, "<p>a</p>"))
		var names []string
		for _, a := range p.Authors {
			names = append(names, a.Name)
		}
		got := []string{p.Title(), strings.Join(p.Published, "|"), strings.Join(p.Updated, "|"), strings.Join(names, "|"), strings.Join(p.Tags, "|"), p.Image}
		if want := []string{row.title, row.published, row.updated, row.authors, row.tags, row.image}; !slices.Equal(got, want) {
			t.Errorf("%.80s:\n got %q\nwant %q", row.json, got, want)
		}
	}
	for json, want := range map[string]bool{
		`{"@type":"Article","isAccessibleForFree":false}`:   true,
		`{"@type":"Article","isAccessibleForFree":"False"}`: true,
		`{"@type":"Article","isAccessibleForFree":true}`:    false,
		`{"@type":"Article"}`:                               false,
	} {
		if p := parsePage(t, document(`<script type="application/ld+json">`+json+`</script>`, "")); p.Paywalled != want {
			t.Errorf("%s: paywalled %v", json, p.Paywalled)
		}
	}
}

// The title of a page, without the name of its site.
func TestPageTitle(t *testing.T) {
	const site = `<meta property="og:site_name" content="Le Monde">`
	for _, row := range []struct{ head, body, want string }{
		{`<title>A title</title>`, ``, "A title"},
		{`<title> A
			title </title>`, ``, "A title"},
		{`<title>A title | Le Monde</title>` + site, ``, "A title"},
		{`<title>A title - Le Monde</title>` + site, ``, "A title"},
		{`<title>A title – Le Monde</title>` + site, ``, "A title"},
		{`<title>A title — Le Monde</title>` + site, ``, "A title"},
		{`<title>A title · Le Monde</title>` + site, ``, "A title"},
		{`<title>A title » Le Monde</title>` + site, ``, "A title"},
		{`<title>Le Monde | A title</title>` + site, ``, "A title"},
		{`<title>Le Monde : A title</title>` + site, ``, "A title"},
		{`<title>A - B - Le Monde</title>` + site, ``, "A - B"},
		{`<title>A title-Le Monde</title>` + site, ``, "A title-Le Monde"},
		{`<title>A title | Le Monde</title>`, ``, "A title | Le Monde"},
		{`<title>A title | Other</title>` + site, ``, "A title | Other"},
		{`<title>A title | Site</title>`, `<h1>A title</h1>`, "A title"},
		{`<title>A title</title>`, `<h1>Another heading</h1>`, "A title"},
		{`<title>Le Monde</title>` + site, `<h1>Le Monde</h1>`, "Le Monde"},
		{`<title>T | S</title><meta property="og:title" content="A title">`, ``, "A title"},
		{`<meta property="og:title" content="A title | Le Monde">` + site, ``, "A title"},
		{`<meta name="twitter:title" content="A title">`, ``, "A title"},
		{`<meta name="dc.title" content="A title">`, ``, "A title"},
		{`<title>T</title><meta property="og:title" content="A title: and more">`, `<h1>A title</h1>`, "A title"},
		{`<title>T</title>`, `<h1 class="p-name">A title</h1>`, "A title"},
		{``, `<h1>A title</h1>`, ""},
		{``, `<svg><title>Icon</title></svg>`, ""},
		{`<title></title>`, ``, ""},
	} {
		if got := parsePage(t, document(row.head, row.body)).Title(); got != row.want {
			t.Errorf("%s%s: %q, want %q", row.head, row.body, got, row.want)
		}
	}
	if p := parsePage(t, "<h1>A</h1><p>b</p>"); p.Title() != "" || p.Whole {
		t.Errorf("a fragment has the title %q, whole %v", p.Title(), p.Whole)
	}
}

// Meta elements that no field is read from are listed with their names.
func TestPageMetas(t *testing.T) {
	p := parsePage(t, document(`<meta name="Robots" content="noindex"><meta name="description" content="D"><meta property="og:type" content="article"><meta charset="utf-8">`, ""))
	want := []PageMeta{{"robots", "noindex"}, {"og:type", "article"}}
	if !slices.Equal(p.Metas, want) {
		t.Errorf("%v, want %v", p.Metas, want)
	}
}

// A document begins with a doctype, <html>, <head> or <body>. Anything else is a fragment.
func TestPageWhole(t *testing.T) {
	for s, want := range map[string]bool{
		"<!DOCTYPE html><p>a": true, "<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"><p>a": true, "<html><p>a": true, "<HTML lang=fr>": true,
		"<head></head>": true, "<body class=a>b": true, "<p>a</p>": false, "": false, "text": false, "<header>a</header>": false, "<p>&lt;html&gt;</p>": false,
	} {
		if got := parsePage(t, s).Whole; got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
	if p := parsePage(t, `<html><head></head><frameset><frame src="a.html"></frameset></html>`); p.Body != nil {
		t.Error("a page of frames has a body")
	}
}
