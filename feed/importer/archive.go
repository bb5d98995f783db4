package importer

import (
	"archive/zip"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"fil/feed"
)

// maxEntry is the largest file of an archive that is read. A feed.json has all items.
const maxEntry = 64 << 20

// openArchive finds out what a zip file holds.
func openArchive(name, oldURL string) (*Source, error) {
	z, err := openZip(name)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	find := func(match func(name string) bool) string {
		for _, f := range z.File {
			if match(f.Name) {
				return f.Name
			}
		}
		return ""
	}
	if entry := find(func(n string) bool { return path.Base(n) == "posts.csv" }); entry != "" {
		if oldURL == "" { // the IDs are made of it
			return nil, &Fault{Message: "an export of Substack does not say at which address it was", Hint: "name it: --old-url https://NAME.substack.com"}
		}
		s := archiveSource(name, "an export of Substack", func(z *zip.Reader, yield func(*Item, error) bool) { substack(z, entry, oldURL, yield) })
		s.Feeds = map[string]string{"feed": "rss.xml"}
		return s, nil
	}
	if entry := find(func(n string) bool { return path.Base(n) == "feed.json" }); entry != "" {
		return archiveSource(name, "an archive of Micro.blog or Tumblr", func(z *zip.Reader, yield func(*Item, error) bool) { jsonArchive(z, entry, yield) }), nil
	}
	if find(func(n string) bool { return mediumName.MatchString(path.Base(n)) }) != "" {
		return archiveSource(name, "an export of Medium", medium), nil
	}
	return nil, &Fault{Message: name + " is no archive that Fil knows", Hint: "Fil imports those of Substack (posts.csv), Medium (posts/*.html), Micro.blog and Tumblr (feed.json)"}
}

// archiveSource returns a source that reads an archive when its items are asked for.
func archiveSource(file, name string, read func(z *zip.Reader, yield func(*Item, error) bool)) *Source {
	return &Source{Name: name, Items: func(context.Context) iter.Seq2[*Item, error] {
		return func(yield func(*Item, error) bool) {
			z, err := openZip(file)
			if err != nil {
				yield(nil, err)
				return
			}
			defer z.Close()
			read(&z.Reader, yield)
		}
	}}
}

// readEntry returns the bytes of a file in an archive.
func readEntry(z *zip.Reader, name string) ([]byte, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxEntry+1))
	if err == nil && len(data) > maxEntry {
		err = fmt.Errorf("%s has more than %d MiB", name, maxEntry>>20)
	}
	return data, err
}

// substack yields the posts that posts.csv lists, whose texts are in posts/ID.html.
func substack(z *zip.Reader, list, oldURL string, yield func(*Item, error) bool) {
	data, err := readEntry(z, list)
	if err != nil {
		yield(nil, err)
		return
	}
	rows := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))) // spreadsheets begin it with a byte order mark
	rows.FieldsPerRecord, rows.LazyQuotes = -1, true
	header, err := rows.Read()
	if err != nil {
		yield(nil, &Fault{Where: list, Message: "it cannot be read: " + err.Error()})
		return
	}
	if !slices.Contains(header, "post_id") {
		yield(nil, &Fault{Where: list, Message: "it has no column post_id"})
		return
	}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			yield(nil, &Fault{Where: list, Message: "it cannot be read beyond here: " + err.Error()})
			return
		}
		field := func(name string) string {
			if n := slices.Index(header, name); n >= 0 && n < len(row) {
				return row[n]
			}
			return ""
		}
		if !yield(substackItem(z, path.Dir(list), oldURL, field)) {
			return
		}
	}
}

// substackItem returns a post. field returns the value of a column.
func substackItem(z *zip.Reader, folder, oldURL string, field func(name string) string) (*Item, error) {
	id := field("post_id") // as 12345.my-title
	where := "post " + id
	_, slug, _ := strings.Cut(id, ".")
	i := &Item{Where: where, Title: field("title"), Summary: field("subtitle"), Base: oldURL, Draft: field("is_published") != "true"}
	i.Published, _ = time.Parse(time.RFC3339, field("post_date")) // zero means unknown
	if slug != "" {
		i.URL = strings.TrimSuffix(oldURL, "/") + "/p/" + slug
		i.ID = i.URL // the guid of its feed
	}
	if audience := field("audience"); audience != "" && audience != "everyone" {
		i.Draft = true
		i.note("it was not for everybody (" + audience + "): it is a draft")
	}
	if address := field("podcast_url"); address != "" {
		i.Enclosures = []feed.Enclosure{{URL: address, Type: "audio/mpeg"}}
	}
	data, err := readEntry(z, path.Join(folder, "posts", id+".html"))
	if err != nil && i.Title == "" {
		return nil, &Fault{Where: where, Message: "the archive has no text of it"}
	}
	if err != nil {
		i.note("the archive has no text of it")
	}
	i.Content = string(data)
	return i, nil
}

// jsonArchive yields the items of a JSON Feed with its pictures (Blog Archive Format).
func jsonArchive(z *zip.Reader, entry string, yield func(*Item, error) bool) {
	data, err := readEntry(z, entry)
	if err == nil {
		var d *document
		d, err = parseFeed(data, "")
		if err == nil {
			for _, item := range d.items {
				item.Base = cmp.Or(d.Link, item.Base) // pictures are in uploads/, beside the feed
				if !yield(item, nil) {
					return
				}
			}
			return
		}
	}
	yield(nil, &Fault{Where: entry, Message: "it cannot be read: " + err.Error()})
}

// mediumName matches the name of a post in an export of Medium, which ends in its ID.
var mediumName = regexp.MustCompile(`(?i)^(?:draft|\d{4}-\d{2}-\d{2})_.*-+([0-9a-f]{8,12})\.html$`)

// medium yields the posts of an export of Medium, pages with the classes of h-entry.
func medium(z *zip.Reader, yield func(*Item, error) bool) {
	for _, f := range z.File {
		m := mediumName.FindStringSubmatch(path.Base(f.Name))
		if m == nil {
			continue
		}
		data, err := readEntry(z, f.Name)
		if err != nil {
			if !yield(nil, &Fault{Where: f.Name, Message: err.Error()}) {
				return
			}
			continue
		}
		if !yield(mediumItem(f.Name, m[1], string(data))) {
			return
		}
	}
}

// mediumItem returns a post from its page. Its guid is an address made from its ID.
func mediumItem(name, id, page string) (*Item, error) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil, &Fault{Where: name, Message: err.Error()}
	}
	i := &Item{Where: name, ID: "https://medium.com/p/" + id, Draft: strings.HasPrefix(path.Base(name), "draft_")}
	for n := range doc.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "h1" && hasClass(n, "p-name"):
			i.Title = textOf(n)
		case hasClass(n, "p-summary"):
			i.Summary = textOf(n)
		case hasClass(n, "e-content"):
			i.Content = render(n)
		case hasClass(n, "p-canonical"):
			i.URL = attribute(n, "href")
			i.Base = i.URL
		case hasClass(n, "dt-published"):
			i.Published, _ = time.Parse(time.RFC3339, attribute(n, "datetime")) // zero means unknown
		case hasClass(n, "p-author"):
			i.Authors = []feed.Person{{Name: textOf(n), URL: attribute(n, "href")}}
		}
	}
	return i, nil
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attribute(n, "class")), class)
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
