package page

import (
	"encoding/xml"
	"io"

	"fil/feed"
)

// LicenseName is the name in dist of the terms on which programs may use the site.
const LicenseName = "license.xml"

// LicenseType is its media type (RSL 1.0).
const LicenseType = "application/rsl+xml; charset=utf-8"

// Terms are the terms on which programs may use a site (Really Simple Licensing 1.0, rslstandard.org).
type Terms struct{ Site *feed.Site }

// Write writes the terms. Its only errors are those of w.
func (t Terms) Write(w io.Writer) error {
	b := []byte(xml.Header + `<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license>` + "\n")
	if t.Site.DenyAI {
		b = append(b, `<prohibits type="usage">ai-train</prohibits>`+"\n"...)
	}
	if u := t.Site.License.URL; u != "" {
		b = appendText(append(b, `<payment type="attribution"><standard>`...), u)
		b = append(b, "</standard></payment>\n"...)
	}
	_, err := w.Write(append(b, "</license></content></rsl>\n"...))
	return err
}
