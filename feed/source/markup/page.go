package markup

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// Page is an HTML file with its metadata: a page that a browser saved, an export of a tool, or a
// fragment, which has none. [ParsePage] makes it. A field is empty if the page does not have it.
type Page struct {
	Body *html.Node // the parser adds it to a fragment; nil for a page of frames
	// Whole is true for a document, false for a fragment. A document may have navigation around
	// its text.
	Whole bool

	documentTitle string // of <title>, often with the site's name
	headline      string // the title of the article, in Open Graph, JSON-LD or microformats
	siteName      string
	heading       string // the text of the first <h1>
	Canonical     string // the address in <link rel="canonical"> or p-canonical, as written
	Image         string // the address of the preview image, as written

	Description, Lang  string
	Published, Updated []string // dates as written, the most reliable first
	Expires            []string // dates as written
	Authors            []feed.Person
	Tags               []string
	Metas              []PageMeta // meta elements that no other field is read from, in the order of the page
	Microformats       bool       // the page has an e-content of h-entry
	Paywalled          bool       // JSON-LD says isAccessibleForFree: false
}

// PageMeta is one meta element of a page. Name is its name, property or itemprop in lower case.
type PageMeta struct{ Name, Content string }

// wholeDocument matches a tag that only a document has.
var wholeDocument = regexp.MustCompile(`(?i)<(?:!doctype\s+html|html|head|body)[\s>]`)

// isXHTML matches the beginning of a document of XHTML. In it, a tag that ends with a slash closes its element, which HTML
// ignores: <script/> would swallow the rest of the page. selfClosed matches such a tag.
var (
	isXHTML    = regexp.MustCompile(`(?is)^\s*(?:<!--.*?-->\s*)*(?:<\?xml\s|(?:<!doctype[^>]*>\s*)?<html\s[^>]*xmlns=)`)
	selfClosed = regexp.MustCompile(`<([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)/>`)
)

// voidElements are those that HTML has without a closing tag (HTML §13.1.2).
var voidElements = set("area base br col embed hr img input link meta source track wbr")

// closeElement writes a tag that ends with a slash with a closing tag, unless its element never has one.
func closeElement(tag string) string {
	m := selfClosed.FindStringSubmatch(tag)
	if voidElements[strings.ToLower(m[1])] {
		return tag
	}
	return "<" + m[1] + m[2] + "></" + m[1] + ">"
}

// ParsePage parses an HTML file or a fragment of one, and reads its metadata. Scripts are not run, so
// that the content of <noscript> is parsed. It returns an error if the HTML has too many <body> tags.
func ParsePage(s string) (*Page, error) {
	if err := checkHTMLCost(s, 0); err != nil {
		return nil, err
	}
	if isXHTML.MatchString(s) {
		s = selfClosed.ReplaceAllStringFunc(s, closeElement)
	}
	root, err := html.ParseWithOptions(strings.NewReader(s), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, fmt.Errorf("reading the HTML: %w", err)
	}
	p := &Page{Whole: wholeDocument.MatchString(s)}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			p.readElement(n)
		}
	}
	return p, nil
}

// readElement reads the metadata of one element.
func (p *Page) readElement(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		p.Lang = attr(n, "lang")
	case atom.Title:
		if p.documentTitle == "" && n.Namespace == "" {
			p.documentTitle = plaintext.OneLine(TextOf(n))
		}
	case atom.Meta:
		p.readMeta(strings.ToLower(attr(n, "property")+attr(n, "name")+attr(n, "itemprop")), plaintext.OneLine(attr(n, "content")))
	case atom.Link:
		if attr(n, "rel") == "canonical" && p.Canonical == "" {
			p.Canonical = attr(n, "href")
		}
	case atom.Body:
		if p.Body == nil {
			p.Body = n
		}
	case atom.H1:
		if p.heading == "" {
			p.heading = plaintext.OneLine(TextOf(n))
		}
	case atom.Time:
		p.readTime(n)
	case atom.Script:
		if attr(n, "type") == "application/ld+json" {
			p.readJSONLD(TextOf(n))
		}
	}
	p.readMicroformats(n)
}

// metaDates and metaChanges are the names of the meta elements for the dates of publication and of the
// last change.
var (
	metaDates = strings.Fields("article:published_time og:published_time datepublished date pubdate publishdate publish_date publish-date published " +
		"dc.date dc.date.issued dc.date.created dcterms.date dcterms.created dcterms.issued sailthru.date parsely-pub-date citation_publication_date " +
		"citation_date bt:pubdate datecreated article.published cxenseparse:recs:publishtime originalpublicationdate")
	metaChanges = strings.Fields("article:modified_time og:updated_time datemodified modified last-modified lastmod dcterms.modified dc.date.modified article.updated")
)

