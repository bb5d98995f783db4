package importer

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/json"
	"github.com/mmcdole/gofeed/rss"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// document is one document of a feed, and the address of the one that goes on where it ends.
type document struct {
	*gofeed.Feed
	items []*Item
	next  string // "" means that there is none
}

// parseFeed parses RSS (0.9x to 2.0), Atom (0.3 and 1.0) or JSON Feed. address is where it came from, or
// "".
func parseFeed(data []byte, address string) (*document, error) {
	data = decodeDocument(data)
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true
	parsed, err := p.ParseString(string(data))
	if err != nil {
		return nil, err
	}
	d := &document{Feed: parsed}
	home := cmp.Or(parsed.Link, address)
	for n, item := range parsed.Items {
		d.items = append(d.items, universal(item, n, home, parsed.Language))
	}
	switch original := parsed.OriginalFeed().(type) {
	case *rss.Feed:
		for n, item := range original.Items {
			addRSS(d.items[n], item)
		}
		d.next = nextOf(atomLinks(original.Extensions))
	case *atom.Feed:
		written := writtenEntries(data)
		for n, entry := range original.Entries {
			addAtom(d.items[n], entry)
			if len(written) == len(original.Entries) {
				d.items[n].ID, d.items[n].Language = written[n].id, cmp.Or(written[n].language, d.items[n].Language)
			}
		}
		d.next = nextOf(original.Links)
	case *json.Feed:
		for n, item := range original.Items {
			addJSON(d.items[n], item)
		}
		d.next = original.NextURL
	}
	if d.next != "" {
		d.next = resolveAddress(cmp.Or(address, parsed.FeedLink), d.next)
	}
	return d, nil
}

// encodingDeclared matches the encoding that an XML declaration names.
var encodingDeclared = regexp.MustCompile(`^(\s*<\?xml[^>]*?)\s+encoding=["']([A-Za-z0-9._-]+)["']`)

// decodeDocument returns a document as UTF-8 if it is not in the encoding that it says: UTF-16 with a byte order
// mark, or bytes that are no UTF-8, which are read as Windows-1252. Others are left to the parser.
func decodeDocument(data []byte) []byte {
	isUTF16 := bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
	m := encodingDeclared.FindSubmatch(data[:min(len(data), 200)])
	saysUTF8 := m == nil || strings.EqualFold(string(m[2]), "utf-8") || strings.EqualFold(string(m[2]), "utf8")
	if !isUTF16 && (!saysUTF8 || utf8.Valid(data)) {
		return data
	}
	text, _ := plaintext.Decode(data)
	return []byte(encodingDeclared.ReplaceAllString(text, "$1"))
}

// universal returns an item with the fields that all forms have.
func universal(in *gofeed.Item, n int, home, language string) *Item {
	i := &Item{Where: fmt.Sprintf("item %d", n+1), ID: in.GUID, URL: in.Link, Title: plain(in.Title), Tags: in.Categories, Language: language,
		Content: in.Content, Base: home}
	if in.Link != "" {
		i.URL = resolveAddress(home, in.Link)
		i.Base = i.URL
	}
	if in.PublishedParsed != nil {
		i.Published = *in.PublishedParsed
	}
	if in.UpdatedParsed != nil {
		i.Updated = *in.UpdatedParsed
	}
	if i.Published.IsZero() {
		i.Published = i.Updated
	}
	if i.Content == "" {
		i.Content = in.Description
	} else {
		i.Summary = plain(in.Description)
	}
	for _, p := range in.Authors {
		if p != nil {
			i.Authors = append(i.Authors, feed.Person{Name: p.Name, Email: p.Email})
		}
	}
	if in.Image != nil {
		i.Image = resolveAddress(i.Base, in.Image.URL)
	}
	for _, e := range in.Enclosures {
		if e != nil {
			length, _ := strconv.ParseInt(e.Length, 10, 64) // 0 if it is no number
			i.Enclosures = append(i.Enclosures, feed.Enclosure{URL: resolveAddress(i.Base, e.URL), Type: e.Type, Length: length})
		}
	}
	if it := in.ITunesExt; it != nil {
		i.Episode = episode(it.Duration, it.Season, it.Episode, it.EpisodeType, it.Explicit)
		if i.Image == "" {
			i.Image = it.Image
		}
	}
	return i
}

// addRSS adds what only RSS has.
func addRSS(i *Item, in *rss.Item) {
	i.Comments = in.Comments
	if in.GUID != nil && i.URL == "" && in.GUID.IsPermalink != "false" && strings.HasPrefix(in.GUID.Value, "http") { // RSS 2.0, "guid": a permalink unless it says otherwise
		i.URL, i.Base = in.GUID.Value, in.GUID.Value
	}
	if dc := in.DublinCoreExt; dc != nil {
		for _, name := range dc.Creator {
			i.Authors = append(i.Authors, feed.Person{Name: name}) // tidy removes those that author has named
		}
		if len(dc.Language) > 0 {
			i.Language = dc.Language[0]
		}
	}
}

