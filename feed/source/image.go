package source

import (
	"fmt"
	"image"
	_ "image/gif" // formats that are measured
	_ "image/jpeg"
	_ "image/png"
	"path"
	"regexp"
	"slices"
	"strings"

	_ "golang.org/x/image/webp"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/markup"
	"fil/feed/source/plaintext"
)

// illustrate gives an article its image: the one that it names, else the first of its
// content. Where the file is in content, it is measured.
func (r *reader) illustrate(h *head, resolve markup.Resolver) error {
	a := &h.article
	var first string
	a.Content, first = r.sized(a.Content, &h.refs)
	address, line := h.image, h.imageLine
	if address == "" {
		if first != "" && !r.missing(first, h) {
			a.Image.URL = first
			r.measure(&a.Image, &h.refs)
		}
		return nil
	}
	u, err := plaintext.WebURL(resolve(address))
	if err != nil {
		if !h.imageFound {
			h.leaveOut(frontmatter.Errorf(line, "name a file beside the article or an address", "image %q is no address", address))
		}
		return nil
	}
	if file := assetPath(address, a); file != "" && !strings.HasPrefix(address, "/") {
		if _, ok := r.links.assetFile(file, &h.refs); !ok {
			beside := path.Join(path.Dir(file), "images", path.Base(file)) // where exports of WordPress have them
			if found, ok := r.links.assetFile(beside, &h.refs); ok {
				a.Image.URL = found.address
				r.measure(&a.Image, &h.refs)
				return nil
			}
			if h.imageFound {
				return nil
			}
			hint := "put it beside the article, or write its whole address"
			if other := r.links.otherCase(file); other != "" {
				hint = "write " + path.Base(other) + ", with the same capitals"
			}
			h.warnings = append(h.warnings, frontmatter.Errorf(line, hint, "image %q is not in content", address))
			return nil
		}
	}
	a.Image.URL = u
	r.measure(&a.Image, &h.refs)
	return nil
}

// missing reports whether a picture should be a file of content and is none.
func (r *reader) missing(address string, h *head) bool {
	if _, there := r.links.asset(address, &h.refs); there || !r.site.Host(address) {
		return false
	}
	return slices.ContainsFunc(h.dead, func(ref string) bool { return strings.HasSuffix(address, "/"+path.Base(ref)) })
}

// decoration matches the addresses and classes of pictures that are no picture of the article:
// smileys, badges, spacers, tracking pixels, and portraits of authors.
var decoration = regexp.MustCompile(`(?i)(?:^|[/._\s-])(?:emoji|smil(?:ey|ies|e)|wp-smiley|badges?|spacer|blank|pixel|1x1|transparent|clear|avatars?|gravatar|userpic|icons?|favicon|counter|tracking|tracker|beacon)(?:$|[/._\s?&=-])|` +
	`//(?:img\.shields\.io|badgen\.net|badge\.fury\.io|[a-z-]*\.?travis-ci\.(?:org|com)|codecov\.io|coveralls\.io|ci\.appveyor\.com|s\.w\.org/images/core/emoji|` +
	`(?:secure\.|www\.|[0-9]\.)?gravatar\.com|feeds\.(?:wordpress|feedburner)\.com|(?:pixel|stats)\.(?:wp|wordpress)\.com|medium\.com/_/stat)`)

// decorates reports whether a picture only decorates the page.
func (r *reader) decorates(p markup.Picture, seen *refs) bool {
	const icon = 32 // pixels
	if p.ShorterSide > 0 && p.ShorterSide <= icon || decoration.MatchString(p.Class) || decoration.MatchString(p.Src) {
		return true
	}
	i := feed.Image{URL: p.Src}
	r.measure(&i, seen)
	return i.Width == 1 && i.Height == 1 || i.Width > 0 && i.Width == i.Height && i.Width <= icon/2
}

// sized gives pictures that are ours their width and height, so that a page does not jump
// when they come, and those that say nothing the word that they say nothing. first is the
// address of the first picture that is not decoration, "" for none.
func (r *reader) sized(content string, seen *refs) (whole, first string) {
	var b strings.Builder
	done := 0
	for p := range markup.Pictures(content) {
		if first == "" && strings.HasPrefix(p.Src, "http") && !r.decorates(p, seen) {
			first = p.Src
		}
		if lacks := r.lacks(p, seen); lacks != "" {
			b.WriteString(content[done:p.At])
			b.WriteString(lacks)
			done = p.At
		}
	}
	if done == 0 {
		return content, first
	}
	b.WriteString(content[done:])
	return b.String(), first
}

// lacks are the attributes that a picture lacks; "" for none, or where nobody knows.
func (r *reader) lacks(p markup.Picture, seen *refs) (attributes string) {
	if !p.HasAlt {
		attributes = ` alt=""`
	}
	if p.HasSize {
		return attributes
	}
	i := feed.Image{URL: p.Src}
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
	size := r.pictureSize(file.path)
	i.Width, i.Height = size.Width, size.Height
}

// pictureSize is the size of a picture, zero if it cannot be told. Each file is read once,
// however often it is named.
func (r *reader) pictureSize(path string) image.Config {
	if known, ok := r.sizes.Load(path); ok {
		return known.(image.Config)
	}
	size, _ := imageSize(r.fsys, path)
	r.sizes.Store(path, size)
	return size
}
