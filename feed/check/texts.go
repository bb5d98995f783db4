package check

import (
	"encoding/base64"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// plain wants text without markup.
func plain(v *visit, x value) {
	if looksLikeHTML(x.text) {
		v.wrong(kindHTML, x, "%q has markup", clip(x.text))
	}
	v.letters(x)
}

var (
	markup   = regexp.MustCompile(`<(!--|/?([A-Za-z][A-Za-z0-9]*)[\s/>])`)
	someRef  = regexp.MustCompile(`&(#[0-9xX]|[A-Za-z][A-Za-z0-9]+)`)
	safeRefs = regexp.MustCompile(`(?i)&#x0*(26|3c);`)
)

// looksLikeHTML reports whether plain text has elements or references of HTML.
func looksLikeHTML(s string) bool {
	if strings.IndexByte(s, '<') >= 0 {
		for _, m := range markup.FindAllStringSubmatch(s, -1) {
			if m[2] == "" || htmlElements[strings.ToLower(m[2])] {
				return true
			}
		}
	}
	if strings.IndexByte(s, '&') >= 0 {
		for _, m := range someRef.FindAllStringSubmatch(s, -1) {
			if m[1][0] == '#' || isReference(m[1]) {
				return true
			}
		}
	}
	return false
}

// isReference reports whether HTML has a reference of this name.
func isReference(name string) bool {
	return !strings.HasPrefix(html.UnescapeString("&"+name+";"), "&"+name)
}

// title wants plain text in the form that survives readers that decode it twice: & and < as &#x26; and
// &#x3C; (RSS Best Practices, character data).
func title(v *visit, x value) {
	risky := strings.Builder{}
	for _, p := range x.element.parts {
		source := p.source
		if !p.cdata {
			source = html.UnescapeString(safeRefs.ReplaceAllString(source, "\ufffd"))
		}
		risky.WriteString(source)
	}
	switch s := risky.String(); {
	case !strings.ContainsAny(s, "&<"):
	case looksLikeHTML(s):
		v.wrong(kindHTML, x, "%q has markup", clip(x.text))
	default:
		v.wrong(kindAmpersand, x, "%q has & or < in a form that some readers decode twice", clip(x.text))
	}
	v.letters(x)
}

// letters reports characters that come from a wrong decoding.
func (v *visit) letters(x value) {
	if at := wrongLetters(x.text); at >= 0 {
		_, n := utf8.DecodeRuneInString(x.text[at:])
		_, second := utf8.DecodeRuneInString(x.text[at+n:])
		v.wrong(kindBad, x, "%q looks like text in a wrong encoding", x.text[at:at+n+second])
	}
}

// wrongLetters returns the offset of characters that come from UTF-8 that was decoded as Latin-1 or
// Windows-1252: U+0080 to U+009F, Â or Ã before one of U+0080 to U+00BF, and â before €; or -1.
func wrongLetters(s string) int {
	for i := 0; ; {
		next := strings.IndexByte(s[i:], 0xc2) // the first byte of U+0080 to U+00BF
		if next < 0 {
			break
		}
		i += next
		if i+1 < len(s) && s[i+1] < 0xa0 {
			return i
		}
		if strings.HasSuffix(s[:i], "Â") || strings.HasSuffix(s[:i], "Ã") {
			return i - 2
		}
		i++
	}
	return strings.Index(s, "â€")
}

// hypertext wants HTML that can be read, is safe, and has no relative addresses.
func hypertext(v *visit, x value) {
	v.letters(x)
	if v.format == RSS && v.reader.root.get("version") == "0.91" {
		return // RSS 0.91 has plain text
	}
	if strings.IndexByte(x.text, '<') < 0 && strings.IndexByte(x.text, '&') < 0 {
		return
	}
	h := &htmlText{visit: v, element: x.element, report: func(k *kind, message string) { v.wrong(k, x, "%s", message) }}
	h.read(x.text)
}

// htmlText is the check of one text in HTML.
type htmlText struct {
	visit    *visit
	element  *element // nil in JSON Feed
	report   func(k *kind, message string)
	open     []string        // the names of the elements that are open
	isOpen   map[string]int  // how many of each are open
	endless  map[string]bool // elements such as script of which no end tag follows
	reported map[*kind]bool  // each kind is reported once for a text
}

// found reports a finding of a kind, once for a text.
func (h *htmlText) found(k *kind, format string, args ...any) {
	if h.reported[k] {
		return
	}
	if h.reported == nil {
		h.reported = map[*kind]bool{}
	}
	h.reported[k] = true
	h.report(k, fmt.Sprintf(format, args...))
}

// read reads HTML tag by tag. It has no tree: it looks for what readers choke on.
func (h *htmlText) read(s string) {
	for i := 0; i < len(s); {
		next := strings.IndexAny(s[i:], "<&")
		if next < 0 {
			break
		}
		i += next
		if s[i] == '&' {
			h.reference(s[i:])
			i++
			continue
		}
		i += h.tag(s[i:])
	}
	for _, name := range h.open {
		if !mayStayOpen[name] {
			h.found(kindNotHTML, "<%s> is not closed", name)
		}
	}
}

// letters are the characters of references, besides #.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// reference checks a reference at the beginning of s. A & before a space or a letter is no mistake in HTML.
func (h *htmlText) reference(s string) {
	name, _, ended := strings.Cut(s[1:min(len(s), 40)], ";")
	if !ended || name == "" || strings.Trim(name, letters) != "" && (name[0] != '#' || strings.Trim(name[1:], letters) != "") {
		return
	}
	switch name {
	case "amp", "lt", "gt", "quot", "nbsp", "#39", "#34":
		return
	}
	c, _ := utf8.DecodeRuneInString(html.UnescapeString("&" + name + ";"))
	switch {
	case name[0] == '#' && !plausibleCharacter(name, c):
		h.found(kindNotHTML, "&%s; is no letter", name)
	case name[0] != '#' && !isReference(name):
		h.found(kindNotHTML, "HTML has no reference &%s;", clip(name))
	}
}

// plausibleCharacter reports whether a number is one of a character. HTML maps the numbers 128 to 159, which
// are control characters, to those of Windows-1252.
func plausibleCharacter(number string, c rune) bool {
	digits, hex := strings.CutPrefix(strings.ToLower(number[1:]), "x")
	n := 0
	for _, d := range digits {
		value := int(d - '0')
		base := 10
		if hex {
			base = 16
			if d >= 'a' {
				value = int(d-'a') + 10
			}
		}
		n = min(n*base+value, 0x110000)
	}
	return c != utf8.RuneError && (n < 128 || n > 159)
}

// tag checks a tag or comment at the beginning of s, and returns its length.
func (h *htmlText) tag(s string) int {
	if strings.HasPrefix(s, "<!--") {
		if end := strings.Index(s, "-->"); end > 0 {
			return end + 3
		}
		h.found(kindNotHTML, "a comment is not closed")
		return len(s)
	}
	closing := strings.HasPrefix(s, "</")
	start := 1
	if closing {
		start = 2
	}
	end := start
	for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z' || end > start && (s[end] >= '0' && s[end] <= '9' || s[end] == '-' || s[end] == ':')) {
		end++
	}
	if end == start {
		if start == 1 && len(s) > 1 && (s[1] == '!' || s[1] == '?') {
			if strings.HasPrefix(strings.ToLower(s), "<?import") {
				h.found(kindScript, "<?import in the text")
			}
			if stop := strings.IndexByte(s, '>'); stop > 0 {
				return stop + 1
			}
		}
		return start // a < that begins no tag
	}
	name := strings.ToLower(s[start:end])
	length, attrs, ended := tagAttributes(s, end)
	if !ended {
		h.found(kindNotHTML, "<%s is no whole tag", clip(name))
		return len(s)
	}
	if closing {
		h.close(name)
		return length
	}
	h.start(name, attrs)
	if name == "script" || name == "style" || name == "textarea" || name == "xmp" {
		if stop := h.endOf(s[length:], name); stop >= 0 {
			return length + stop
		}
	}
	if !voidElements[name] && s[length-2] != '/' {
		h.push(name)
	}
	return length
}

