package check

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

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

// isScheme reports whether a text is the name of a scheme (RFC 3986 §3.1).
func isScheme(s string) bool {
	return s != "" && (s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z') && strings.Trim(s, letters+"+.-") == ""
}

// reference checks an address that has a colon.
func (v *visit) reference(k *kind, x value, text string) {
	scheme, rest, _ := strings.Cut(text, ":")
	u, err := url.Parse(text)
	switch {
	case text == "":
		return
	case strings.ContainsAny(scheme, "/?#"): // relative: the colon belongs to the path
		return
	case !isScheme(scheme):
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

// tag checks a tag URI (RFC 4151 §2.1). The date must exist, and must not be before the web.
func (v *visit) tag(x value, text string) {
	entity, specific, ok := strings.Cut(text[len("tag:"):], ":")
	authority, date, dated := strings.Cut(entity, ",")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		ok = ok && strings.Trim(authority[:at], unreserved) == ""
		authority = authority[at+1:]
	}
	switch {
	case !ok || !dated || !isHostName(authority) || strings.Trim(specific, unreserved+"!$&'()*+,;=:@/?%#") != "" || strings.Count(specific, "#") > 1:
		v.wrong(kindTag, x, "%q is no tag URI", clip(text))
	case !isTagDate(date):
		v.wrong(kindTag, x, "%q is no date of a tag URI", clip(date))
	}
}

// unreserved are the characters of RFC 3986 §2.3.
const unreserved = letters + "-._~"

// isHostName reports whether a name is one of DNS: labels of letters, digits and inner hyphens.
func isHostName(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || strings.Trim(label, letters+"-") != "" || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return true
}

// isTagDate reports whether a date is a year, a month or a day that there is.
func isTagDate(date string) bool {
	const layout = "2006-01-02"
	switch len(date) {
	case len("2006"), len("2006-01"), len(layout):
		_, err := time.Parse(layout[:len(date)], date)
		return err == nil
	}
	return false
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
	if !ok || !isScheme(scheme) {
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
