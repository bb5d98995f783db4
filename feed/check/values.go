package check

import (
	"fmt"
	"math"
	"mime"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// value is what an element or one of its attributes says.
type value struct {
	element *element
	attr    string // "" for the text of the element
	text    string
}

// rule checks a value by one rule of a standard, or by a few that belong together.
type rule func(v *visit, x value)

// wrong reports a finding at a value.
func (v *visit) wrong(k *kind, x value, format string, args ...any) {
	v.report(k, x.element, x.attr, "%s", x.name()+": "+fmt.Sprintf(format, args...))
}

// name returns the name of a value for messages: "<link>", "url of <enclosure>".
func (x value) name() string {
	if x.attr != "" {
		return clip(x.attr) + " of <" + clip(x.element.tag) + ">"
	}
	return "<" + clip(x.element.tag) + ">"
}

// both checks by several rules.
func both(rules ...rule) rule {
	return func(v *visit, x value) {
		for _, r := range rules {
			r(v, x)
		}
	}
}

// filled wants a value that is not empty.
func filled(v *visit, x value) {
	if blank(x.text) {
		v.wrong(kindEmpty, x, "it is empty")
	}
}

// anything accepts every value.
func anything(*visit, value) {}

// --- addresses

// absolute wants an absolute address with a scheme that is registered (RFC 3986 §3).
func absolute(v *visit, x value) { v.address(kindURL, x) }

// whole is absolute for values of which the address is all that matters.
func whole(v *visit, x value) { v.address(kindFullURL, x) }

// fileURL is absolute for the address of a file.
func fileURL(v *visit, x value) { v.address(kindURLAttr, x) }

func (v *visit) address(k *kind, x value) {
	text := strings.TrimSpace(x.text)
	switch {
	case text == "":
		v.wrong(k, x, "it is empty")
	case strings.HasPrefix(strings.ToLower(text), "tag:"):
		v.tag(x, text)
	case !v.characters(x):
	case !strings.Contains(text, ":"):
		v.wrong(k, x, "%q is no absolute address", clip(text))
	default:
		v.reference(k, x, text)
	}
}

// relative wants an address, absolute or relative (RFC 4287 §2: such addresses are completed with xml:base).
func relative(v *visit, x value) {
	if text := strings.TrimSpace(x.text); text == "" || v.characters(x) && strings.Contains(text, ":") {
		v.reference(kindURL, x, text)
	}
}

// characters reports characters that no address has, and returns false if there are any (RFC 3986 §2, RFC 3987 §2.2).
func (v *visit) characters(x value) bool {
	text := x.text
	if x.attr == "" {
		text = strings.TrimSpace(text)
	}
	i := strings.IndexFunc(text, func(c rune) bool {
		return c <= ' ' || c == '<' || c == '>' || c == '"' || c == '{' || c == '}' || c == '|' || c == '\\' || c == '^' || c == '`' || c == 0x7f
	})
	if i >= 0 {
		c, _ := utf8.DecodeRuneInString(text[i:])
		v.wrong(kindURLChar, x, "%q has the character %q", clip(text), c)
		return false
	}
	return true
}

var schemeName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*$`)

// reference checks an address that has a colon.
func (v *visit) reference(k *kind, x value, text string) {
	scheme, rest, _ := strings.Cut(text, ":")
	u, err := url.Parse(text)
	switch {
	case text == "":
		return
	case strings.ContainsAny(scheme, "/?#"): // relative: the colon belongs to the path
		return
	case !schemeName.MatchString(scheme):
		v.wrong(k, x, "%q is no absolute address", clip(text))
	case err != nil && !validIPv6(rest):
		v.wrong(k, x, "%q is no address", clip(text))
	case hierarchical[strings.ToLower(scheme)] && (!strings.HasPrefix(rest, "//") || err == nil && u.Hostname() == ""):
		v.wrong(k, x, "%q has no host", clip(text))
	case !registeredSchemes[strings.ToLower(scheme)] && !strings.HasPrefix(strings.ToLower(scheme), "web+"):
		v.wrong(kindScheme, x, "the scheme %q is not registered", clip(scheme))
	case strings.EqualFold(scheme, "tag"):
		v.tag(x, text)
	case strings.EqualFold(scheme, "urn"):
		v.urn(x, text)
	case v.format != Atom && v.format != JSON && !ascii(text):
		v.wrong(kindIRI, x, "%q is not in ASCII", clip(text))
	}
}

func validIPv6(rest string) bool {
	host, _, ok := strings.Cut(strings.TrimPrefix(rest, "//["), "]")
	_, err := netip.ParseAddr(host)
	return ok && err == nil
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return c >= utf8.RuneSelf }) < 0
}

// hierarchical are the schemes whose addresses have a host.
var hierarchical = map[string]bool{"http": true, "https": true, "ftp": true, "feed": false}

// registeredSchemes are the schemes of IANA's registry that a feed may have, and a few that are in wide use.
var registeredSchemes = wordSet("about acap acct aim at attachment bitcoin blob cid coap coaps content crid cvs dab data dav dict dns ed2k " +
	"facetime feed feedready file finger ftp geo git go gopher h323 http https iax icap im imap info ipfs ipn ipns ipp ipps irc irc6 ircs iris " +
	"jabber jar ldap ldaps magnet mailserver mailto maps market message mid mms ms-help msnim mtqp mumble mupdate mvn news nfs ni nih nntp nostr " +
	"opaquelocktoken palm paparazzi pkcs11 podcast pop pres prospero rsync rtmp rtsp rtsps rtspu secondlife service session sftp sgn shttp sip sips skype sms " +
	"smtp snmp soap.beep soap.beeps spotify ssh steam stun stuns svn tag teamspeak tel telnet tftp thismessage tip tn3270 turn turns tv udp urn " +
	"vemmi ventrilo view-source wais ws wss wtai xcon xmlrpc.beep xmlrpc.beeps xmpp xri ymsgr z39.50 z39.50r z39.50s")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

var tagURI = regexp.MustCompile(`^(?i:tag):([A-Za-z0-9._~-]*@)?([A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*),(\d{4}(?:-\d\d(?:-\d\d)?)?):([A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)(#[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?$`)

// tag checks a tag URI (RFC 4151 §2.1). The date must exist, and must not be before the web.
func (v *visit) tag(x value, text string) {
	m := tagURI.FindStringSubmatch(text)
	if m == nil {
		v.wrong(kindTag, x, "%q is no tag URI", clip(text))
		return
	}
	if _, err := time.Parse("2006-01-02"[:len(m[3])], m[3]); err != nil {
		v.wrong(kindTag, x, "there is no date %s", m[3])
	}
}

var (
	urn     = regexp.MustCompile(`^(?i:urn):([A-Za-z0-9][A-Za-z0-9-]{0,31}):(.+)$`)
	urnUUID = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
)

// urn checks a URN (RFC 8141 §2, RFC 9562 for urn:uuid).
func (v *visit) urn(x value, text string) {
	m := urn.FindStringSubmatch(text)
	if m == nil || strings.EqualFold(m[1], "uuid") && !urnUUID.MatchString(m[2]) {
		v.wrong(kindURN, x, "%q is no URN", clip(text))
	}
}

// lasting wants an ID: an address that is written as programs that tidy addresses up would write it
// (RFC 4287 §4.2.6, RFC 3986 §6.2.2).
func lasting(v *visit, x value) {
	whole := kindURL
	if blank(x.text) {
		whole = kindFullURL
	}
	v.address(whole, x)
	text := strings.TrimSpace(x.text)
	if canonical := canonicalURI(text); canonical != text && ascii(text) {
		v.wrong(kindCanonical, x, "%q is not written as %q", clip(text), clip(canonical))
	}
}

var percent = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// canonicalURI returns an address in the form of RFC 3986 §6.2.2 and §6.2.3.
func canonicalURI(text string) string {
	scheme, rest, ok := strings.Cut(text, ":")
	if !ok || !schemeName.MatchString(scheme) {
		return text
	}
	scheme = strings.ToLower(scheme)
	rest = percent.ReplaceAllStringFunc(rest, func(code string) string {
		n, _ := strconv.ParseUint(code[1:], 16, 8)
		if c := byte(n); c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~' {
			return string(rune(c))
		}
		return strings.ToUpper(code)
	})
	if !strings.HasPrefix(rest, "//") {
		return scheme + ":" + rest
	}
	end := strings.IndexAny(rest[2:], "/?#")
	if end < 0 {
		end = len(rest) - 2
	}
	authority, after := rest[2:2+end], rest[2+end:]
	user, host := "", authority
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		user, host = authority[:i+1], authority[i+1:]
	}
	host = strings.ToLower(host)
	host = strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443", "ftp": ":21"}[scheme])
	host = strings.TrimSuffix(host, ":")
	pathEnd := strings.IndexAny(after, "?#")
	if pathEnd < 0 {
		pathEnd = len(after)
	}
	p := withoutDots(after[:pathEnd])
	if p == "" && (scheme == "http" || scheme == "https") {
		p = "/"
	}
	return scheme + "://" + user + host + p + after[pathEnd:]
}

// withoutDots removes the segments . and .. from a path (RFC 3986 §5.2.4).
func withoutDots(p string) string {
	if !strings.Contains(p, "/.") {
		return p
	}
	var kept []string
	segments := strings.Split(p, "/")
	for i, s := range segments {
		last := i == len(segments)-1
		switch s {
		case ".":
		case "..":
			if len(kept) > 1 {
				kept = kept[:len(kept)-1]
			}
		default:
			kept = append(kept, s)
			continue
		}
		if last {
			kept = append(kept, "")
		}
	}
	return strings.Join(kept, "/")
}

// --- dates

// The dates of RFC 822 §5.1 with a year of four digits, as RSS 2.0 has them, and forms that are allowed but rare.
var (
	date822  = regexp.MustCompile(`^(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (GMT|UT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|Z|[+-]\d{4})$`)
	rare822  = regexp.MustCompile(`(?i)^(?:(mon|tue|wed|thu|fri|sat|sun)[a-z]* *, *)?(\d{1,2}) +(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) +(\d{4}|\d\d) +(\d\d):(\d\d)(?::(\d\d))? *([A-Za-z]{1,3}|[+-]\d{4})$`)
	comments = regexp.MustCompile(`\([^()]*\)`)
	minutes  = regexp.MustCompile(`[+-]\d\d(\d\d)$`)
)

// rfc822 wants a date of RFC 822 with a year of four digits (RSS 2.0, date-time).
func rfc822(v *visit, x value) {
	text := strings.TrimSpace(x.text)
	m := date822.FindStringSubmatch(text)
	if m == nil {
		if rare := rare822.FindStringSubmatch(strings.TrimSpace(comments.ReplaceAllString(text, " "))); rare != nil {
			v.wrong(kindDateForm, x, "few programs read %q", clip(text))
		} else {
			v.wrong(kindDate822, x, "%q is no date", clip(text))
		}
		return
	}
	seconds := m[7]
	if seconds == "" {
		seconds = "00"
	}
	t, err := time.Parse("2 Jan 2006 15:04:05", m[2]+" "+m[3]+" "+m[4]+" "+m[5]+":"+m[6]+":"+seconds)
	switch {
	case err != nil:
		v.wrong(kindDate822, x, "there is no date %q", clip(text))
	case m[1] != "" && t.Weekday().String()[:3] != m[1]:
		v.wrong(kindWeekday, x, "%s is a %s", t.Format("2 January 2006"), t.Weekday())
	case minutes.MatchString(text) && !slices.Contains([]string{"00", "15", "30", "45"}, minutes.FindStringSubmatch(text)[1]):
		v.wrong(kindDateForm, x, "no time zone is at %s", text[len(text)-5:])
	default:
		v.plausible(x, t)
	}
}

// plausible reports a time before there were feeds, or in the future.
func (v *visit) plausible(x value, t time.Time) {
	if t.Year() < 1970 || !v.options.Now.IsZero() && t.After(v.options.Now.AddDate(0, 0, 8)) {
		v.wrong(kindImplausible, x, "is it of %s?", t.Format("2 January 2006"))
	}
}

var date3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)

// rfc3339 wants a date of RFC 3339 with T and Z in upper case (RFC 4287 §3.3).
func rfc3339(v *visit, x value) {
	text := x.text
	if trimmed := strings.TrimSpace(text); trimmed != text && date3339.MatchString(trimmed) {
		v.wrong(kindSpace, x, "white space around the date")
		text = trimmed
	}
	v.instant(x, text)
}

func (v *visit) instant(x value, text string) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || !date3339.MatchString(text) {
		v.wrong(kindDate3339, x, "%q is no date of RFC 3339", clip(text))
		return
	}
	v.plausible(x, t)
}