// endOf returns the offset of the end tag of an element whose content is no HTML, -1 if there is none.
func (h *htmlText) endOf(s, name string) int {
	if h.endless[name] {
		return -1
	}
	for i := 0; ; i += 2 {
		next := strings.Index(s[i:], "</")
		if next < 0 {
			break
		}
		i += next
		if len(s) >= i+2+len(name) && strings.EqualFold(s[i+2:i+2+len(name)], name) {
			return i
		}
	}
	if h.endless == nil {
		h.endless = map[string]bool{}
	}
	h.endless[name] = true
	return -1
}

func (h *htmlText) push(name string) {
	if h.isOpen == nil {
		h.isOpen = map[string]int{}
	}
	h.open = append(h.open, name)
	h.isOpen[name]++
}

// tagAttributes reads the attributes of a tag of which the name ends at end. ended is false if the tag never ends.
func tagAttributes(s string, end int) (length int, attrs [][2]string, ended bool) {
	i := end
	for i < len(s) {
		for i < len(s) && (space(s[i]) || s[i] == '/') {
			i++
		}
		if i == len(s) {
			return i, attrs, false
		}
		if s[i] == '>' {
			return i + 1, attrs, true
		}
		from := i
		for i < len(s) && !space(s[i]) && s[i] != '=' && s[i] != '>' && s[i] != '/' {
			i++
		}
		name := strings.ToLower(s[from:i])
		for i < len(s) && space(s[i]) {
			i++
		}
		if i == len(s) || s[i] != '=' {
			attrs = append(attrs, [2]string{name, ""})
			if i == from {
				i++
			}
			continue
		}
		i++
		for i < len(s) && space(s[i]) {
			i++
		}
		if i == len(s) {
			return i, attrs, false
		}
		from = i
		if quote := s[i]; quote == '"' || quote == '\'' {
			stop := strings.IndexByte(s[i+1:], quote)
			if stop < 0 {
				return len(s), attrs, false
			}
			attrs = append(attrs, [2]string{name, s[i+1 : i+1+stop]})
			i += stop + 2
			continue
		}
		for i < len(s) && !space(s[i]) && s[i] != '>' {
			i++
		}
		attrs = append(attrs, [2]string{name, s[from:i]})
	}
	return i, attrs, false
}

