package source

import (
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/source/markup"
)

// Each row is an HTML page, and its title, date and authors. If a page gives several, the most
// reliable source has precedence.
func TestPageHead(t *testing.T) {
	for _, c := range []struct{ html, title, date, by string }{
		{`<title>T</title><p>x</p>`, "T", "", ""},
		{`<html><head><title>T | Site</title><meta property="og:site_name" content="Site"></head><p>x</p>`, "T", "", ""},
		{`<html><head><title>Site – T</title><meta property="og:site_name" content="Site"></head><p>x</p>`, "T", "", ""},
		{`<html><head><title>Site – T</title></head><p>x</p>`, "Site – T", "", ""},
		{`<html><head><title>T – Site</title></head><h1>T</h1><p>x</p>`, "T", "", ""},
		{`<html><head><title>T</title></head><h1>Autre</h1><p>x</p>`, "T", "", ""},
		{`<meta name="date" content="2024-01-05"><time datetime="2024-01-06">x</time>`, "", "2024-01-05", ""},
		{`<article><p>La bataille du <time datetime="1805-12-02">2 décembre</time> et sa suite.</p></article>`, "", "", ""},
		{`<div class="entry-meta">Posted <time datetime="2024-01-06">x</time> by <span class="author vcard">Carl</span></div>`, "", "2024-01-06", "Carl"},
		{`<a rel="author" href="/ann">Ann Lee</a> <span itemprop="author">Ben</span>`, "", "", "Ann Lee, Ben"},
		{`<time datetime="2024-01-06">x</time><time class="dt-published" datetime="2024-01-07">y</time>`, "", "2024-01-07", ""},
		{`<time class="updated" datetime="2024-01-06">x</time>`, "", "", ""},
		{`<meta itemprop="datePublished" content="hier"><meta name="pubdate" content="15 janvier 2024">`, "", "2024-01-15", ""},
		{`<script type="application/ld+json">[{"@type":["NewsArticle"],"headline":"H","datePublished":"2024-02-01","author":["Awa",{"name":"Ben"}]}]</script>`, "H", "2024-02-01", "Awa, Ben"},
		{`<script type="application/ld+json">{"@type":"Product","datePublished":"2024-02-01"}</script>`, "", "", ""},
		{`<script type="application/ld+json">{"@graph": [</script><p>x</p>`, "", "", ""},
		{`<meta name="author" content="By Ann Lee"><meta property="article:author" content="https://x.example/ann">`, "", "", "Ann Lee"},
	} {
		p, err := markup.ParsePage(c.html)
		if err != nil {
			t.Fatal(err)
		}
		h := &head{article: feed.Article{}}
		if err := h.fillFrom(p, &feed.Site{BaseURL: "https://fil.example/", TimeZone: time.UTC}); err != nil {
			t.Fatal(err)
		}
		date, by := "", []string{}
		if !h.article.Published.IsZero() {
			date = h.article.Published.Format(time.DateOnly)
		}
		for _, a := range h.article.Authors {
			by = append(by, a.Name)
		}
		if p.Title() != c.title || date != c.date || strings.Join(by, ", ") != c.by {
			t.Errorf("%s: %q, %s, %v", c.html, p.Title(), date, by)
		}
	}
}

// The main text of a page with many links is extracted; a short page keeps all its words.
func TestReadable(t *testing.T) {
	links := strings.Repeat(`<div><a href="/x">Un lien vers autre chose, avec un long titre</a></div>`, 40)
	body := strings.Repeat("<p>Une phrase assez longue de l’article, avec des mots, et encore d’autres mots pour qu’elle compte.</p>\n", 20)
	a := readOne(t, "2024-01-a.html", "<html><body><div>"+links+"</div><div class=story>"+body+"</div></body></html>")
	if strings.Contains(a.Content, "Un lien vers") || strings.Count(a.Content, "Une phrase") != 20 {
		t.Errorf("%d sentences, with links: %v", strings.Count(a.Content, "Une phrase"), strings.Contains(a.Content, "Un lien"))
	}
	a = readOne(t, "2024-01-a.html", `<html><body><div>Un <a href="/x">lien</a>.</div><div>Et un mot.</div></body></html>`)
	if !strings.Contains(a.Content, "Un <a") || !strings.Contains(a.Content, "Et un mot.") {
		t.Error(a.Content)
	}
}
