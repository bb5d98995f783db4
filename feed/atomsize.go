package feed

import (
	"strings"
)

// element is the longest tags that an element of Atom has; entry those of all that
// every entry has, with its times; head likewise of a feed.
const element, entry, head = 80, 420, 1000

// Weigh returns how many bytes an article takes in an Atom feed at the most: its
// content, as CDATA in which "]]>" has to be parted, and everything else.
func (a *Article) AtomSize() (content, frame int) {
	if a.FrameSize > 0 {
		return int(a.ContentSize), int(a.FrameSize)
	}
	content = len(a.Content) + 12*(1+strings.Count(a.Content, "]]>"))
	frame = entry + escaped(a.Title, a.Summary, a.ID, a.Permalink)
	for _, s := range []string{a.Rights, a.Link, a.Image.URL, a.Source.URL, a.Comments, a.Replies, a.Language} {
		if s != "" {
			frame += element + escaped(s)
		}
	}
	frame += escaped(a.Source.Title)
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

// Weigh returns how many bytes an Atom feed takes at the most, its articles apart.
func (f *Feed) AtomSize() int {
	size := head + escaped(f.Title, f.Subtitle, f.Rights, f.ID, f.HomeURL, f.Icon, f.Logo)
	size += 3 * (element + len("/archive/2024-01-01/atom-0123456789.xml") + len(f.Self.Atom)) // itself, and archives
	for _, hub := range f.Hubs {
		size += element + escaped(hub)
	}
	for _, p := range f.Authors {
		size += element + escaped(p.Name, p.URL, p.Email)
	}
	return size
}

// escaped is how many bytes texts take in XML.
func escaped(texts ...string) (n int) {
	for _, s := range texts {
		n += len(s)
		for i := range len(s) {
			switch s[i] {
			case '&', '<', '>', '"', '\'', '\t', '\n', '\r':
				n += 4 // five for one
			}
		}
	}
	return n
}
