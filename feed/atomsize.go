package feed

import (
	"strings"
)

// Upper bounds in bytes: element, of the tags of one Atom element; entry, of the tags and times that
// every entry has; head, of those that every feed has.
const element, entry, head = 80, 420, 1000

// AtomSize returns the most bytes that an article takes in an Atom feed: its content, in a CDATA section
// that is split at each "]]>" (XML 1.0 §2.7), and its frame, everything else.
func (a *Article) AtomSize() (content, frame int) {
	content = len(a.Content) + 12*(1+strings.Count(a.Content, "]]>"))
	frame = entry + escaped(a.Title, a.Summary, a.ID, a.Permalink)
	for _, s := range []string{a.Rights, a.Link, a.Image.URL, a.Source.URL, a.Comments, a.Replies, a.Language, a.Source.ID, a.InReplyTo.ID, a.InReplyTo.URL} {
		if s != "" {
			frame += element + escaped(s)
		}
	}
	frame += escaped(a.Source.Title)
	if !a.Source.Updated.IsZero() {
		frame += element
	}
	if a.CommentCount != nil { // the total, and the count in each link to comments
		frame += 2 * element
	}
	for _, p := range a.Authors {
		frame += element + escaped(p.Name, p.URL, p.Email)
	}
	for _, tag := range a.Tags {
		frame += element + escaped(tag)
	}
	for _, e := range a.Enclosures {
		frame += 2*element + escaped(e.URL, e.Title, e.Type)
	}
	return content, frame
}

// AlternateSize returns the most bytes that the link to a translation takes in the entry of an article.
func AlternateSize(other *Meta) int { return element + escaped(other.Language, other.Permalink) }

// AtomSize returns the most bytes that an Atom feed takes without its articles.
func (f *Feed) AtomSize() int {
	size := head + escaped(f.License.URL, f.Title, f.Subtitle, f.Rights, f.ID, f.HomeURL, f.Icon, f.Logo)
	size += 3 * (element + len("/archive/2024-01-01/atom-0123456789.xml") + len(f.Self.Atom)) // links to itself and to archives
	for _, hub := range f.Hubs {
		size += element + escaped(hub)
	}
	for _, p := range f.Authors {
		size += element + escaped(p.Name, p.URL, p.Email)
	}
	return size
}

// AfterSize returns the most bytes that the line below the text of an article takes.
func (f *Feed) AfterSize(a *Meta) int { return f.After.afterSize(a) }

// escaped returns the number of bytes that texts take in XML.
func escaped(texts ...string) (n int) {
	for _, s := range texts {
		n += len(s)
		for i := range len(s) {
			switch s[i] {
			case '&', '<', '>', '"', '\'', '\t', '\n', '\r':
				n += 4 // &amp; or &#34; is five bytes for one
			}
		}
	}
	return n
}
