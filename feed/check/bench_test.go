package check

import (
	"fmt"
	"strings"
	"testing"
)

// large returns a feed of about a megabyte, as Fil would write it.
func large(format Format) []byte {
	text := strings.Repeat(`<p>Le train de <a href="https://fil.example/mali/">Bamako</a> à Dakar part le mardi &amp; le jeudi.</p>`+"\n", 30)
	var b strings.Builder
	if format == RSS {
		b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Fil</title><link>https://fil.example/</link><description>d</description><language>fr</language><atom:link rel="self" href="https://fil.example/rss.xml"/>`)
		for i := range 300 {
			fmt.Fprintf(&b, `<item><title>Titre %d</title><link>https://fil.example/%d/</link><guid isPermaLink="false">tag:fil.example,2024:%d</guid><pubDate>Mon, 01 Jan 2024 00:00:00 +0100</pubDate><description>Un résumé.</description><content:encoded><![CDATA[%s]]></content:encoded></item>`, i, i, i, text)
		}
		b.WriteString("</channel></rss>")
		return []byte(b.String())
	}
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Fil</title><id>tag:fil.example,2024:feed</id><updated>2024-01-01T00:00:00Z</updated><link rel="self" href="https://fil.example/atom.xml"/><author><name>n</name></author>`)
	for i := range 300 {
		fmt.Fprintf(&b, `<entry><title>Titre %d</title><link href="https://fil.example/%d/"/><id>tag:fil.example,2024:%d</id><updated>2024-01-01T00:00:00Z</updated><summary>Un résumé.</summary><content type="html"><![CDATA[%s]]></content></entry>`, i, i, i, text)
	}
	b.WriteString("</feed>")
	return []byte(b.String())
}

// BenchmarkDocument checks feeds of a megabyte.
func BenchmarkDocument(b *testing.B) {
	for _, format := range []Format{Atom, RSS} {
		b.Run(string(format), func(b *testing.B) {
			data := large(format)
			if found := Document(data, Options{}).Findings; len(found) > 0 {
				b.Fatal(found)
			}
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				Document(data, Options{})
			}
		})
	}
}
