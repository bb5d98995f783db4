package source

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"fil/feed/source/frontmatter"

	"fil/feed/source/plaintext"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed"
)

// page is an HTML file with its metadata: a page that a browser saved, an export of a tool, or a
// fragment, which has no metadata.
type page struct {
	body *html.Node
	// whole is true for a document, false for a fragment. A document may have navigation around
	// its text.
	whole bool

	title     string // of the document, often with the site's name
	headline  string // of the text alone, by Open Graph, JSON-LD or microformats
	siteName  string
	heading   string // the first of the first level
	canonical string // address
	image     string // address, as written

	description, lang       string
	published, updated      []string // dates as written, the surest first
	expires                 []string
	authors                 []feed.Person
	tags                    []string
	withholding             []frontmatter.Field // metadata that withholds the page
	microformats, paywalled bool
}

var wholeDocument = regexp.MustCompile(`(?i)<(?:!doctype\s+html|html|head|body)[\s>]`)

// parsePage parses a whole HTML file, or a piece of one.
func parsePage(s string) (*page, error) {
	if err := weighHTML(s, 0); err != nil {
		return nil, err
	}
	root, err := html.ParseWithOptions(strings.NewReader(s), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, fmt.Errorf("reading the HTML: %w", err)
	}
	p := &page{whole: wholeDocument.MatchString(s)}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			p.look(n)
		}
	}
	return p, nil
}

// look reads the metadata of one element.
func (p *page) look(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		p.lang = attr(n, "lang")
	case atom.Title:
		if p.title == "" && n.Namespace == "" {
			p.title = plaintext.OneLine(textOf(n))
		}
	case atom.Meta:
		p.meta(strings.ToLower(attr(n, "property")+attr(n, "name")+attr(n, "itemprop")), plaintext.OneLine(attr(n, "content")))
	case atom.Link:
		if attr(n, "rel") == "canonical" && p.canonical == "" {
			p.canonical = attr(n, "href")
		}
	case atom.Body:
		if p.body == nil {
			p.body = n
		}
	case atom.H1:
		if p.heading == "" {
			p.heading = plaintext.OneLine(textOf(n))
		}
	case atom.Time:
		p.timed(n)
	case atom.Script:
		if attr(n, "type") == "application/ld+json" {
			p.linked(textOf(n))
		}
	}
	p.microformat(n)
}

// metaDates names the meta elements for the dates of publication and of change.
var (
	metaDates = wordSet("article:published_time og:published_time datepublished date pubdate publishdate publish_date publish-date published " +
		"dc.date dc.date.issued dc.date.created dcterms.date dcterms.created dcterms.issued sailthru.date parsely-pub-date citation_publication_date " +
		"citation_date bt:pubdate datecreated article.published cxenseparse:recs:publishtime originalpublicationdate")
	metaChanges = wordSet("article:modified_time og:updated_time datemodified modified last-modified lastmod dcterms.modified dc.date.modified article.updated")
)

// meta reads one meta element of the head.
func (p *page) meta(name, content string) {
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
		p.description = content
	case "og:description", "twitter:description", "dc.description":
		first(&p.description)
	case "og:title", "twitter:title", "dc.title", "headline":
		first(&p.headline)
	case "og:site_name", "application-name":
		first(&p.siteName)
	case "og:image", "og:image:url", "twitter:image", "twitter:image:src":
		first(&p.image)
	case "author", "authors", "article:author", "dc.creator", "parsely-author", "sailthru.author", "citation_author", "byl":
		if !strings.Contains(content, "://") && !strings.HasPrefix(content, "@") {
			p.by(strings.TrimPrefix(strings.TrimPrefix(content, "By "), "Par "), "")
		}
	case "keywords", "news_keywords", "tags", "category":
		for tag := range strings.SplitSeq(content, ",") {
			p.tags = append(p.tags, tag)
		}
	case "article:expiration_time", "unavailable_after":
		p.expires = append(p.expires, content)
	case "article:tag", "article:section":
		p.tags = append(p.tags, content)
	default:
		switch {
		case metaDates[name]:
			p.published = append(p.published, content)
		case metaChanges[name]:
			p.updated = append(p.updated, content)
		case withholding[foldKey(name)] != nil && name != "rss":
			p.withholding = append(p.withholding, frontmatter.Field{Key: name, Value: &frontmatter.Value{Kind: frontmatter.Scalar, Text: content}})
		}
	}
}

func (p *page) by(name, url string) {
	name = plaintext.OneLine(plaintext.Clean(name))
	if name != "" && len(name) < 100 && !slices.ContainsFunc(p.authors, func(o feed.Person) bool { return strings.EqualFold(o.Name, name) }) {
		p.authors = append(p.authors, feed.Person{Name: name, URL: url})
	}
}

// timed reads a <time> element. One that is marked as the date of publication comes before all
// others.
func (p *page) timed(n *html.Node) {
	when := attr(n, "datetime")
	if when == "" {
		return
	}
	class := " " + attr(n, "class") + " " + attr(n, "itemprop") + " "
	switch {
	case strings.Contains(class, "updated") && !strings.Contains(class, "published"), strings.Contains(class, "dateModified"):
		p.updated = append(p.updated, when)
	case strings.Contains(class, "published"), strings.Contains(class, "datePublished"), hasAttr(n, "pubdate"):
		p.published = slices.Insert(p.published, 0, when)
	case datesText(n):
		p.published = append(p.published, when)
	}
}

