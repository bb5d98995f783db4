package atom_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"testing"

	"fil/feed/atom"
	"fil/feed/check"
	"fil/feed/feedtest"
)

// problems checks data, and returns "" if it is valid.
func problems(data []byte) string {
	if found := check.Document(data, check.Options{}).AtLeast(check.Error); len(found) > 0 {
		return fmt.Sprint(found)
	}
	return ""
}

// TestWrite compares documents with golden files and checks them.
func TestWrite(t *testing.T) { feedtest.Goldens(t, "golden.xml", atom.Write, problems) }

// FuzzWrite wants any text in the fields of an article to be read back unchanged.
func FuzzWrite(f *testing.F) { feedtest.FuzzWriter(f, atom.Write, problems, firstEntry) }

// firstEntry parses the first entry with encoding/xml.
func firstEntry(data []byte) (feedtest.Item, error) {
	var d struct {
		Entries []struct {
			ID       string `xml:"id"`
			Title    string `xml:"title"`
			Summary  string `xml:"summary"`
			Content  string `xml:"content"`
			Author   string `xml:"author>name"`
			Category struct {
				Term string `xml:"term,attr"`
			} `xml:"category"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(data, &d); err != nil {
		return feedtest.Item{}, err
	}
	e := d.Entries[0]
	return feedtest.Item{ID: e.ID, Title: e.Title, Summary: e.Summary, Content: e.Content, Tag: e.Category.Term, Author: e.Author}, nil
}

func BenchmarkWrite(b *testing.B) { feedtest.BenchWriter(b, atom.Write) }

func ExampleWrite() {
	if err := atom.Write(os.Stdout, feedtest.Minimal()); err != nil {
		panic(err)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
	//   <title>Le fil &amp; ses &lt;amis&gt;</title>
	//   <id>tag:fil.example,2024:/</id>
	//   <updated>1970-01-01T01:00:00+01:00</updated>
	//   <link rel="self" type="application/atom+xml" href="https://fil.example/atom.xml"></link>
	//   <link rel="alternate" type="text/html" href="https://fil.example/"></link>
	//   <author>
	//     <name>Awa</name>
	//   </author>
	//   <generator>Fil</generator>
	// </feed>
}
