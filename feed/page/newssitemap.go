package page

import (
	"encoding/xml"
	"io"
	"strings"
	"time"

	"fil/feed"
)

// NewsSitemapName is the name in dist of the sitemap of news.
const NewsSitemapName = "sitemap-news.xml"

// NewsSitemap lists the articles of the last two days for news aggregators.
type NewsSitemap struct {
	Site     *feed.Site
	Articles []*feed.Meta // the newest first
}

// Write writes the sitemap. Its only errors are those of w.
func (s NewsSitemap) Write(w io.Writer) error {
	b := []byte(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">` + "\n")
	for _, a := range s.Articles {
		b = appendText(append(b, "<url><loc>"...), a.Permalink)
		b = appendText(append(b, "</loc><news:news><news:publication><news:name>"...), s.Site.Title)
		b = appendText(append(b, "</news:name><news:language>"...), newsLanguage(a.LanguageOn(s.Site)))
		b = a.Published.AppendFormat(append(b, "</news:language></news:publication><news:publication_date>"...), time.RFC3339)
		b = appendText(append(b, "</news:publication_date><news:title>"...), a.Title)
		b = append(b, "</news:title></news:news></url>\n"...)
	}
	_, err := w.Write(append(b, "</urlset>\n"...))
	return err
}

// newsLanguage returns a language as Google News has it: two or three letters, but zh-cn and zh-tw.
func newsLanguage(tag string) string {
	switch lower := strings.ToLower(tag); {
	case strings.HasPrefix(lower, "zh-tw"), strings.HasPrefix(lower, "zh-hant"):
		return "zh-tw"
	case strings.HasPrefix(lower, "zh"):
		return "zh-cn"
	}
	language, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return language
}
