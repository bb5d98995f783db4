package importer

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkImport imports an export of WordPress with 1,000 posts of about 3 kB each, and shows the posts per
// second.
func BenchmarkImport(b *testing.B) {
	const posts = 1000
	name := filepath.Join(b.TempDir(), "wordpress.xml")
	if err := os.WriteFile(name, wordPressExport(posts), 0o644); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		report, err := importFile(b, name, "", b.TempDir(), nil)
		if err != nil || len(report.Written) != posts {
			b.Fatalf("got %d files, %v, want %d", len(report.Written), err, posts)
		}
	}
	b.ReportMetric(float64(posts*b.N)/b.Elapsed().Seconds(), "posts/s")
}

// wordPressExport returns an export with posts of eight paragraphs, each with a link and emphasis.
func wordPressExport(posts int) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Blog</title><link>https://blog.example</link><language>en-US</language><wp:wxr_version>1.2</wp:wxr_version>
`)
	for i := range posts {
		date := time.Date(2010, 1, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Hour)
		fmt.Fprintf(&b, `<item><title>Post %d</title><link>https://blog.example/%[1]d/</link><guid isPermaLink="false">https://blog.example/?p=%[1]d</guid>
<wp:post_id>%[1]d</wp:post_id><wp:post_date_gmt>%s</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<content:encoded><![CDATA[`, i, date.Format(time.DateTime))
		for p := range 8 {
			fmt.Fprintf(&b, "<!-- wp:paragraph -->\n<p>The <em>market</em> of day %d in <a href=\"https://blog.example/%d/\">town %d</a>: ", p, max(i-1, 0), i)
			for w := range 40 {
				fmt.Fprintf(&b, "word%d ", (i+p*w)%97)
			}
			b.WriteString("ends.</p>\n<!-- /wp:paragraph -->\n")
		}
		b.WriteString("]]></content:encoded></item>\n")
	}
	b.WriteString("</channel></rss>\n")
	return b.Bytes()
}
