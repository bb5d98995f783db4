package page

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"time"

	"fil/feed"
)

// ArticlePage is what an article's page shows, or a page of its own.
type ArticlePage struct {
	*Frame
	Article *feed.Article
	// Previous and Next are the articles that were published before and after; nil where
	// there is none.
	Previous, Next *Link
}

// Heading is the page's title.
func (p ArticlePage) Heading() string { return p.Article.Title }

// Description is what the page says of itself elsewhere.
func (p ArticlePage) Description() string { return p.Article.Summary }

// URL is the page's own address.
func (p ArticlePage) URL() string { return p.Article.Permalink }

// Language is the article's.
func (p ArticlePage) Language() string {
	if p.Article.Language != "" {
		return p.Article.Language
	}
	return p.Frame.Language()
}

// Dir is "rtl" where the article is written from right to left, else "".
func (p ArticlePage) Dir() string { return rightToLeft(p.Language()) }

// Minutes is how long it takes to read, 1 at the least.
func (p ArticlePage) Minutes() int { return minutes(p.Article.Content) }

// Updated is when it was changed, nil where that was on the day of its publication.
func (p ArticlePage) Updated() *time.Time {
	a := p.Article
	if a.Updated.Format(time.DateOnly) == a.Published.Format(time.DateOnly) {
		return nil
	}
	return &a.Updated
}

// Authors are those of the article, each with a page on the site, of their own, or none.
// The site itself, which stands for nobody, is not named.
func (p ArticlePage) Authors() (links []Link) {
	for _, author := range p.Article.Authors {
		link := Link{author.Name, p.of(feed.Author, author.Name), ""}
		if link.URL == "" {
			link.URL = author.URL
		}
		if author.Name != p.Site.Title || len(p.Site.Authors) > 0 {
			links = append(links, link)
		}
	}
	return links
}

// Tags are the section and the tags of the article, each with its page where it has one.
func (p ArticlePage) Tags() (links []Link) {
	if section := p.Article.Section; section != "" {
		if u := p.of(feed.Section, section); u != "" {
			links = append(links, Link{section, u, ""})
		}
	}
	for _, tag := range p.Article.Tags {
		links = append(links, Link{tag, p.of(feed.Tag, tag), ""})
	}
	return links
}

// Player is the sound or film that comes with an article.
type Player struct {
	feed.Enclosure
	Film bool
	// Size and Length are written for people, "" where nobody knows.
	Size, Length string
}

// Player is what the browser plays, nil where there is nothing.
func (p ArticlePage) Player() *Player {
	media := p.Article.Media()
	if media == nil {
		return nil
	}
	player := &Player{Enclosure: *media, Film: media.Type[:5] == "video"}
	if media.Length > 0 {
		player.Size = p.size(media.Length)
	}
	if d := p.Article.Episode.Duration; d > 0 {
		player.Length = clock(d)
	}
	return player
}

// clock is a length of time as players show it: "1:02:03" or "4:05".
func clock(d time.Duration) string {
	d = d.Round(time.Second)
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	if h > 0 {
		return fmt.Sprintf("%d:%02d:%02d", h, m, s)
	}
	return fmt.Sprintf("%d:%02d", m, s)
}

// Files are the enclosures besides what the browser plays.
func (p ArticlePage) Files() (files []feed.Enclosure) {
	media := p.Article.Media()
	for i := range p.Article.Enclosures {
		if e := &p.Article.Enclosures[i]; e != media {
			files = append(files, *e)
		}
	}
	return files
}

// thing is what schema.org says of an article and of those about it. Zero is left out.
type thing struct {
	Context     string  `json:"@context,omitempty"`
	Type        string  `json:"@type"`
	Headline    string  `json:"headline,omitempty"`
	Name        string  `json:"name,omitempty"`
	Description string  `json:"description,omitempty"`
	URL         string  `json:"url,omitempty"`
	Image       string  `json:"image,omitempty"`
	Language    string  `json:"inLanguage,omitempty"`
	Published   string  `json:"datePublished,omitempty"`
	Modified    string  `json:"dateModified,omitempty"`
	Authors     []thing `json:"author,omitempty"`
	Publisher   *thing  `json:"publisher,omitempty"`
}

