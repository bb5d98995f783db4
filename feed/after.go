package feed

import (
	"html"
	"net/url"
	"slices"
	"strings"
)

// After is a line of HTML that feeds have below the text of each item. It is no part of the article: its
// Print and time of update do not depend on it.
type After []AfterPart

// AfterPart is a piece of safe HTML, and the field of the article that follows it.
type AfterPart struct {
	HTML string
	// Field is "title", "url" or "email", "" for none.
	Field string
	// InAddress says that the field is a part of an address, in which it is percent-encoded: not the whole of it.
	InAddress bool
}

// HasEmail reports whether the line needs the address of an author.
func (l After) HasEmail() bool {
	return slices.ContainsFunc(l, func(p AfterPart) bool { return p.Field == "email" })
}

// Of returns the line for an article. email is the address to which readers write if no author of the
// article has one. If the line needs an address and there is none, it is "".
func (l After) Of(a *Article, email string) string {
	for _, p := range a.Authors {
		if p.Email != "" {
			email = p.Email
			break
		}
	}
	if email == "" && l.HasEmail() {
		return ""
	}
	var b strings.Builder
	for _, part := range l {
		b.WriteString(part.HTML)
		value := map[string]string{"title": a.Title, "url": a.Permalink, "email": email}[part.Field]
		if part.InAddress {
			value = strings.ReplaceAll(url.QueryEscape(value), "+", "%20") // a space in mailto: (RFC 6068 §5)
			if part.Field == "email" {
				value = strings.ReplaceAll(value, "%40", "@")
			}
		}
		b.WriteString(html.EscapeString(value))
	}
	return b.String()
}

// afterSize returns the most bytes that the line takes in an item.
func (l After) afterSize(a *Meta) (n int) {
	const longest = 3 // bytes of one byte in an address, as %C3
	for _, part := range l {
		n += len(part.HTML)
		if part.Field != "" {
			n += longest*(len(a.Title)+len(a.Permalink)) + escaped(a.Title, a.Permalink) + element
		}
	}
	return n
}
