package importer

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"os"
	"strings"
	"time"

	"fil/feed"
)

// bloggerEntry is an entry of an export of Blogger: a post, a page, a comment, a setting or a template.
type bloggerEntry struct {
	ID        string `xml:"id"`
	Title     string `xml:"title"`
	Published string `xml:"published"`
	Updated   string `xml:"updated"`
	Content   string `xml:"content"`
	Type      string `xml:"type"`     // POST, PAGE or COMMENT, since 2024
	Status    string `xml:"status"`   // LIVE, DRAFT or another, since 2024
	Filename  string `xml:"filename"` // its path, since 2024
	Draft     string `xml:"control>draft"`
	Links     []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
		Type string `xml:"type,attr"`
	} `xml:"link"`
	Categories []struct {
		Scheme string `xml:"scheme,attr"`
		Term   string `xml:"term,attr"`
	} `xml:"category"`
	Authors []struct {
		Name string `xml:"name"`
		URI  string `xml:"uri"`
	} `xml:"author"`
}

func openBlogger(name string) *Source {
	feeds := map[string]string{"feeds/posts/default": "atom.xml", "feeds/posts/default?alt=rss": "rss.xml", "atom.xml?redirect=false": "atom.xml"}
	return &Source{Name: "an export of Blogger", Feeds: feeds, Items: func(ctx context.Context) iter.Seq2[*Item, error] {
		return func(yield func(*Item, error) bool) {
			file, err := os.Open(name)
			if err != nil {
				yield(nil, err)
				return
			}
			defer file.Close()
			d := newDecoder(file)
			for ctx.Err() == nil {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					return
				}
				line, _ := d.InputPos()
				start, isStart := token.(xml.StartElement)
				entry := &bloggerEntry{}
				if err == nil && isStart && start.Name.Local == "entry" {
					err = d.DecodeElement(entry, &start)
				}
				if err != nil {
					yield(nil, &Fault{Where: fmt.Sprintf("%s:%d", name, line), Message: "the export cannot be read beyond this line: " + err.Error(), Hint: "export it again"})
					return
				}
				if item := entry.item(line); item != nil && !yield(item, nil) {
					return
				}
			}
			yield(nil, context.Cause(ctx))
		}
	}}
}

// item returns a post or a page, nil for everything else.
func (e *bloggerEntry) item(line int) *Item {
	kind := strings.ToLower(e.Type)
	var tags []string
	for _, c := range e.Categories {
		if strings.HasSuffix(c.Scheme, "#kind") {
			_, kind, _ = strings.Cut(c.Term, "#")
		} else {
			tags = append(tags, c.Term)
		}
	}
	if kind != "post" && kind != "page" {
		return nil
	}
	i := &Item{Where: fmt.Sprintf("line %d", line), ID: strings.TrimSpace(e.ID), Title: plain(e.Title), Content: e.Content, Tags: tags, Page: kind == "page", URL: e.Filename,
		Draft: strings.EqualFold(strings.TrimSpace(e.Draft), "yes") || e.Status != "" && e.Status != "LIVE"}
	for _, link := range e.Links {
		switch link.Rel {
		case "alternate":
			i.URL, i.Base = link.Href, link.Href
		case "enclosure":
			i.Enclosures = append(i.Enclosures, feed.Enclosure{URL: link.Href, Type: link.Type})
		}
	}
	if u, err := url.Parse(i.URL); err == nil && strings.HasSuffix(u.Path, ".html") && !u.IsAbs() {
		i.URL = u.Path
	}
	i.Published, _ = time.Parse(time.RFC3339, strings.TrimSpace(e.Published)) // zero means unknown
	i.Updated, _ = time.Parse(time.RFC3339, strings.TrimSpace(e.Updated))
	for _, p := range e.Authors {
		i.Authors = append(i.Authors, feed.Person{Name: p.Name, URL: p.URI})
	}
	return i
}
