package source

import (
	"fmt"
	"image"
	_ "image/gif" // the formats whose size can be read
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

// chooseImage sets the article's image: the one in front matter, else the first in its content. It
// reads the size of a file of content.
func (r *reader) chooseImage(h *head, resolve markup.Resolver) error {
	a := &h.article
	var first string
	a.Content, first = r.addSizes(a.Content, &h.refs)
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
			h.warnOmitted(frontmatter.Errorf(line, "name a file beside the article or an address", "image %q is no address", address))
		}
		return nil
	}
	if file := assetPath(address, &a.Meta); file != "" && !strings.HasPrefix(address, "/") {
		if _, ok := r.links.assetFile(file, &h.refs); !ok {
			beside := path.Join(path.Dir(file), "images", path.Base(file)) // exports of WordPress have them there
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

// missing reports whether a picture is a file that should be in content and is not.
func (r *reader) missing(address string, h *head) bool {
	if _, there := r.links.asset(address, &h.refs); there || !r.site.Host(address) {
		return false
	}
	return slices.ContainsFunc(h.deadRefs, func(ref string) bool { return strings.HasSuffix(address, "/"+path.Base(ref)) })
}

// decoration matches the addresses and classes of pictures that do not illustrate the article:
// smileys, badges, spacers, tracking pixels, portraits of authors.
var decoration = regexp.MustCompile(`(?i)(?:^|[/._\s-])(?:emoji|smil(?:ey|ies|e)|wp-smiley|badges?|spacer|blank|pixel|1x1|transparent|clear|avatars?|gravatar|userpic|icons?|favicon|counter|tracking|tracker|beacon)(?:$|[/._\s?&=-])|` +
	`//(?:img\.shields\.io|badgen\.net|badge\.fury\.io|[a-z-]*\.?travis-ci\.(?:org|com)|codecov\.io|coveralls\.io|ci\.appveyor\.com|s\.w\.org/images/core/emoji|` +
	`(?:secure\.|www\.|[0-9]\.)?gravatar\.com|feeds\.(?:wordpress|feedburner)\.com|(?:pixel|stats)\.(?:wp|wordpress)\.com|medium\.com/_/stat)`)

// isDecorative reports whether a picture only decorates the page, by its address, class or size.
func (r *reader) isDecorative(p markup.Picture, seen *refs) bool {
	const icon = 32 // in pixels
	if p.ShorterSide > 0 && p.ShorterSide <= icon || decoration.MatchString(p.Class) || decoration.MatchString(p.Src) {
		return true
	}
	i := feed.Image{URL: p.Src}
	r.measure(&i, seen)
	return i.Width == 1 && i.Height == 1 || i.Width > 0 && i.Width == i.Height && i.Width <= icon/2
}

// addSizes adds width and height to pictures of content, so that a page does not move while it
// loads, and alt="" to pictures without a description. first is the address of the first picture
// that is not decoration, "" if there is none.
func (r *reader) addSizes(content string, seen *refs) (whole, first string) {
	var b strings.Builder
	done := 0
	for p := range markup.Pictures(content) {
		if first == "" && strings.HasPrefix(p.Src, "http") && !r.isDecorative(p, seen) {
			first = p.Src
		}
		if missingAttributes := r.missingAttributes(p, seen); missingAttributes != "" {
			b.WriteString(content[done:p.At])
			b.WriteString(missingAttributes)
			done = p.At
		}
	}
	if done == 0 {
		return content, first
	}
	b.WriteString(content[done:])
	return b.String(), first
}

// missingAttributes returns the attributes that addSizes adds to a picture, "" for none.
func (r *reader) missingAttributes(p markup.Picture, seen *refs) (attributes string) {
	if !p.HasAlt {
		attributes = ` alt=""`
	}
	if p.HasSize {
		return attributes
	}
	i := feed.Image{URL: p.Src}
	r.measure(&i, seen)
	if i.Width > 0 {
		attributes += fmt.Sprintf(` width="%d" height="%d"`, i.Width, i.Height)
	}
	return attributes
}

// measure sets the type of an image, and its length and size if it is a file of content. The width
// stays 0 if the format is not known.
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

// pictureSize returns the size of a picture, zero if it cannot be read. It reads each file once.
func (r *reader) pictureSize(path string) image.Config {
	if known, ok := r.sizes.Load(path); ok {
		return known.(image.Config)
	}
	size, _ := imageSize(r.fsys, path)
	r.sizes.Store(path, size)
	return size
}
