package rss_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"strings"
	"testing"

	"fil/feed/check"
	"fil/feed/feedtest"
	"fil/feed/rss"
)

// problems checks data, and returns "" if it is valid.
func problems(data []byte) string {
	if found := check.Document(data, check.Options{}).AtLeast(check.Error); len(found) > 0 {
		return fmt.Sprint(found)
	}
	return ""
}

// TestWrite compares documents with golden files and checks them.
func TestWrite(t *testing.T) { feedtest.Goldens(t, "golden.xml", rss.Write, problems) }

// FuzzWrite wants any text in the fields of an article to be read back unchanged.
func FuzzWrite(f *testing.F) { feedtest.FuzzWriter(f, rss.Write, problems, firstItem) }

// firstItem parses the first item with encoding/xml.
func firstItem(data []byte) (feedtest.Item, error) {
	var d struct {
		Items []struct {
			ID       string `xml:"guid"`
			Title    string `xml:"title"`
			Summary  string `xml:"description"`
			Content  string `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
			Author   string `xml:"http://purl.org/dc/elements/1.1/ creator"`
			Category string `xml:"category"`
		} `xml:"channel>item"`
	}
	if err := xml.Unmarshal(data, &d); err != nil {
		return feedtest.Item{}, err
	}
	// The description is HTML in XML: unescape it once more to get the text.
	i := d.Items[0]
	summary := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(i.Summary)
	return feedtest.Item{ID: i.ID, Title: i.Title, Summary: summary, Content: i.Content, Tag: i.Category, Author: i.Author}, nil
}

func BenchmarkWrite(b *testing.B) { feedtest.BenchWriter(b, rss.Write) }

func ExampleWrite() {
	if err := rss.Write(os.Stdout, feedtest.Minimal()); err != nil {
		panic(err)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
	//   <channel>
	//     <title>Le fil &#x26; ses &#x3C;amis&#x3E;</title>
	//     <link>https://fil.example/</link>
	//     <description>Le fil &amp; ses &lt;amis&gt;</description>
	//     <language>fr</language>
	//     <generator>Fil</generator>
	//     <docs>https://www.rssboard.org/rss-specification</docs>
	//     <atom:link href="https://fil.example/rss.xml" rel="self" type="application/rss+xml"></atom:link>
	//   </channel>
	// </rss>
}