// readMeta reads one meta element. name is in lower case.
func (p *Page) readMeta(name, content string) {
	if content == "" {
		return
	}
	first := func(into *string) {
		if *into == "" {
			*into = content
		}
	}
	switch name {
	case "description":
		p.Description = content
	case "og:description", "twitter:description", "dc.description":
		first(&p.Description)
	case "og:title", "twitter:title", "dc.title", "headline":
		first(&p.headline)
	case "og:site_name", "application-name":
		first(&p.siteName)
	case "og:image", "og:image:url", "twitter:image", "twitter:image:src":
		first(&p.Image)
	case "author", "authors", "article:author", "dc.creator", "parsely-author", "sailthru.author", "citation_author", "byl":
		if !strings.Contains(content, "://") && !strings.HasPrefix(content, "@") {
			p.addAuthor(strings.TrimPrefix(strings.TrimPrefix(content, "By "), "Par "), "")
		}
	case "keywords", "news_keywords", "tags", "category":
		for tag := range strings.SplitSeq(content, ",") {
			p.Tags = append(p.Tags, tag)
		}
	case "article:expiration_time", "unavailable_after":
		p.Expires = append(p.Expires, content)
	case "article:tag", "article:section":
		p.Tags = append(p.Tags, content)
	default:
		switch {
		case slices.Contains(metaDates, name):
			p.Published = append(p.Published, content)
		case slices.Contains(metaChanges, name):
			p.Updated = append(p.Updated, content)
		default:
			p.Metas = append(p.Metas, PageMeta{name, content})
		}
	}
}

// addAuthor adds an author, unless the page has named them before or the name is longer than 100 bytes.
func (p *Page) addAuthor(name, url string) {
	name = plaintext.OneLine(plaintext.Clean(name))
	if name != "" && len(name) < 100 && !slices.ContainsFunc(p.Authors, func(o feed.Person) bool { return strings.EqualFold(o.Name, name) }) {
		p.Authors = append(p.Authors, feed.Person{Name: name, URL: url})
	}
}

// readTime reads a <time> element. One that is marked as the date of publication precedes all other
// dates.
func (p *Page) readTime(n *html.Node) {
	when := attr(n, "datetime")
	if when == "" {
		return
	}
	class := " " + attr(n, "class") + " " + attr(n, "itemprop") + " "
	switch {
	case strings.Contains(class, "updated") && !strings.Contains(class, "published"), strings.Contains(class, "dateModified"):
		p.Updated = append(p.Updated, when)
	case strings.Contains(class, "published"), strings.Contains(class, "datePublished"), hasAttr(n, "pubdate"):
		p.Published = slices.Insert(p.Published, 0, when)
	case isTextDate(n):
		p.Published = append(p.Published, when)
	}
}

// isTextDate reports whether a <time> element dates the text: it stands alone, in a header or in a
// byline. A date within a sentence is part of the text.
func isTextDate(n *html.Node) bool {
	if n.Parent == nil || n.Parent.DataAtom == atom.Body || standsAlone(n) {
		return true
	}
	for up := n.Parent; up != nil; up = up.Parent {
		if up.DataAtom == atom.Header || up.DataAtom == atom.Footer || dateClass.MatchString(attr(up, "class")) {
			return true
		}
	}
	return n.Parent.DataAtom == atom.Main || n.Parent.DataAtom == atom.Article
}

// dateClass matches the classes of bylines.
var dateClass = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:meta|date|dateline|time|byline|posted|published|info|details|author)(?:$|[\s_-])`)

// readMicroformats reads rel="author", the itemprop of schema.org, and the classes of h-entry, which
// exports of Medium have too.
func (p *Page) readMicroformats(n *html.Node) {
	if attr(n, "rel") == "author" || attr(n, "itemprop") == "author" && n.DataAtom != atom.Meta {
		url, _ := plaintext.WebURL(attr(n, "href"))
		p.addAuthor(TextOf(n), url)
	}
	for class := range strings.FieldsSeq(attr(n, "class")) {
		switch class {
		case "p-name":
			if p.headline == "" && n.DataAtom != atom.A {
				p.headline = plaintext.OneLine(TextOf(n))
			}
		case "p-author":
			url, _ := plaintext.WebURL(attr(n, "href"))
			p.addAuthor(TextOf(n), url)
		case "vcard":
			if strings.Contains(attr(n, "class"), "author") {
				p.addAuthor(TextOf(n), "")
			}
		case "p-category":
			p.Tags = append(p.Tags, plaintext.OneLine(TextOf(n)))
		case "p-summary":
			if p.Description == "" {
				p.Description = plaintext.OneLine(TextOf(n))
			}
		case "p-canonical":
			if p.Canonical == "" {
				p.Canonical = attr(n, "href")
			}
		case "e-content":
			p.Microformats = true
		}
	}
}

// Title returns the title of the article, without the site's name if the page has that in its
// metadata. It is "" if the page has no title.
func (p *Page) Title() string {
	if p.headline != "" {
		if foldText(p.heading) != "" && strings.HasPrefix(foldText(p.headline), foldText(p.heading)) {
			return p.heading
		}
		return p.withoutSiteName(p.headline)
	}
	if p.Whole && p.heading != "" && foldText(p.heading) != foldText(p.siteName) && strings.Contains(foldText(p.documentTitle), foldText(p.heading)) {
		return p.heading
	}
	if p.documentTitle != "" {
		return p.withoutSiteName(p.documentTitle)
	}
	return ""
}

// siteSeparator matches what separates a title from the name of the site.
var siteSeparator = regexp.MustCompile(`\s+(?:[|–—·•»«:-]|::)\s+`)

// withoutSiteName removes the site's name from the end or the start of a title.
func (p *Page) withoutSiteName(title string) string {
	parts := siteSeparator.FindAllStringIndex(title, -1)
	if p.siteName == "" || len(parts) == 0 {
		return title
	}
	first, last := parts[0], parts[len(parts)-1]
	switch foldText(p.siteName) {
	case foldText(title[last[1]:]):
		return title[:last[0]]
	case foldText(title[:first[0]]):
		return title[first[1]:]
	}
	return title
}