// close checks an end tag.
func (h *htmlText) close(name string) {
	for i := len(h.open) - 1; i >= 0 && h.isOpen[name] > 0; i-- {
		if h.open[i] == name {
			for _, inner := range h.open[i+1:] {
				if !mayStayOpen[inner] {
					h.found(kindNotHTML, "</%s> comes before </%s>", clip(name), clip(inner))
				}
			}
			for _, closed := range h.open[i:] {
				h.isOpen[closed]--
			}
			h.open = h.open[:i]
			return
		}
	}
	if !voidElements[name] && name != "p" {
		h.found(kindNotHTML, "</%s> closes nothing", clip(name))
	}
}

// start checks a start tag.
func (h *htmlText) start(name string, attrs [][2]string) {
	local := name[strings.IndexByte(name, ':')+1:]
	switch {
	case unsafeElements[name] && !(name == "iframe" || name == "input" && slices.Contains(attrs, [2]string{"type", "checkbox"})):
		h.found(kindScript, "<%s> in the text", name)
	case name == "iframe":
		h.found(kindScript, "<iframe> in the text")
	case !htmlElements[name] && !svgElements[local]:
		h.found(kindNotHTML, "HTML has no element <%s>", clip(name))
	}
	for _, a := range attrs {
		h.attribute(name, a[0], html.UnescapeString(a[1]))
	}
}

// attribute checks an attribute of an element of HTML.
func (h *htmlText) attribute(element, name, text string) {
	switch {
	case strings.HasPrefix(name, "on") && len(name) > 2:
		h.found(kindScript, "the attribute %s runs a script", clip(name))
	case name == "style":
		if bad := unsafeStyle(text); bad != "" {
			h.found(kindStyle, "style=%q", clip(bad))
		}
	case addressAttributes[name]:
		h.address(name, text)
	case name == "srcset":
		for candidate := range strings.SplitSeq(text, ",") {
			if fields := strings.Fields(candidate); len(fields) > 0 {
				h.address(name, fields[0])
			}
		}
	case !harmless(name):
		h.found(kindScriptAttr, "readers do not know the attribute %s of <%s>", clip(name), clip(element))
	}
}

// address checks an address in a text.
func (h *htmlText) address(name, text string) {
	text = strings.TrimSpace(text)
	scheme, rest, ok := strings.Cut(text, ":")
	lower := strings.ToLower(strings.Map(func(c rune) rune {
		if c <= ' ' {
			return -1
		}
		return c
	}, scheme))
	switch {
	case ok && (lower == "javascript" || lower == "vbscript" || lower == "data" && !strings.HasPrefix(strings.ToLower(rest), "image/")):
		h.found(kindScript, "%s=%q runs a script", name, clip(text))
	case text == "" || ok && schemeName.MatchString(scheme):
	case strings.HasPrefix(text, "#") || h.element != nil && h.visit.format == Atom && h.visit.base(h.element) != nil:
	default:
		h.found(kindRelative, "the address %q is relative", clip(text))
	}
}

