package check

import (
	"net/mail"
	"regexp"
	"strings"
)

var addrSpec = regexp.MustCompile(`^(?:[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+|"[^"\\]+")@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$`)

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
