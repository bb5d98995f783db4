package serve

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// splitByDecoder returns the entries that package xml finds. ok is false if body is no XML.
func splitByDecoder(body string) (entries []string, ok bool) {
	d := xml.NewDecoder(strings.NewReader(body))
	depth, at := 0, int64(0)
	for {
		before := d.InputOffset()
		token, err := d.Token()
		if err != nil {
			return entries, errors.Is(err, io.EOF) && depth == 0
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, false
		case xml.StartElement:
			depth++
			if isEntry(t.Name.Local, depth) {
				at = before
			}
		case xml.EndElement:
			if isEntry(t.Name.Local, depth) {
				entries = append(entries, body[at:d.InputOffset()])
			}
			depth--
		}
	}
}

// If splitFeed splits an XML document, package xml finds the same entries, and no byte but space is
// lost.
func FuzzSplitFeed(f *testing.F) {
	f.Add("<?xml version=\"1.0\"?><feed a='>'><!-- <entry> --><entry><![CDATA[</entry>]]></entry ></feed>")
	f.Add(atomOf("a", "b"))
	f.Add("<rss><channel><item>x</item> <item/></channel></rss>")
	f.Add("<feed><entry><entry/></entry>x<entry></entry></feed>")
	f.Fuzz(func(t *testing.T, body string) {
		p, ok := splitFeed([]byte(body))
		entries, isXML := splitByDecoder(body)
		if !ok || !isXML {
			return
		}
		if len(entries) != len(p.entries) {
			t.Errorf("%q: %d entries, want %d", body, len(p.entries), len(entries))
		}
		for i, e := range p.entries[:min(len(p.entries), len(entries))] {
			if string(e) != entries[i] {
				t.Errorf("%q: entry %d is %q", body, i, e)
			}
		}
		whole := string(p.head)
		for _, e := range p.entries {
			whole += string(e)
		}
		if withoutSpace(whole+string(p.tail)) != withoutSpace(body) {
			t.Errorf("%q became %q", body, whole+string(p.tail))
		}
		if part := p.since(Version{Entries: p.hashes[1:]}); part != nil {
			if q, ok := splitFeed(part); !ok || !slices.Equal(q.hashes, p.hashes[:1]) && len(p.hashes) == len(slices.Compact(slices.Sorted(slices.Values(p.hashes)))) {
				t.Errorf("%q became %q", body, part)
			}
		}
	})
}

// withoutSpace removes white space: splitFeed does not keep that between entries.
func withoutSpace(s string) string { return strings.Join(strings.Fields(s), "") }
