package page

import (
	"encoding/xml"
	"io"
	"regexp"

	"fil/feed"
)

// LicenseType is the media type of the terms on which programs may use a site (RSL 1.0).
const LicenseType = "application/rsl+xml; charset=utf-8"

// Terms are the terms on which programs may use a site (Really Simple Licensing 1.0, rslstandard.org).
type Terms struct{ Site *feed.Site }

// Write writes the terms. Its only errors are those of w.
func (t Terms) Write(w io.Writer) error {
	b := appendText([]byte(xml.Header+`<rsl xmlns="https://rslstandard.org/rsl"><content url="`), t.Site.BaseURL)
	b = append(b, "\"><license>\n"...)
	if t.Site.DenyAI {
		b = append(b, `<prohibits type="usage">ai-train</prohibits>`+"\n"...)
	}
	u := t.Site.License.URL
	if attributes.MatchString(u) {
		b = appendText(append(b, `<payment type="attribution"><standard>`...), u)
		b = append(b, "</standard></payment>\n"...)
	}
	b = append(b, "</license>"...)
	if u != "" {
		b = append(appendText(append(b, "<terms>"...), u), "</terms>"...)
	}
	_, err := w.Write(append(b, "</content></rsl>\n"...))
	return err
}

// attributes matches the licenses that allow any use for attribution, which RSL can express. Of others, Terms has the
// address only.
var attributes = regexp.MustCompile(`^https?://creativecommons\.org/licenses/by(?:-sa)?/`)