// addAtom adds what only Atom has (RFC 4287).
func addAtom(i *Item, in *atom.Entry) {
	i.Rights = in.Rights
	for n, p := range in.Authors {
		if p != nil && n < len(i.Authors) {
			i.Authors[n].URL = p.URI
		}
	}
	if in.Content != nil && (in.Content.Type == "text" || in.Content.Type == "") && in.Content.Value != "" { // §4.1.3.3
		i.Content = paragraphs(in.Content.Value)
	}
	for _, link := range in.Links {
		if link != nil && link.Rel == "related" && i.Link == "" {
			i.Link = resolveAddress(i.Base, link.Href)
		}
	}
}

// writtenEntry is what gofeed does not keep of an entry of Atom as it is written: the ID, which it takes for an
// address and resolves, and the language (xml:lang).
type writtenEntry struct{ id, language string }

// writtenEntries returns the entries of an Atom document in their order.
func writtenEntries(data []byte) (all []writtenEntry) {
	d := newDecoder(bytes.NewReader(data))
	depth, entry := 0, -1 // the depth of the entry, -1 outside
	for {
		token, err := d.Token()
		if err != nil {
			return all
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch {
			case token.Name.Local == "entry" && entry < 0:
				all, entry = append(all, writtenEntry{}), depth
				for _, a := range token.Attr {
					if a.Name.Local == "lang" {
						all[len(all)-1].language = a.Value
					}
				}
			case token.Name.Local == "id" && entry >= 0 && depth == entry+1:
				var id string
				if d.DecodeElement(&id, &token) == nil {
					all[len(all)-1].id = strings.TrimSpace(id)
				}
				continue
			}
			depth++
		case xml.EndElement:
			depth--
			if depth == entry {
				entry = -1
			}
		}
	}
}

// addJSON adds what only JSON Feed has.
func addJSON(i *Item, in *json.Item) {
	i.Link, i.Summary, i.Language = in.ExternalURL, in.Summary, cmp.Or(in.Language, i.Language)
	switch {
	case in.ContentHTML != "":
		i.Content = in.ContentHTML
	case in.ContentText != "":
		i.Content = paragraphs(in.ContentText)
	default:
		i.Content = paragraphs(in.Summary)
	}
	i.Authors = nil
	authors := in.Authors
	if len(authors) == 0 && in.Author != nil {
		authors = []*json.Author{in.Author}
	}
	for _, p := range authors {
		if p != nil {
			i.Authors = append(i.Authors, feed.Person{Name: p.Name, URL: p.URL})
		}
	}
	i.Enclosures = nil
	if in.Attachments == nil {
		return
	}
	for _, a := range *in.Attachments {
		i.Enclosures = append(i.Enclosures, feed.Enclosure{URL: resolveAddress(i.Base, a.URL), Type: a.MimeType, Length: a.SizeInBytes, Title: a.Title})
		if i.Episode.Duration == 0 {
			i.Episode.Duration = time.Duration(a.DurationInSeconds) * time.Second
		}
	}
}

// atomLinks returns the atom:link elements of an RSS channel.
func atomLinks(extensions ext.Extensions) (links []*atom.Link) {
	for _, prefix := range []string{"atom", "atom10"} {
		for _, e := range extensions[prefix]["link"] {
			links = append(links, &atom.Link{Rel: e.Attrs["rel"], Href: e.Attrs["href"]})
		}
	}
	return links
}

// nextOf returns where a feed goes on: with the archive before it (RFC 5005 §4), else with the next page
// (§3).
func nextOf(links []*atom.Link) (next string) {
	for _, link := range links {
		switch {
		case link == nil:
		case link.Rel == "prev-archive":
			return link.Href
		case link.Rel == "next" && next == "":
			next = link.Href
		}
	}
	return next
}

// episode reads what iTunes says of an episode. A value that cannot be read is left out.
func episode(duration, season, number, kind, explicit string) (e feed.Episode) {
	e.Duration = clock(duration)
	e.Season, _ = strconv.Atoi(strings.TrimSpace(season))
	e.Number, _ = strconv.Atoi(strings.TrimSpace(number))
	if kind = strings.ToLower(strings.TrimSpace(kind)); kind == "trailer" || kind == "bonus" {
		e.Type = kind
	}
	switch strings.ToLower(strings.TrimSpace(explicit)) {
	case "true", "yes", "explicit":
		e.Explicit = new(true)
	case "false", "no", "clean":
		e.Explicit = new(false)
	}
	return e
}

// clock reads a duration in seconds, as mm:ss or as hh:mm:ss; 0 if it is none of these.
func clock(text string) time.Duration {
	seconds := 0
	parts := strings.Split(strings.TrimSpace(text), ":")
	for _, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > 1e6 || len(parts) > 3 {
			return 0
		}
		seconds = seconds*60 + n
	}
	return time.Duration(seconds) * time.Second
}

// resolveAddress makes an address absolute.
func resolveAddress(base, address string) string {
	u, err := url.Parse(base)
	if err != nil {
		return address
	}
	return resolve(u, address)
}

// plain returns a text without the tags and character references that summaries and titles have.
func plain(text string) string {
	if strings.ContainsAny(text, "<&") {
		text = html.UnescapeString(tags.ReplaceAllString(breaks.ReplaceAllString(text, " "), ""))
	}
	return strings.Join(strings.Fields(text), " ")
}

// paragraphs returns a plain text as HTML, with a paragraph for each part between empty lines.
func paragraphs(text string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			fmt.Fprintf(&b, "<p>%s</p>\n", strings.ReplaceAll(html.EscapeString(part), "\n", "<br>\n"))
		}
	}
	return b.String()
}