// w3cDate wants a date of W3CDTF, which may be a year, a month or a day.
func w3cDate(v *visit, x value) {
	text := strings.TrimSpace(x.text)
	for _, layout := range []string{"2006", "2006-01", "2006-01-02", "2006-01-02T15:04Z07:00", time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			v.plausible(x, t)
			return
		}
	}
	v.wrong(kindDateW3C, x, "%q is no date of W3CDTF", clip(text))
}

// --- people

var addrSpec = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$`)

// contact wants an email address and perhaps a name in parentheses (RSS 2.0, author; RSS Best Practices).
func contact(v *visit, x value) {
	text := strings.TrimSpace(x.text)
	address, name, named := strings.Cut(text, " (")
	switch {
	case looksLikeHTML(text):
		v.wrong(kindHTML, x, "%q has markup", clip(text))
	case addrSpec.MatchString(text), named && addrSpec.MatchString(address) && strings.HasSuffix(name, ")"):
	default:
		if a, err := mail.ParseAddress(text); err == nil && addrSpec.MatchString(a.Address) {
			v.wrong(kindEmailForm, x, "%q does not begin with the address", clip(text))
		} else if m := anyAddress.FindStringIndex(text); m != nil && !strings.Contains(text[:m[0]], "(") {
			v.wrong(kindEmailForm, x, "%q does not begin with the address", clip(text))
		} else {
			v.wrong(kindEmail, x, "%q is no email address", clip(text))
		}
	}
}

var anyAddress = regexp.MustCompile(`[^\s()<>]+@[^\s()<>]+\.[^\s()<>]+`)

// mailbox wants an email address alone (RFC 4287 §3.2.3).
func mailbox(v *visit, x value) {
	text := strings.TrimSpace(x.text)
	switch {
	case !addrSpec.MatchString(text):
		v.wrong(kindAddrSpec, x, "%q is no email address", clip(text))
	case !strings.Contains(text[strings.IndexByte(text, '@'):], "."):
		v.wrong(kindMailHost, x, "the host of %q has no dot", clip(text))
	}
}

// personName wants a name that is no address.
func personName(v *visit, x value) {
	plain(v, x)
	if anyAddress.MatchString(x.text) {
		v.wrong(kindNameEmail, x, "%q has an email address", clip(x.text))
	}
}

// --- languages, types, numbers, words

// languageTag wants a tag of BCP 47 with a language that is registered.
func languageTag(v *visit, x value) {
	text := strings.TrimSpace(x.text)
	if !validLanguage(text) {
		v.wrong(kindLanguage, x, "%q is no language tag", clip(text))
	}
}

// validLanguage reports whether a tag is well-formed, and its subtags are registered (RFC 5646 §2.2.9).
func validLanguage(text string) bool {
	if strings.Contains(text, "_") || text == "" {
		return false
	}
	if strings.HasPrefix(strings.ToLower(text), "x-") || strings.HasPrefix(strings.ToLower(text), "i-") {
		return len(text) > 2
	}
	_, err := language.Parse(text)
	return err == nil
}

// possibleLanguage is languageTag for a value that may be empty (XML 1.0 §2.12).
func possibleLanguage(v *visit, x value) {
	if x.text != "" {
		languageTag(v, x)
	}
}

var mediaTypeName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*$`)

