package source

import (
	"fmt"
	"image"
	_ "image/gif" // formats that are measured
	_ "image/jpeg"
	_ "image/png"
	"iter"
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
	for _, t := range images(content) {
		for _, a := range t.Attr {
			if a.Key == "src" && strings.HasPrefix(a.Val, "http") {
				return a.Val
			}
		}
	}
	return ""
}

// imageTag begins the tag of a picture. In HTML that is clean it begins nothing else: what
// is no tag has no bare <.
const imageTag = "<img"

// images yields the tags of pictures in clean HTML, each with where it begins.
func images(content string) iter.Seq2[int, html.Token] {
	return func(yield func(int, html.Token) bool) {
		for at := 0; ; at += len(imageTag) {
			next := strings.Index(content[at:], imageTag)
			if next < 0 {
				return
			}
			at += next
			z := html.NewTokenizer(strings.NewReader(content[at:]))
			if z.Next() == html.ErrorToken {
				return
			}
			if t := z.Token(); t.DataAtom == atom.Img && !yield(at, t) {
				return
			}
		}
	}
}

// sized gives pictures that are ours their width and height, so that a page does not jump
// when they come, and those that say nothing the word that they say nothing.
func (r *reader) sized(content string, seen *refs) string {
	var b strings.Builder
	done := 0
	for at, t := range images(content) {
		b.WriteString(content[done : at+len(imageTag)])
		b.WriteString(r.dimensions(t, seen))
		done = at + len(imageTag)
	}
	if done == 0 {
		return content
	}
	b.WriteString(content[done:])
	return b.String()
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
