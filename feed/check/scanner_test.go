package check

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// parseWithLibrary parses a document with encoding/xml into the elements that read returns.
func parseWithLibrary(data []byte) (*element, error) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	var root *element
	var open []*element
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{name: t.Name}
			for _, a := range t.Attr {
				e.attrs = append(e.attrs, attribute{local: a.Name.Local, value: a.Value})
			}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.children = append(parent.children, e)
			} else {
				root = e
			}
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 && (len(open[len(open)-1].children) == 0 || strings.Trim(string(t), " \t\r\n") != "") {
				open[len(open)-1].text += string(t)
			}
		}
	}
}

// dump writes an element and its children for a comparison.
func dump(b *strings.Builder, e *element) {
	fmt.Fprintf(b, "<%s %q", e.name, e.text)
	for _, a := range e.attrs {
		fmt.Fprintf(b, " %s=%q", a.local, a.value)
	}
	for _, child := range e.children {
		dump(b, child)
	}
	b.WriteString(">")
}

// accepted are documents that both parsers accept.
var accepted = []string{
	`<?xml version="1.0" encoding="UTF-8"?><a xmlns="u" xmlns:p="v"><p:b q="1&amp;2" p:r='x'>t&#233;&#xe9;<![CDATA[<x> & ]]]]><![CDATA[>]]></p:b><c/></a>` + "\n",
	"<a>\r\nx\ry</a>", "<a>été\u00a0à la\ufffd mer\ufefb\U0001f30a</a>", `<a xmlns:p="v"><p:b xmlns:p="w"/><p:c/></a>`, `<a><!-- c --></a>`, "\ufeff<a/>",
	`<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet type="text/css" href="https://a.example/-/feed.css"?><a/>`,
	"<a b\t=\t'1'\tc\n=\n'2'\nd\r=\r'3'\r/>", "\t<a>\r\n\t<b/>\r</a>\t\n\r",
}

// rejected are not well-formed or use what the scanner does not support, each for another reason.
var rejected = []string{
	"", " ", "x", "<a>", "</a>", "<a></b>", "<a/><b/>", "<a/>x", "<a b=1/>", `<a b="1"b="2"/>`, `<a b="1" b="2"/>`, `<a b="<"/>`, "<a>&nbsp;</a>",
	"<a>&</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>\x01</a>", "<a>\ufffe</a>", "<a>aaaaaaaé\x1faaaaaaaaa</a>", "<a>aaaaaaaa\xe9aaaaaaaa</a>", "<a>\uffff</a>", "<a>\xed\xa0\x80</a>", "<a>]]></a>", "<a><![CDATA[</a>", "<![CDATA[x]]>",
	"<!DOCTYPE a><a/>", "<p:a/>", `<a p:b="1"/>`, "<1/>", "< a/>", "<a><!-- -- --></a>", "<?pi x?><a/>", `<?xml version="1.1"?><a/>`, `<?xml version="1.0" encoding="latin1"?><a/>`, "<?xmlx version=\"1.0\"?><a/>",
	`<a><?xml-stylesheet type="text/css" href="x"?></a>`, `<?xml-stylesheet type="text/xsl" href="x"?><a/>`, `<?xml-stylesheet type="text/css" href="x"`,
	`<a xmlns:p=""/>`, "<a:/>", "<a:1 xmlns:a='u'/>", strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100),
}

// TestScan compares the scanner with encoding/xml on accepted documents, and wants an error for the
// rejected ones.
func TestScan(t *testing.T) {
	for _, doc := range accepted {
		var a, b strings.Builder
		if err := read([]byte(doc), func(ours *element) { dump(&a, ours) }); err != nil {
			t.Errorf("%q: %v", doc, err)
			continue
		}
		theirs, err := parseWithLibrary([]byte(doc))
		dump(&b, theirs)
		if err != nil || a.String() != b.String() {
			t.Errorf("%q:\nours   %s\ntheirs %s %v", doc, a.String(), b.String(), err)
		}
	}
	for _, doc := range rejected {
		if read([]byte(doc), func(*element) {}) == nil {
			t.Errorf("%q is accepted", doc)
		}
	}
}

// FuzzScan wants encoding/xml to accept each document that the scanner accepts, and to read the same.
func FuzzScan(f *testing.F) {
	for _, doc := range append(rejected, accepted...) {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a, b strings.Builder
		if read(data, func(ours *element) { dump(&a, ours) }) != nil {
			return
		}
		theirs, err := parseWithLibrary(data)
		if err != nil || !utf8.Valid(data) {
			t.Fatalf("encoding/xml refuses %q: %v", data, err)
		}
		dump(&b, theirs)
		if a.String() != b.String() {
			t.Fatalf("%q:\nours   %s\ntheirs %s", data, a.String(), b.String())
		}
	})
}

// BenchmarkAtom checks a feed of 500 entries, 2.4 MB.
func BenchmarkAtom(b *testing.B) {
	var doc bytes.Buffer
	doc.WriteString(`<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>u</id><title>t</title><updated>2024-01-01T00:00:00Z</updated><author><name>n</name></author><link rel="self" href="https://a.example/"/>`)
	for i := range 500 {
		fmt.Fprintf(&doc, `<entry><id>u%d</id><title>t</title><updated>2024-01-01T00:00:00Z</updated><content type="html"><![CDATA[%s]]></content></entry>`, i, strings.Repeat("<p>été</p>", 400))
	}
	doc.WriteString(`</feed>`)
	b.SetBytes(int64(doc.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if problems := Atom(doc.Bytes()); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
