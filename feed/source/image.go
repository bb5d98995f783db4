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

	"fil/feed"
)

// illustrate gives an article its image: the one that it names, else the first of its
// content. Where the file is in content, it is measured.
func (r *reader) illustrate(h *head, resolve resolver) error {
	a := &h.article
	var first string
	a.Content, first = r.sized(a.Content, &h.refs)
	address, line := h.image, h.imageLine
	if address == "" {
		if a.Image.URL = first; first != "" {
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

// picture is a picture's tag in clean HTML.
type picture struct {
	at         int    // where its attributes begin
	src        string // its address
	alt, sized bool   // what else it has: a word for who cannot see it, a size
}

// imageTag begins the tag of a picture. In HTML that is clean it begins nothing else: what
// is no tag has no bare <.
const imageTag = "<img"

// pictures yields the pictures of clean HTML, in which every value stands in double quotes.
// A tokenizer for each of them would cost more than all else that is done to an article.
func pictures(content string) iter.Seq[picture] {
	return func(yield func(picture) bool) {
		for at := 0; ; {
			next := strings.Index(content[at:], imageTag)
			if next < 0 {
				return
			}
			at += next + len(imageTag)
			p := picture{at: at}
			for name, value := range attributes(content[at:]) {
				switch name {
				case "alt":
					p.alt = true
				case "width", "height":
					p.sized = true
				case "src":
					p.src = html.UnescapeString(value)
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// attributes yields the attributes of the tag that s is the rest of, as they are escaped.
func attributes(s string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for {
			s = strings.TrimLeft(s, " /\n")
			end := strings.IndexAny(s, "= />\n")
			if end <= 0 {
				return
			}
			name, value := s[:end], ""
			if s = s[end:]; strings.HasPrefix(s, `="`) {
				value, s, _ = strings.Cut(s[2:], `"`)
			}
			if !yield(name, value) {
				return
			}
		}
	}
}

// sized gives pictures that are ours their width and height, so that a page does not jump
// when they come, and those that say nothing the word that they say nothing. first is the
// address of the first picture that is not decoration, "" for none.
func (r *reader) sized(content string, seen *refs) (whole, first string) {
	var b strings.Builder
	done := 0
	for p := range pictures(content) {
		if first == "" && strings.HasPrefix(p.src, "http") {
			first = p.src
		}
		if lacks := r.lacks(p, seen); lacks != "" {
			b.WriteString(content[done:p.at])
			b.WriteString(lacks)
			done = p.at
		}
	}
	if done == 0 {
		return content, first
	}
	b.WriteString(content[done:])
	return b.String(), first
}

// lacks are the attributes that a picture lacks; "" for none, or where nobody knows.
func (r *reader) lacks(p picture, seen *refs) (attributes string) {
	if !p.alt {
		attributes = ` alt=""`
	}
	if p.sized {
		return attributes
	}
	i := feed.Image{URL: p.src}
	if r.measure(&i, seen); i.Width > 0 {
		attributes += fmt.Sprintf(` width="%d" height="%d"`, i.Width, i.Height)
	}
	return attributes
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
