package page

import (
	"html/template"
	"strings"

	"fil/feed"
)

// Alternate is a link to one form of a feed in the head of a page, which feed readers look for.
type Alternate struct{ Type, Title, URL string }

// TypeAttr returns the attribute with the media type. html/template would escape its plus sign as a
// character reference, which some feed readers do not decode when they look for feeds in a page.
func (a Alternate) TypeAttr() template.HTMLAttr { return template.HTMLAttr(`type="` + a.Type + `"`) }

// languageFeed returns the feed of a language, to which the pages in that language lead first; nil for the
// site's own language, and if there is no such feed.
func (f *Frame) languageFeed(language string) *feed.Feed {
	if language == "" || language == f.Site.Language {
		return nil
	}
	folder, found := strings.CutPrefix(f.pageOf(feed.Language, language), f.Site.BaseURL)
	if !found {
		return nil
	}
	return feed.Make(f.Site, feed.Language.Define(f.Site, language, strings.TrimSuffix(folder, "/")), false)
}

// alternates returns the forms of feeds in their order, which should be the most specific feed
// first. A feed with the same addresses as the first is omitted.
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
