package source

import (
	"fmt"
	"image"
	_ "image/gif" // formats that are measured
	_ "image/jpeg"
	_ "image/png"
	"strings"

	_ "golang.org/x/image/webp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed"
)

// illustrate gives an article its image: the one that it names, else the first of its
// content. Where the file is in content, it is measured.
func (r *reader) illustrate(h *head, resolve resolver) error {
	a := &h.article
	a.Content = r.sized(a.Content, &h.refs)
	address, line := h.image, h.imageLine
	if address == "" {
		if a.Image.URL = firstImage(a.Content); a.Image.URL != "" {
			r.measure(&a.Image, &h.refs)
		}
		return nil
	}
	u, err := webURL(resolve(address))
	if err != nil {
		return fault(line, "name a file beside the article or an address", "image %q is no address", address)
	}
	if file := assetPath(address, a); file != "" && !strings.HasPrefix(address, "/") {
		if _, ok := r.links.assetFile(file, &h.refs); !ok {
			h.warnings = append(h.warnings, fault(line, "", "image %q is not in content", address))
			return nil
		}
	}
	a.Image.URL = u
	r.measure(&a.Image, &h.refs)
	return nil
}

// firstImage is the address of the first picture in HTML that is not decoration.
func firstImage(content string) string {
	if !strings.Contains(content, "<img") {
		return ""
	}
	z := html.NewTokenizer(strings.NewReader(content))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.DataAtom != atom.Img {
				continue
			}
			for _, a := range t.Attr {
				if a.Key == "src" && strings.HasPrefix(a.Val, "http") {
					return a.Val
				}
			}
		}
	}
}

// sized gives pictures that are ours their width and height, so that a page does not jump
// when they come, and those that say nothing the word that they say nothing.
func (r *reader) sized(content string, seen *refs) string {
	if !strings.Contains(content, "<img") {
		return content
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(content))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		raw := string(z.Raw())
		if (kind == html.StartTagToken || kind == html.SelfClosingTagToken) && strings.HasPrefix(raw, "<img ") {
			raw = "<img" + r.dimensions(z.Token(), seen) + raw[len("<img"):]
		}
		b.WriteString(raw)
	}
}

// dimensions are what a picture's tag lacks; "" for nothing, or where nobody knows.
func (r *reader) dimensions(t html.Token, seen *refs) string {
	var picture feed.Image
	lacks, sized := ` alt=""`, false
	for _, a := range t.Attr {
		switch a.Key {
		case "alt":
			lacks = ""
		case "width", "height":
			sized = true
		case "src":
			picture.URL = a.Val
		}
	}
	if sized {
		return lacks
	}
	if r.measure(&picture, seen); picture.Width == 0 {
		return lacks
	}
	return fmt.Sprintf(`%s width="%d" height="%d"`, lacks, picture.Width, picture.Height)
}

// measure fills in what the file of an image says, where it is ours. A file that is
// no picture that Fil can measure has no width, and no harm is done.
func (r *reader) measure(i *feed.Image, seen *refs) {
	i.Type = feed.MediaType(i.URL)
	if !strings.HasPrefix(i.Type, "image/") {
		i.Type = ""
	}
	file, ok := r.links.asset(i.URL, seen)
	if !ok {
		return
	}
	i.Length = file.size
	f, err := r.fsys.Open(file.path)
	if err != nil {
		return
	}
	defer f.Close()
	config, _, err := image.DecodeConfig(f)
	if err == nil {
		i.Width, i.Height = config.Width, config.Height
	}
}
