package page

import (
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"time"

	"fil/feed"
)

// ArticlePage is the page of an article, or of a standalone page such as "About". The caller sets
// Article, Previous and Next; Write sets the other fields.
type ArticlePage struct {
	Head
	Article *feed.Article
	// Previous and Next link to the articles published before and after this one; nil if there is
	// none.
	Previous, Next *Link

	// Translations link to the same text in other languages; the title is the name of the language.
	Translations []Link

	// Untitled says that the author gave no title, so that it was made from the text. Such a title
	// is hidden on the page, but is there for screen readers.
	Untitled bool
	// Alone says that this is a standalone page (feed.Article.Alone). It shows no date and no
	// authors: Published, Updated, Minutes, Authors, Tags, Player, Files and Structured are zero.
	Alone bool
	// Mark says why the article is visible in a preview only; "" if it is public.
	Mark string
	// Hero is the article's image above its text; nil if it has none, if the text shows it too, or
	// if the author turned it off.
	Hero *feed.Image
	// Text is the article's content, adapted to the page.
	Text template.HTML
	// Published is the day of publication. Updated is the day of the last change; nil if that is
	// the same day.
	Published Moment
	Updated   *Moment
	// Minutes is the reading time in words, for example "3 minute read". For an article with
	// audio or video it is the duration of that, "4:05", or "" if it is unknown.
	Minutes string
	// Authors are the article's. Each links to its page on the site, else to the author's own
	// address; URL is "" if there is neither.
	Authors []Link
	// Tags are the section, if it has a page, and the tags. The URL of a tag without a page is "".
	Tags []Link
	// Player is the audio or video that the browser plays; nil for none. Files are the other
	// enclosures.
	Player *Player
	Files  []feed.Enclosure
	// Structured describes the article for search engines: a JSON-LD object of schema.org, escaped
	// for a script element.
	Structured template.JS
	// MarkdownURL is the address of the article in Markdown, "" if there is none.
	MarkdownURL string
}

// Write writes the page with the template article.gohtml.
func (p ArticlePage) Write(w io.Writer, f *Frame) error {
	a, language := p.Article, f.Language
	if a.Language != "" {
		language = a.Language
	}
	p.Head = f.head(a.Title, a.Summary, a.Permalink, language)
	p.Untitled = a.Traits.Has(feed.Untitled)
	p.Text, p.Alone, p.Mark = articleText(a), a.Standalone(), f.mark(&a.Meta)
	if u := a.Image.URL; u != "" && !a.Traits.Has(feed.NoHero) && !strings.Contains(a.Content, `src="`+template.HTMLEscapeString(u)+`"`) {
		p.Hero = &a.Image
	}
	if name := feed.TextName(&a.Meta); f.Site.Markdown && name != "" {
		p.MarkdownURL = f.Site.URL(name)
	}
	p.Previous, p.Next = f.relLink(p.Previous), f.relLink(p.Next)
	for _, other := range a.Alternates {
		name := other.Language
		if f.Site.LanguageName != nil {
			name = f.Site.LanguageName(other.Language)
		}
		p.Translations = append(p.Translations, Link{name, other.URL, other.Language})
	}
	if own := f.languageFeed(a.Language); own != nil {
		feeds, err := f.theme.render("feeds.gohtml", alternates(own, f.Main))
		if err != nil {
			return err
		}
		p.Head.Feeds = feeds
	}
	if !p.Alone {
		if err := p.describe(f); err != nil {
			return err
		}
	}
	return f.execute(w, "article.gohtml", p)
}

// describe sets the fields that a standalone page does not have.
func (p *ArticlePage) describe(f *Frame) (err error) {
	a := p.Article
	p.Published, p.Minutes = f.published(&a.Meta), f.N("minutes", readingMinutes(a.Content))
	if a.Updated.Format(time.DateOnly) != a.Published.Format(time.DateOnly) {
		updated := f.moment(a.Updated)
		p.Updated = &updated
	}
	p.Authors, p.Tags = f.authors(&a.Meta), f.tags(&a.Meta)
	p.setMedia(f)
	if p.Player != nil {
		p.Minutes = p.Player.Length
	}
	p.Structured, err = p.structured(f)
	return err
}

// relLink returns a copy of l whose URL is without scheme and host; nil for nil.
func (f *Frame) relLink(l *Link) *Link {
	if l == nil {
		return nil
	}
	return &Link{l.Title, f.Rel(l.URL), l.Language}
}

// authors returns links to the authors of an article. An author who is only the site's title, the
// default if site.yaml names no authors, is omitted.
func (f *Frame) authors(a *feed.Meta) (links []Link) {
	for _, author := range a.Authors {
		link := Link{author.Name, f.Rel(f.pageOf(feed.Author, author.Name)), ""}
		if link.URL == "" {
			link.URL = author.URL
		}
		if author.Name != f.Site.Title || len(f.Site.Authors) > 0 {
			links = append(links, link)
		}
	}
	return links
}

// tags returns links to the section and the tags of an article, as ArticlePage.Tags describes.
func (f *Frame) tags(a *feed.Meta) (links []Link) {
	if a.Section != "" {
		if u := f.pageOf(feed.Section, a.Section); u != "" {
			links = append(links, Link{a.Section, f.Rel(u), ""})
		}
	}
	for _, tag := range a.Tags {
		links = append(links, Link{tag, f.Rel(f.pageOf(feed.Tag, tag)), ""})
	}
	return links
}

// Player is the audio or video file of an article.
type Player struct {
	feed.Enclosure
	Film bool // whether it is a video
	// Size ("3.2 MB") and Length ("4:05") are for display; "" if unknown.
	Size, Length string
}

// setMedia sets Player to the article's audio or video, and Files to its other enclosures.
func (p *ArticlePage) setMedia(f *Frame) {
	media := p.Article.Media()
	for i := range p.Article.Enclosures {
		if e := &p.Article.Enclosures[i]; e != media {
			p.Files = append(p.Files, *e)
		}
	}
	if media == nil {
		return
	}
	p.Player = &Player{Enclosure: *media, Film: strings.HasPrefix(media.Type, "video/")}
	if media.Length > 0 {
		p.Player.Size = f.formatSize(media.Length)
	}
	if d := p.Article.Episode.Duration; d > 0 {
		p.Player.Length = formatDuration(d)
	}
}

// formatDuration formats d as players do: "1:02:03" or "4:05".
func formatDuration(d time.Duration) string {
	d = d.Round(time.Second)
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	if h > 0 {
		return fmt.Sprintf("%d:%02d:%02d", h, m, s)
	}
	return fmt.Sprintf("%d:%02d", m, s)
}

// formatSize formats a number of bytes in megabytes or kilobytes, in the site's language.
func (f *Frame) formatSize(n int64) string {
	unit, amount, digits := "megabytes", float64(n)/1e6, 1
	if n < 1e6 {
		unit, amount, digits = "kilobytes", float64(n)/1e3, 0
	}
	number := strconv.FormatFloat(amount, 'f', digits, 64)
	if f.dates.locale != nil {
		number = f.dates.locale.number(amount, digits)
	}
	return strings.Replace(f.W[unit], "%s", number, 1)
}