// addressAttributes are those whose value is an address.
var addressAttributes = wordSet("href src cite poster longdesc action background data usemap xlink:href")

// unsafeElements are taken out by careful readers, with what is in them.
var unsafeElements = wordSet("applet base basefont body button embed frame frameset form head html input isindex link meta object optgroup option param " +
	"plaintext script select style textarea title")

var voidElements = wordSet("area base basefont br col embed frame hr img input link meta param source track wbr")

// mayStayOpen are elements whose end tag HTML lets authors leave out.
var mayStayOpen = wordSet("p li dt dd tr td th thead tbody tfoot colgroup option rt rp caption body html head")

var htmlElements = wordSet("a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button canvas caption " +
	"center cite code col colgroup command data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame " +
	"frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins isindex kbd keygen label legend li link main map mark marquee math menu " +
	"meta meter nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp " +
	"script search section select slot small source spacer span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time " +
	"title tr track tt u ul var video wbr xmp")

// svgElements are elements of SVG and MathML.
var svgElements = wordSet("svg g path rect circle ellipse line polyline polygon text tspan textpath defs use symbol lineargradient radialgradient stop clippath mask " +
	"pattern marker title desc metadata switch foreignobject image a animate animatecolor animatemotion animatetransform set mpath hkern font-face font-face-name font-face-src " +
	"glyph missing-glyph math annotation annotation-xml maction maligngroup malignmark menclose merror mfenced mfrac mglyph mi mlabeledtr mlongdiv mmultiscripts mn mo " +
	"mover mpadded mphantom mprescripts mroot mrow ms mscarries mscarry msgroup msline mspace msqrt msrow mstack mstyle msub msubsup msup mtable mtd mtext mtr munder " +
	"munderover none semantics filter feblend fecolormatrix fegaussianblur femerge femergenode feoffset feflood fecomposite")

// harmless reports whether readers know an attribute, or leave it in.
func harmless(name string) bool {
	return strings.HasPrefix(name, "data-") || strings.HasPrefix(name, "aria-") || strings.HasPrefix(name, "xmlns") || strings.HasPrefix(name, "xml:") ||
		htmlAttributes[name] || svgAttributes[name]
}

var htmlAttributes = wordSet("abbr accept accept-charset accesskey align allow allowfullscreen alt async autocapitalize autocomplete autofocus autoplay axis bgcolor border " +
	"bordercolor cellpadding cellspacing challenge char charoff charset checked class clear color cols colspan compact content contenteditable controls controlslist coords " +
	"crossorigin datetime decoding default dir disabled disablepictureinpicture download draggable enctype face fetchpriority for form frame frameborder galleryimg " +
	"gutter headers height hidden high hreflang hspace id imagesizes imagesrcset inert inputmode integrity is ismap itemid itemprop itemref itemscope itemtype keytype kind label " +
	"lang list loading loop loopcount loopend loopstart low lowsrc marginheight marginwidth max maxlength media method min mozallowfullscreen multiple muted name nohref nonce " +
	"noshade nowrap open optimum part pattern ping placeholder playsinline point-size popover prefix preload prompt property pqg radiogroup readonly referrerpolicy rel repeat-max " +
	"repeat-min replace required resource rev reversed role rows rowspan rules sandbox scope scrolling selected shape size sizes slot span spellcheck srclang start step summary suppress " +
	"tabindex target template title translate type typeof unselectable urn valign value vocab volume vrml vspace webkitallowfullscreen webkit-playsinline width wrap about datatype inlist")

