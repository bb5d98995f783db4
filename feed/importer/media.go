package importer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed"
	"fil/feed/source"
)

// Media fetches the pictures of items, so that they are files of content.
type Media struct{ Fetcher *Fetcher }

// fetch fetches the pictures of an item, and makes its references to them names of files beside its own.
// A picture that cannot be fetched keeps its address.
func (m *Media) fetch(ctx context.Context, c *candidate) {
	body, err := parseBody(c.Content, c.Base)
	if err != nil {
		return
	}
	local := map[string]string{} // names by address
	get := func(address string) string {
		if name, done := local[address]; done {
			return name
		}
		local[address] = ""
		data, final, err := m.Fetcher.Get(ctx, address)
		if err != nil {
			c.note("its picture " + address + " stays where it is: " + err.Error())
			return ""
		}
		name := c.fileName(final, data)
		if name == "" {
			c.note("its picture " + address + " stays where it is: it is no picture")
			return ""
		}
		local[address] = name
		c.files[name] = data
		return name
	}
	for n := range body.Descendants() {
		if n.DataAtom != atom.Img {
			continue
		}
		for i := range n.Attr {
			if a := &n.Attr[i]; a.Key == "src" && isAddress(a.Val) {
				if name := get(a.Val); name != "" {
					a.Val = (&url.URL{Path: name}).EscapedPath()
				}
			}
		}
		if src := attribute(n, "src"); !isAddress(src) {
			n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "srcset" || a.Key == "sizes" })
		}
	}
	c.Content, c.Base = render(body), "" // the names of pictures stay relative
	if c.Image != "" {
		if name := get(c.Image); name != "" {
			c.Image = name
		}
	}
}

// fileName chooses the name of a picture in the folder of its item, "" if the bytes are no picture.
func (c *candidate) fileName(address string, data []byte) string {
	kind := http.DetectContentType(data)
	name := "picture"
	if u, err := url.Parse(address); err == nil {
		name = path.Base(u.Path)
	}
	ext := strings.ToLower(path.Ext(name))
	stem := feed.Slug(strings.TrimSuffix(name, path.Ext(name)))
	if stem == "" {
		stem = "picture"
	}
	isSVG := ext == ".svg" && strings.Contains(string(data[:min(len(data), 1024)]), "<svg")
	if !strings.HasPrefix(kind, "image/") && !isSVG {
		return ""
	}
	if !strings.HasPrefix(mime.TypeByExtension(ext), "image/") {
		ext = "." + strings.TrimSuffix(strings.TrimPrefix(kind, "image/"), "+xml")
	}
	name = stem + ext
	for n := 2; c.files[name] != nil; n++ {
		name = fmt.Sprintf("%s-%d%s", stem, n, ext)
	}
	return name
}

// path returns the file of an item with an extension: in a folder of its own if it has pictures.
func (c *candidate) path(ext string) string {
	if len(c.files) > 0 {
		return c.stem + "/index" + ext
	}
	return c.stem + ext
}

// writeMedia writes the pictures of an item beside it.
func (r *run) writeMedia(c *candidate) error {
	for name, data := range c.files {
		if err := source.WriteNew(r.Root, c.stem+"/"+name, string(data)); err != nil && !errors.Is(err, fs.ErrExist) { // left by an import that was interrupted
			return err
		}
	}
	return nil
}