// Structured is the article as search engines want it (schema.org), as JSON that may stand
// in a script element; "" for a page of its own.
func (p ArticlePage) Structured() (template.JS, error) {
	a := p.Article
	if a.Alone() {
		return "", nil
	}
	article := thing{Context: "https://schema.org", Type: "Article", Headline: a.Title, Description: a.Summary, URL: a.Permalink, Image: a.Image.URL,
		Language: p.Language(), Published: p.Instant(a.Published), Modified: p.Instant(a.Updated),
		Publisher: &thing{Type: "Organization", Name: p.Site.Title, URL: p.Site.BaseURL}}
	for _, author := range a.Authors {
		article.Authors = append(article.Authors, thing{Type: "Person", Name: author.Name, URL: author.URL})
	}
	data, err := json.Marshal(article) // escapes what could end the element
	return template.JS(data), err
}

// Write writes the page.
func (p ArticlePage) Write(w io.Writer) error { return p.theme.execute(w, "article.gohtml", p) }

// SubscribePage tells how to subscribe, and to what.
type SubscribePage struct {
	*Frame
	Groups []Group
}

// Group is feeds of one kind.
type Group struct {
	Title string
	Feeds []Subscription
	// More counts those that only the list has: a page of ten thousand tags helps nobody.
	More int
}

// Subscription is one feed that can be subscribed to.
type Subscription struct {
	Feed  *feed.Feed
	Title string
	// Readers are the addresses at which well-known readers take it.
	Readers []Link
}

// Form is one format of a feed, or the list of feeds.
type Form struct{ Name, URL string }

// Line is a Form with the Frame of its page.
type Line struct {
	*Frame
	Form
}

// Line is a line with an address that can be copied.
func (p SubscribePage) Line(f Form) Line { return Line{p.Frame, f} }

// OPML is the list of all feeds.
func (p SubscribePage) OPML() Form { return Form{"OPML", p.OPMLURL()} }

// Forms are the formats, the first the one that readers should take.
func (s Subscription) Forms() []Form {
	return []Form{{"Atom", s.Feed.Self.Atom}, {"RSS", s.Feed.Self.RSS}, {"JSON\u00a0Feed", s.Feed.Self.JSON}}
}

// Readers are the public addresses at which well-known readers take a feed. They are
// nothing but links: nobody is asked before somebody clicks.
func Readers(address string) []Link {
	escaped := url.QueryEscape(address)
	return []Link{
		{"Feedly", "https://feedly.com/i/subscription/feed%2F" + escaped, ""},
		{"Inoreader", "https://www.inoreader.com/?add_feed=" + escaped, ""},
		{"Feedbin", "https://feedbin.com/?subscribe=" + escaped, ""},
		{"NewsBlur", "https://www.newsblur.com/?url=" + escaped, ""},
		{"The Old Reader", "https://theoldreader.com/feeds/subscribe?url=" + escaped, ""},
	}
}

// Heading is the page's title.
func (p SubscribePage) Heading() string { return p.T("subscribe") }

// Description is what the page says of itself elsewhere.
func (p SubscribePage) Description() string { return p.T("explain") }

// URL is the page's own address.
func (p SubscribePage) URL() string { return p.SubscribeURL() }

// Language is the interface's: the page has hardly any other words.
func (p SubscribePage) Language() string { return p.Words.Language }

// Dir is the direction of the interface's language.
func (p SubscribePage) Dir() string { return rightToLeft(p.Words.Language) }

// Write writes the page.
func (p SubscribePage) Write(w io.Writer) error { return p.theme.execute(w, "subscribe.gohtml", p) }