// datesText reports whether a date is that of the text: it stands alone, or in a byline. A date
// within a sentence belongs to what the text tells.
func datesText(n *html.Node) bool {
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

var dateClass = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:meta|date|dateline|time|byline|posted|published|info|details|author)(?:$|[\s_-])`)

// microformat reads the classes of h-entry, which exports of Medium have too.
func (p *page) microformat(n *html.Node) {
	if attr(n, "rel") == "author" || attr(n, "itemprop") == "author" && n.DataAtom != atom.Meta {
		url, _ := plaintext.WebURL(attr(n, "href"))
		p.by(textOf(n), url)
	}
	for class := range strings.FieldsSeq(attr(n, "class")) {
		switch class {
		case "p-name":
			if p.headline == "" && n.DataAtom != atom.A {
				p.headline = plaintext.OneLine(textOf(n))
			}
		case "p-author":
			url, _ := plaintext.WebURL(attr(n, "href"))
			p.by(textOf(n), url)
		case "vcard":
			if strings.Contains(attr(n, "class"), "author") {
				p.by(textOf(n), "")
			}
		case "p-category":
			p.tags = append(p.tags, plaintext.OneLine(textOf(n)))
		case "p-summary":
			if p.description == "" {
				p.description = plaintext.OneLine(textOf(n))
			}
		case "p-canonical":
			if p.canonical == "" {
				p.canonical = attr(n, "href")
			}
		case "e-content":
			p.microformats = true
		}
	}
}

// fill copies the metadata of the page into those fields that front matter leaves empty.
func (p *page) fill(h *head, site *feed.Site) error {
	a := &h.article
	for _, f := range p.withholding {
		if err := h.judge(f, withholding[foldKey(f.Key)]); err != nil {
			return err
		}
	}
	if p.paywalled {
		h.suffer(withheld, frontmatter.Field{Key: "isAccessibleForFree", Value: &frontmatter.Value{Kind: frontmatter.Scalar, Text: "false"}})
		h.warn(0, "write draft: false into front matter to publish it", "it says that it is not free (isAccessibleForFree): it is not published")
	}
	if (p.microformats || p.whole && len(p.published) == 0) && isMediumDraft(a.Path) {
		h.suffer(withheld, frontmatter.Field{Key: "draft_", Value: &frontmatter.Value{Kind: frontmatter.Scalar, Text: "in its name"}})
	}
	if a.Published.IsZero() {
		if a.Published = firstDate(p.published, site.TimeZone); a.Published.IsZero() && len(p.published) > 0 {
			h.leaveOut(frontmatter.Errorf(0, plaintext.DateHint, "%q is not a date", p.published[0]))
		}
	}
	if a.Expires.IsZero() {
		a.Expires = firstDate(p.expires, site.TimeZone)
	}
	if a.Updated.IsZero() {
		a.Updated = firstDate(p.updated, site.TimeZone)
	}
	if len(a.Authors) == 0 {
		a.Authors = p.authors
	}
	if len(a.Tags) == 0 {
		_ = h.addTags(p.tags) // it has no error
	}
	if h.image == "" {
		h.image, h.imageFound = p.image, p.image != ""
	}
	p.address(h, site)
	return nil
}

// address uses the canonical address of the page. On this site it is the article's permalink;
// elsewhere, the address of the original. It is never used as ID.
func (p *page) address(h *head, site *feed.Site) {
	whole, err := plaintext.WebURL(p.canonical)
	switch {
	case err != nil || h.address != "" || h.article.Link != "":
	case site.Host(whole):
		if file, err := site.File(whole); err == nil && file != "index.html" {
			h.address = whole
		}
	default:
		if _, rest, _ := strings.Cut(whole, "://"); strings.Trim(rest[strings.IndexByte(rest+"/", '/'):], "/") != "" {
			h.article.Link = whole
		}
	}
}

func firstDate(list []string, zone *time.Location) time.Time {
	for _, s := range list {
		if t, err := plaintext.ParseDate(s, zone); err == nil {
			return t
		}
	}
	return time.Time{}
}

// name returns the title of the text, without the site's name if the page tells it.
func (p *page) name() string {
	if p.headline != "" {
		if foldText(p.heading) != "" && strings.HasPrefix(foldText(p.headline), foldText(p.heading)) {
			return p.heading
		}
		return p.bare(p.headline)
	}
	if p.whole && p.heading != "" && foldText(p.heading) != foldText(p.siteName) && strings.Contains(foldText(p.title), foldText(p.heading)) {
		return p.heading
	}
	if p.title != "" {
		return p.bare(p.title)
	}
	return ""
}

var siteSeparator = regexp.MustCompile(`\s+(?:[|–—·•»«:-]|::)\s+`)

// bare removes the site's name from the end or start of a title.
func (p *page) bare(title string) string {
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