var svgAttributes = wordSet("accent-height accumulate additive alignment-baseline alphabetic arabic-form ascent attributename attributetype baseprofile bbox begin by calcmode cap-height " +
	"class clip-path clip-rule clippathunits color-interpolation-filters color-rendering columnalign columnlines columnspacing columnspan cx cy d depth descent display displaystyle dominant-baseline " +
	"dur dx dy encoding end equalcolumns equalrows fence fill fill-opacity fill-rule filter flood-color flood-opacity focusable font-family font-size font-stretch font-style font-variant " +
	"font-weight fontstyle fontweight frame from fx fy g1 g2 glyph-name gradientunits gradienttransform hanging height horiz-adv-x horiz-origin-x ideographic k keypoints keysplines keytimes letter-spacing linethickness lspace " +
	"marker-end marker-mid marker-start markerheight markerunits markerwidth mask maskunits mathbackground mathcolor mathematical mathsize mathvariant maxsize minsize notation offset opacity open orient origin other overline-position " +
	"overline-thickness panose-1 path pathlength patternunits patterntransform points preserveaspectratio r refx refy repeatcount repeatdur requiredextensions requiredfeatures restart rotate rowalign " +
	"rowlines rowspacing rowspan rspace rx ry scriptlevel selection separator separators shape-rendering slope spacing stemh stemv stop-color stop-opacity stretchy strikethrough-position " +
	"strikethrough-thickness stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width systemlanguage text-anchor text-decoration text-rendering to transform transform-origin " +
	"u1 u2 underline-position underline-thickness unicode unicode-range units-per-em values vector-effect version viewbox visibility width widths word-spacing x x-height x1 x2 xlink:actuate xlink:arcrole xlink:role " +
	"xlink:show xlink:title xlink:type y y1 y2 zoomandpan")

// The properties and values of CSS that readers leave in: none of them loads, hides or moves anything.
var (
	safeProperties = wordSet("azimuth background background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width border-collapse border-color " +
		"border-left border-left-color border-left-style border-left-width border-radius border-right border-right-color border-right-style border-right-width border-spacing border-style border-top " +
		"border-top-color border-top-style border-top-width border-width caption-side clear color cursor direction display elevation empty-cells float font font-family font-size font-style font-variant font-weight " +
		"height hyphens letter-spacing line-height list-style list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width object-fit overflow padding padding-bottom padding-left " +
		"padding-right padding-top page-break-after page-break-before page-break-inside pause pause-after pause-before pitch pitch-range quotes richness speak speak-header speak-numeral speak-punctuation " +
		"speech-rate stress tab-size text-align text-decoration text-indent text-transform unicode-bidi vertical-align voice-family volume white-space width word-break word-spacing word-wrap overflow-wrap " +
		"fill fill-opacity fill-rule stroke stroke-linecap stroke-linejoin stroke-opacity stroke-width opacity stop-color stop-opacity aspect-ratio gap columns column-count column-gap")
	loadsOrRuns = regexp.MustCompile(`(?i)url\s*\(|expression\s*\(|javascript:|@import|behavior|-moz-binding|\\`)
)

// unsafeStyle returns the declaration of a style attribute that readers take out, "" if there is none.
func unsafeStyle(style string) string {
	for declaration := range strings.SplitSeq(style, ";") {
		property, text, ok := strings.Cut(declaration, ":")
		property = strings.ToLower(strings.TrimSpace(property))
		switch {
		case property == "" && !ok:
		case !ok, !safeProperties[property] && !strings.HasPrefix(property, "--"), loadsOrRuns.MatchString(text):
			return strings.TrimSpace(declaration)
		}
	}
	return ""
}

// xhtml checks the elements of a text in XHTML (RFC 4287 §3.1.1.3).
func (v *visit) xhtml(e *element) {
	h := &htmlText{visit: v, element: e, report: func(k *kind, message string) { v.wrong(k, value{e, "", ""}, "%s", message) }}
	h.xhtmlElement(e)
}

func (h *htmlText) xhtmlElement(e *element) {
	for _, child := range e.children {
		prefix, local, _ := strings.Cut(child.name, ":")
		switch prefix {
		case "xhtml":
			local = strings.ToLower(local)
			var attrs [][2]string
			for _, a := range child.attrs {
				attrs = append(attrs, [2]string{strings.ToLower(a.tag), html.EscapeString(a.value)})
			}
			h.start(local, attrs)
			h.xhtmlElement(child)
		case "svg", "mathml":
			for _, a := range child.attrs {
				h.attribute(local, strings.ToLower(a.tag), a.value)
			}
			h.xhtmlElement(child)
		case "?":
			h.visit.report(kindForeign, child, "", "the namespace %q of <%s> is not known", clip(child.space), clip(child.tag))
		default:
			h.visit.report(kindUnknown, child, "", "<%s> has no place in XHTML", clip(child.tag))
		}
	}
}

// isBase64 reports whether a text is Base64 (RFC 4648 §4).
func isBase64(text string) bool {
	text = strings.Join(strings.Fields(text), "")
	_, err := base64.StdEncoding.DecodeString(text)
	return err == nil && text != ""
}
