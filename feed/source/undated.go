package source

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
)

// An article without a date enters feeds only if it looks like an article. In folders of other
// tools, pages such as "About", READMEs and layouts have no date.

// pageLayouts are the names of layouts that tools and themes use for pages.
var pageLayouts = wordSet("page pages default home index archive archives search 404 tag tags category categories taxonomy about contact base main landing list " +
	"redirect splash minimal collection collections gallery links portfolio projects resume cv redirected compress post-index")

// pageNames are the names of project files that are never articles.
var pageNames = wordSet("readme license licence copying contributing contributors changelog changes history code_of_conduct code-of-conduct security support " +
	"authors todo 404 500 search sitemap offline humans robots index-page")

// templateCode matches code that only layouts contain: the place into which the text is inserted.
var templateCode = regexp.MustCompile(`\{\{-?\s*(?:content\b|\.Content\b|define\s+"|template\s+"|block\s+"|partial\s+"|>\s*[\w/.-]+\s*\}|page\.content\b|article\.content\b)|\{%-?\s*(?:block\s+\w+|extends\s+["'])|<%-?=?\s*(?:yield|body|content|include)\b`)

// pageReason returns why a text without a date is a page rather than an article, "" if it is an
// article.
func (h *head) pageReason() string {
	name := strings.ToLower(path.Base(h.article.Stem))
	layout, _, _ := strings.Cut(h.layout, ".")
	switch {
	case pageNames[name]:
		return "a file of that name is no article"
	case pageLayouts[layout]:
		return "its layout is " + layout
	case h.menu:
		return "it is a page of a menu"
	case h.address != "" && !inventory.InFolder(h.article.Path, "_posts"):
		return "it has an address of its own"
	}
	return ""
}

// pageAddress returns the address of a page as Jekyll has it: that of its folder for an index file, else that of the file,
// with .html where the articles have that.
func pageAddress(a *feed.Meta, html bool) string {
	address := &url.URL{Path: "/" + a.Stem + "/"}
	if name := path.Base(a.Path); html && strings.TrimSuffix(name, path.Ext(name)) != "index" {
		address.Path = "/" + a.Stem + ".html"
	}
	return address.EscapedPath()
}

// isTemplate reports whether a text is a layout of another tool.
func (h *head) isTemplate() bool {
	return isHTML(h.article.Path) && h.article.Title == "" && templateCode.MatchString(h.body)
}

// classifyUndated decides what a text without a date is: a template is not published, a page is in
// no feed and no list, and an article gets a warning if its date is unsure. Where all texts without a date are pages, their
// addresses are those of their files, because a pattern would have the date.
func (h *head) classifyUndated(unsure bool, site *feed.Site) {
	a := &h.article
	if a.Draft || a.Stem == "" || a.Standalone() {
		return
	}
	if h.isTemplate() {
		h.restrict(withheld, frontmatter.Field{Key: "template", Value: &frontmatter.Value{Kind: frontmatter.Scalar}})
		h.warn(0, "move it out of content", "it is a template of another tool: it is not published")
		return
	}
	if site.UndatedPages {
		a.NoFeed, a.Unlisted = true, true
		if h.address == "" && site.Permalinks != "" {
			h.address = pageAddress(&a.Meta, strings.HasSuffix(site.Permalinks, ".html"))
		}
		return
	}
	if why := h.pageReason(); why != "" {
		a.NoFeed, a.Unlisted = true, true
		h.warn(0, "write a date into it if it is an article; a page of its own belongs into _pages", "it has no date, and %s: it is in no feed and no list", why)
		return
	}
	if !unsure {
		return
	}
	h.warn(0, "write a date into it, as in date: "+a.Published.Format("2006-01-02"),
		"it has no date: its file's time of change stands for it, which a copy changes")
}
