package feed

import (
	"encoding/xml"
	"strings"
	"testing"
)

// A text never takes more bytes in XML than escaped says.
func TestEscaped(t *testing.T) {
	for _, text := range []string{"", "a", "été", "日本 😀", "&<>\"'\t\n\r", "a & b", strings.Repeat("&", 1000), "<p>« Bonjour\u00a0»</p>", "]]>"} {
		var b strings.Builder
		if err := xml.EscapeText(&b, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got := escaped(text); got < b.Len() || got > 5*len(text) {
			t.Errorf("%.20q: %d, it takes %d", text, got, b.Len())
		}
		if escaped(text, text) != 2*escaped(text) {
			t.Errorf("%.20q: twice it is not the double", text)
		}
	}
}

// The content of an article is one CDATA section, and one more for each "]]>" in it.
func TestAtomSizeOfContent(t *testing.T) {
	for _, text := range []string{"", "<p>été</p>", "]]>", "a]]>b]]>", "]]]]>>", "]]&gt;", strings.Repeat("]]>", 100)} {
		cdata := "<![CDATA[" + strings.ReplaceAll(text, "]]>", "]]]]><![CDATA[>") + "]]>"
		a := &Article{Content: text}
		if content, _ := a.AtomSize(); content != len(cdata) {
			t.Errorf("%.20q: %d, it takes %d", text, content, len(cdata))
		}
	}
}

// Everything that an article has makes its frame larger, at least by the bytes that it adds.
func TestAtomSizeOfFrame(t *testing.T) {
	const text = "https://a.example/<été>&"
	_, bare := (&Article{}).AtomSize()
	for name, change := range map[string]func(a *Article){
		"title": func(a *Article) { a.Title = text }, "ID": func(a *Article) { a.ID = text }, "permalink": func(a *Article) { a.Permalink = text }, "language": func(a *Article) { a.Language = text },
		"author": func(a *Article) { a.Authors = []Person{{Name: text}} }, "author's URL": func(a *Article) { a.Authors = []Person{{URL: text}} }, "author's email": func(a *Article) { a.Authors = []Person{{Email: text}} },
		"tag": func(a *Article) { a.Tags = []string{text} }, "summary": func(a *Article) { a.Summary = text }, "rights": func(a *Article) { a.Rights = text }, "link": func(a *Article) { a.Link = text },
		"image": func(a *Article) { a.Image.URL = text }, "enclosure": func(a *Article) { a.Enclosures = []Enclosure{{URL: text}} }, "source": func(a *Article) { a.Source = Source{Title: text, URL: text, ID: text} },
		"comments": func(a *Article) { a.Comments = text }, "replies": func(a *Article) { a.Replies = text }, "what it answers": func(a *Article) { a.InReplyTo = Reference{text, text} },
	} {
		a := &Article{}
		change(a)
		if _, frame := a.AtomSize(); frame < bare+escaped(text) {
			t.Errorf("%s: %d bytes, without it %d", name, frame, bare)
		}
	}
	empty := (&Feed{}).AtomSize()
	if got := (&Feed{Title: text, Hubs: []string{text}, Authors: []Person{{Name: text}}}).AtomSize(); got < empty+3*escaped(text) {
		t.Errorf("a feed takes %d, an empty one %d", got, empty)
	}
}
