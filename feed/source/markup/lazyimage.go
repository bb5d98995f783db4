package markup

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// lazyNames are the attributes from which scripts copy the address of a lazy picture to src, in order
// of preference. From the third on, the attribute may be another size of the picture in src, so that
// it is read only if src has no picture.
var lazyNames = []string{"data-src", "data-lazy-src", "data-original", "data-lazy", "data-actualsrc", "data-orig-file", "data-large-file", "data-echo", "data-hi-res-src", "data-full-src"}

// unlazy copies the address of a lazy picture to src and srcset, as a script would have done.
func unlazy(n *html.Node) {
	if n.DataAtom != atom.Img && n.DataAtom != atom.Source {
		return
	}
	for _, name := range []string{"data-srcset", "data-lazy-srcset"} {
		if lazy := attr(n, name); lazy != "" {
			setAttr(n, "srcset", lazy)
		}
	}
	for i, name := range lazyNames {
		if lazy := attr(n, name); lazy != "" && !strings.HasPrefix(lazy, "data:") && (i < 2 || attr(n, "src") == "" || isPlaceholder(attr(n, "src"))) {
			setAttr(n, "src", lazy)
			break
		}
	}
	if src := attr(n, "src"); n.DataAtom == atom.Img && (src == "" || isPlaceholder(src)) {
		if first := firstSource(attr(n, "srcset")); first != "" {
			setAttr(n, "src", first)
		}
	}
}

// placeholderAddress matches data: URLs of one pixel, and the file names of placeholders.
var placeholderAddress = regexp.MustCompile(`(?i)^data:image/(?:gif|svg)|(?:placeholder|blank|spacer|loading|lazy|transparent|1x1|pixel|grey|gray)[^/]*\.(?:gif|png|svg|jpe?g|webp)(?:\?.*)?$`)

// isPlaceholder reports whether an address is that of an empty picture, which a page shows until a
// script has loaded the real one.
func isPlaceholder(src string) bool { return placeholderAddress.MatchString(src) }

// firstSource returns the first address of a srcset.
func firstSource(srcset string) string {
	first, _, _ := cutAny(strings.TrimLeft(srcset, " \t\n,"), " \t\n")
	return strings.TrimRight(first, ",")
}

// unwrapNoscript keeps the media in <noscript>, which a page has for browsers without scripts, and
// removes the lazy copy of the same picture before it. A <noscript> without media is removed.
func (c *Cleaner) unwrapNoscript(body *html.Node) {
	for _, n := range collect(body, func(n *html.Node) bool { return n.DataAtom == atom.Noscript }) {
		media := collect(n, func(n *html.Node) bool {
			switch n.DataAtom {
			case atom.Img, atom.Picture, atom.Video, atom.Audio, atom.Iframe, atom.Object:
				return true
			}
			return false
		})
		if len(media) == 0 {
			remove(n)
			continue
		}
		if lazy := previousElement(n); lazy != nil && lazy.DataAtom == atom.Img {
			unlazy(lazy)
			if attr(media[0], "src") == attr(lazy, "src") || attr(lazy, "src") == "" || isPlaceholder(attr(lazy, "src")) {
				remove(lazy)
			}
		}
		unwrap(n)
	}
}

// previousElement returns the element before a node, nil if there is text between them.
func previousElement(n *html.Node) *html.Node {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.Type == html.ElementNode {
			return p
		}
		if strings.TrimSpace(p.Data) != "" {
			return nil
		}
	}
	return nil
}

// isEmptyPicture reports whether an <img> has neither a web address nor a srcset.
func isEmptyPicture(n *html.Node) bool {
	return n.DataAtom == atom.Img && !strings.HasPrefix(attr(n, "src"), "http") && attr(n, "srcset") == ""
}

// resolveSrcset makes the addresses in a srcset absolute (HTML §4.8.4.2, "image candidate string"): an
// address ends at white space, a candidate at the next comma. Candidates without a web address are
// dropped.
func resolveSrcset(s string, resolve Resolver) string {
	var out []string
	for s = strings.TrimLeft(s, " \t\n\f\r,"); s != ""; s = strings.TrimLeft(s, " \t\n\f\r,") {
		ref, rest, _ := cutAny(s, " \t\n\f\r")
		descriptor := ""
		if trimmed := strings.TrimRight(ref, ","); trimmed != ref {
			ref, s = trimmed, rest
		} else {
			descriptor, s, _ = strings.Cut(rest, ",")
		}
		if u := resolve(ref); strings.HasPrefix(u, "http") {
			if bare := strings.TrimRight(u, ","); bare != u { // its fragment was empty; the comma would end the candidate
				u = bare + strings.Repeat("%2C", len(u)-len(bare))
			}
			out = append(out, strings.TrimSpace(u+" "+strings.TrimSpace(descriptor)))
		}
	}
	return strings.Join(out, ", ")
}

// cutAny is strings.Cut at the first of several characters.
func cutAny(s, chars string) (before, after string, found bool) {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}