// mediaType wants a media type, perhaps with parameters (RFC 6838 §4.2).
func mediaType(v *visit, x value) { v.media(kindMediaType, x) }

// mediaTypeAttr is mediaType under the name that attributes of RSS have.
func mediaTypeAttr(v *visit, x value) { v.media(kindMediaTypeAttr, x) }

func (v *visit) media(k *kind, x value) {
	if t, _, err := mime.ParseMediaType(x.text); err != nil || !mediaTypeName.MatchString(t) || strings.TrimSpace(x.text) != x.text {
		v.wrong(k, x, "%q is no media type", clip(x.text))
	}
}

// number returns a rule for whole numbers from least to most.
func number(k *kind, least, most int) rule {
	return func(v *visit, x value) {
		if n, ok := wholeNumber(x.text); !ok || n < least || n > most {
			v.wrong(k, x, "%q is no whole number %s", clip(x.text), bounds(least, most))
		}
	}
}

func wholeNumber(s string) (n int, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func bounds(least, most int) string {
	if most == math.MaxInt {
		return fmt.Sprintf("from %d", least)
	}
	return fmt.Sprintf("from %d to %d", least, most)
}

var (
	positive    = number(kindPositive, 1, math.MaxInt)
	count       = number(kindInteger, 1, math.MaxInt)
	natural     = number(kindNatural, 0, math.MaxInt)
	naturalInt  = number(kindInteger, 0, math.MaxInt)
	naturalAttr = number(kindIntegerAttr, 0, math.MaxInt)
	port        = number(kindIntegerAttr, 1, 65535)
)

// decimal wants a number above 0.
func decimal(v *visit, x value) {
	if n, err := strconv.ParseFloat(strings.TrimSpace(x.text), 64); err != nil || n < 0 || math.IsInf(n, 0) || math.IsNaN(n) {
		v.wrong(kindFloat, x, "%q is no number", clip(x.text))
	}
}

// oneOf returns a rule for one of some words.
func oneOf(k *kind, words ...string) rule {
	return func(v *visit, x value) {
		if !slices.Contains(words, strings.TrimSpace(x.text)) {
			v.wrong(k, x, "%q is none of %s", clip(x.text), strings.Join(words, ", "))
		}
	}
}

// anyCase returns a rule for one of some words in any case.
func anyCase(k *kind, words ...string) rule {
	return func(v *visit, x value) {
		if !slices.Contains(words, strings.ToLower(strings.TrimSpace(x.text))) {
			v.wrong(k, x, "%q is none of %s", clip(x.text), strings.Join(words, ", "))
		}
	}
}

// within returns a rule for the range of a number.
func within(k *kind, least, most float64) rule {
	return func(v *visit, x value) {
		if n, err := strconv.ParseFloat(strings.TrimSpace(x.text), 64); err != nil || n < least || n > most || math.IsNaN(n) {
			v.wrong(k, x, "%q is not from %g to %g", clip(x.text), least, most)
		}
	}
}

// atMost returns a rule for the length of a text, in characters.
func atMost(most int) rule {
	return func(v *visit, x value) {
		if n := utf8.RuneCountInString(x.text); n > most {
			v.wrong(kindLong, x, "it has %d characters: %d are the most", n, most)
		}
	}
}

var nptTime = regexp.MustCompile(`^(now|\d+(\.\d*)?|\d+:[0-5]\d:[0-5]\d(\.\d*)?)$`)

// playTime wants a time within a film (RFC 2326 §3.6).
func playTime(v *visit, x value) {
	if !nptTime.MatchString(strings.TrimSpace(x.text)) {
		v.wrong(kindTime, x, "%q is no time", clip(x.text))
	}
}

var duration = regexp.MustCompile(`^(\d+|\d{1,2}:[0-5]\d|\d+:[0-5]\d:[0-5]\d)$`)

// length wants the length of an episode (Apple, itunes:duration).
func length(v *visit, x value) {
	if !duration.MatchString(strings.TrimSpace(x.text)) {
		v.wrong(kindDuration, x, "%q is no duration", clip(x.text))
	}
}
