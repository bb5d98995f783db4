package page

import (
	"html/template"
	"strings"

	"fil/feed"
)

// Alternate is one form of a feed, as a page's head names it.
type Alternate struct{ Type, Title, URL string }

// TypeAttr is the attribute with its media type, whose plus sign html/template would write
// as a reference: not every reader that looks for feeds in a page reads those.
func (a Alternate) TypeAttr() template.HTMLAttr { return template.HTMLAttr(`type="` + a.Type + `"`) }

// alternates lists the forms of feeds, the most specific first. One that comes twice is
// named once.
func alternates(feeds ...*feed.Feed) (list []Alternate) {
	for i, f := range feeds {
		if i > 0 && f.Self == feeds[0].Self {
			continue
		}
		for _, form := range f.Forms() {
			mediaType, _, _ := strings.Cut(form.Type, ";")
			list = append(list, Alternate{mediaType, f.Title + " (" + form.Name + ")", form.URL})
		}
	}
	return list
}
