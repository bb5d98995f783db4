package markup

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// mainText returns the HTML of the article that Page.Main finds.
func mainText(t *testing.T, s, title string) string {
	t.Helper()
	n := parsePage(t, s).Main(title)
	if n == nil {
		return ""
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		if err := html.Render(&b, c); err != nil {
			t.Fatal(err)
		}
	}
	return strings.TrimSpace(b.String())
}

// In XHTML, a tag that ends with a slash closes its element; in HTML it does not.
func TestXHTML(t *testing.T) {
	const body = `<p>One.</p><a id="x"/><script src="x.js"/><br/><p>Two.</p>`
	page := `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><style/></head><body>` + body + `</body></html>`
	if got, want := mainText(t, page, ""), `<p>One.</p><a id="x"></a><script src="x.js"></script><br/><p>Two.</p>`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := mainText(t, document("", body), ""); strings.Contains(got, "</script><br/>") {
		t.Errorf("HTML: %s", got)
	}
}

// The article of a saved page is found by its marks, and what surrounds it is left out.
func TestMainText(t *testing.T) {
	const text = `<p>The text.</p>`
	for _, row := range []struct{ name, body, want string }{
		{"in a table", `<table><tr><td>MENU</td><td><article>` + text + `</article></td></tr></table>`, text},
		{"the card of another article", text + `<blockquote><article class="card"><p>Card.</p></article></blockquote>`, text + `<blockquote><article class="card"><p>Card.</p></article></blockquote>`},
		{"article", `<nav>n</nav><article>` + text + `</article><footer>f</footer>`, text},
		{"main", `<header>h</header><main>` + text + `</main>`, text},
		{"role=main", `<div>x</div><div role="main">` + text + `</div>`, text},
		{"WordPress", `<article><div class="entry-content">` + text + `</div><div class="comments">c</div></article>`, text},
		{"Ghost", `<article><section class="gh-content">` + text + `</section></article>`, text},
		{"Substack", `<div class="available-content">` + text + `</div><div>x</div>`, text},
		{"Medium's export", `<section data-field="subtitle">s</section><section data-field="body" class="e-content">` + text + `</section>`, text},
		{"schema.org", `<div itemprop="articleBody">` + text + `</div><p>x</p>`, text},
		{"h-entry", `<div class="h-entry"><div class="e-content">` + text + `</div><p>x</p></div>`, text},
		{"two articles in main", `<main><article><p>a</p></article><article><p>b</p></article></main>`, `<article><p>a</p></article><article><p>b</p></article>`},
		{"class before article", `<article>x<div class="post-content">` + text + `</div></article>`, text},
		{"no marks", `<nav>n</nav>` + text + `<footer>f</footer>`, text},
		{"roles", `<div role="navigation">n</div>` + text + `<div role="contentinfo">f</div><div role="banner">b</div><div role="search">s</div>`, text},
		{"aside", text + `<aside>a</aside>`, text},
		{"classes", `<div class="breadcrumbs">b</div>` + text + `<div class="share-buttons">s</div><ul class="related">r</ul><div id="cookie-banner">c</div>`, text},
		{"header with navigation", `<header><h1>S</h1><nav>n</nav></header>` + text, text},
		{"in the article", `<article>` + text + `<div class="sharedaddy">s</div><nav>n</nav></article>`, text},
		{"newsletter", `<article>` + text + `<form class="newsletter">n</form></article>`, text},
		{"footnotes", `<article>` + text + `<footer class="footnotes"><ol><li>n</li></ol></footer></article>`, text + `<footer class="footnotes"><ol><li>n</li></ol></footer>`},
		{"word in a class", `<article><p class="socialism">a</p></article>`, `<p class="socialism">a</p>`},
		{"date alone", `<article><p><time datetime="2024-01-02">2 January</time></p>` + text + `</article>`, text},
		{"date in a sentence", `<article><p>On <time datetime="2024-01-02">2 January</time> it rained.</p></article>`, `<p>On <time datetime="2024-01-02">2 January</time> it rained.</p>`},
		{"title", `<article><h1>A title</h1>` + text + `</article>`, text},
		{"title in another case", `<article><h2>A TITLE!</h2>` + text + `</article>`, text},
		{"another heading", `<article><h2>Part one</h2>` + text + `</article>`, `<h2>Part one</h2>` + text},
		{"title after text", `<article>` + text + `<h2>A title</h2></article>`, text + `<h2>A title</h2>`},
		{"header with title", `<article><header><h1>A title</h1><p>By Awa</p></header>` + text + `</article>`, text},
		{"header with a picture", `<article><header><img src="i.png"/></header>` + text + `</article>`, `<header><img src="i.png"/></header>` + text},
	} {
		if got := mainText(t, document("<title>A title</title>", row.body), "A title"); got != row.want {
			t.Errorf("%s:\n got %s\nwant %s", row.name, got, row.want)
		}
	}
}

// The body of a fragment is the article, without a heading that repeats the title.
func TestMainTextOfFragment(t *testing.T) {
	for _, row := range []struct{ in, title, want string }{
		{`<p>a</p>`, "T", `<p>a</p>`},
		{`<h1>T</h1><p>a</p>`, "T", `<p>a</p>`},
		{`<h1>U</h1><p>a</p>`, "T", `<h1>U</h1><p>a</p>`},
		{`<h1>T</h1><p>a</p>`, "", `<h1>T</h1><p>a</p>`},
		{`<nav>n</nav><p>a</p>`, "T", `<nav>n</nav><p>a</p>`},
		{`<article><p>a</p></article><p>b</p>`, "T", `<article><p>a</p></article><p>b</p>`},
	} {
		if got := mainText(t, row.in, row.title); got != row.want {
			t.Errorf("%s:\n got %s\nwant %s", row.in, got, row.want)
		}
	}
}

// A long page without marks whose text is a fifth links or more is read by go-readability.
func TestMainTextOfLinks(t *testing.T) {
	paragraph := "<p>" + strings.Repeat("The quick brown fox, as everybody knows, jumps over the lazy dog. ", 8) + "</p>"
	links := "<div><ul>" + strings.Repeat(`<li><a href="/x">Another article of this site, with a long title</a></li>`, 40) + "</ul></div>"
	got := mainText(t, document("<title>T</title>", "<div><div>"+strings.Repeat(paragraph, 6)+"</div></div>"+links), "T")
	if !strings.Contains(got, "quick brown fox") || strings.Contains(got, "Another article") {
		t.Errorf("%.300s … has the links or lacks the text", got)
	}
}
