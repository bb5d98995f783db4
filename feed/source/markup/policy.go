package markup

import (
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// Patterns of attribute values.
var (
	words   = regexp.MustCompile(`^[\p{L}\p{N}\s_:.\-]*$`)
	integer = regexp.MustCompile(`^\d{1,5}$`)
	measure = regexp.MustCompile(`^[+-]?[\d.]{1,8}(?:em|ex|px|pt|%|rem)?$`)
)

// Schemes are the URL schemes that a link may have. None of them runs a script.
var Schemes = strings.Fields("http https mailto tel sms geo irc ircs xmpp ftp ftps sftp gemini gopher magnet matrix news nntp sip sips webcal ipfs")

// mathElements are the elements of MathML Core and those of MathML 3 that show text. Annotations are
// not among them, because programs without MathML would show them as text.
var mathElements = strings.Fields("math mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom " +
	"msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mlabeledtr mtd menclose mfenced semantics")

// policy is bluemonday's policy for user content, extended by what feed readers show: media, figures,
// srcset, footnotes, task lists, formulas, and elements of text such as kbd. Links get no
// rel="nofollow": the author wrote them, not a commenter.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.UGCPolicy()
	p.RequireNoFollowOnLinks(false)
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.AllowURLSchemes(Schemes...)
	p.AllowElements("picture", "figure", "figcaption", "main", "header", "footer", "center", "kbd", "samp", "address", "u", "big", "bdi", "data",
		"rb", "rtc", "dl", "dt", "dd", "menu", "nav", "search", "output")
	p.AllowAttrs("alt").OnElements("img") // any text: bluemonday's own rule allows little more than letters
	p.AllowAttrs("title").Globally()
	p.AllowAttrs("srcset", "sizes").OnElements("img", "source")
	p.AllowAttrs("src", "type", "media").OnElements("source")
	p.AllowAttrs("src", "controls", "loop", "muted", "preload").OnElements("audio", "video")
	p.AllowAttrs("poster").OnElements("video")
	p.AllowAttrs("width", "height").Matching(integer).OnElements("video", "source")
	p.AllowAttrs("src", "kind", "srclang", "label").OnElements("track")
	p.AllowElements("audio", "video", "source", "track")
	p.AllowAttrs("id", "class", "role").Matching(words).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[A-Za-z0-9-]{1,35}$`)).Globally()
	p.AllowAttrs("dir").Matching(bluemonday.Direction).Globally()
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^checkbox$`)).OnElements("input")
	p.AllowAttrs("checked", "disabled").OnElements("input")
	p.AllowAttrs("align").Matching(bluemonday.CellAlign).OnElements("td", "th")
	p.AllowAttrs("style").Matching(regexp.MustCompile(`^text-align:(?:left|right|center)$`)).OnElements("td", "th")
	p.AllowAttrs("start").Matching(integer).OnElements("ol")
	p.AllowAttrs("reversed").OnElements("ol")
	p.AllowAttrs("value").Matching(words).OnElements("data")
	p.AllowAttrs("hreflang").Matching(words).OnElements("a")
	p.AllowElements(mathElements...)
	p.AllowNoAttrs().OnElements(mathElements...)
	p.AllowAttrs("display", "mathvariant", "stretchy", "fence", "separator", "accent", "accentunder", "movablelimits", "largeop", "symmetric",
		"displaystyle", "scriptlevel", "columnalign", "rowalign", "columnlines", "rowlines", "frame", "notation", "form", "close", "open", "separators").
		Matching(regexp.MustCompile(`^[\p{L}\p{N}\s\p{P}\p{S}]{0,60}$`)).OnElements(mathElements...)
	p.AllowAttrs("width", "height", "depth", "lspace", "rspace", "voffset", "linethickness", "minsize", "maxsize", "columnspacing", "rowspacing").
		Matching(measure).OnElements(mathElements...)
	p.AllowAttrs("columnspan", "rowspan").Matching(integer).OnElements("mtd")
	p.AllowAttrs("xmlns").Matching(regexp.MustCompile(`^http://www\.w3\.org/1998/Math/MathML$`)).OnElements("math")
	p.AllowAttrs("alttext").OnElements("math")
	return p
})

// LocalFile matches a reference to a file on the author's computer: C:\Users\x.png,
// file:///home/x.png.
var LocalFile = regexp.MustCompile(`^(?:(?i:file):|[A-Za-z]:(?:[\\/]|%5[Cc]))`)
