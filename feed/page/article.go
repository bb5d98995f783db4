package page

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"fil/feed"
)

// ArticlePage is what an article's page shows, or a page of its own. What is not given is
// filled in when it is written.
type ArticlePage struct {
	Head
	Article *feed.Article
	// Previous and Next are the articles that were published before and after; nil where
	// there is none.
	Previous, Next *Link

	// Alone says that it is a page of its own: it shows neither date nor authors.
	Alone bool
	// Text is the article's content, as the page shows it.
	Text template.HTML
	// Published is when, and Updated when it was changed: nil where that was on the same
	// day.
	Published Moment
	Updated   *Moment
	// Minutes is how long it takes to read, in words.
	Minutes string
	// Authors are those of the article, each with a page on the site, of their own, or none.
	Authors []Link
	// Tags are the section and the tags, each with its page where it has one.
	Tags []Link
	// Player is what the browser plays, nil where there is nothing; Files are the other
	// enclosures.
	Player *Player
	Files  []feed.Enclosure
	// Structured is the article as search engines want it (schema.org), as JSON that may
	// stand in a script element; "" for a page of its own.
	Structured template.JS
}

// Write writes the page, of a publication with that Frame.
func (p ArticlePage) Write(w io.Writer, f *Frame) error {
	a, language := p.Article, f.Language
	if a.Language != "" {
		language = a.Language
	}
	p.Head = f.head(a.Title, a.Summary, a.Permalink, language)
	p.Text, p.Alone = text(a), a.Alone()
	p.Previous, p.Next = f.beside(p.Previous), f.beside(p.Next)
	if !p.Alone {
		if err := p.describe(f); err != nil {
			return err
		}
	}
	return f.theme.execute(w, "article.gohtml", p)
}

// describe fills in what is said of an article beside its text.
func (p *ArticlePage) describe(f *Frame) (err error) {
	a := p.Article
	p.Published, p.Minutes = f.moment(a.Published), f.N("minutes", minutes(a.Content))
	if a.Updated.Format(time.DateOnly) != a.Published.Format(time.DateOnly) {
		updated := f.moment(a.Updated)
		p.Updated = &updated
	}
	p.Authors, p.Tags = f.authors(a), f.tags(a)
	p.player(f)
	p.Structured, err = p.structured(f)
	return err
}

// beside is a link as it is written on the site.
func (f *Frame) beside(l *Link) *Link {
	if l == nil {
		return nil
	}
	return &Link{l.Title, f.Rel(l.URL), l.Language}
}

// authors links to those of an article. The site itself, which stands for nobody, is not
// named.
func (f *Frame) authors(a *feed.Article) (links []Link) {
	for _, author := range a.Authors {
		link := Link{author.Name, f.Rel(f.of(feed.Author, author.Name)), ""}
		if link.URL == "" {
			link.URL = author.URL
		}
		if author.Name != f.Site.Title || len(f.Site.Authors) > 0 {
			links = append(links, link)
		}
	}
	return links
}

func (f *Frame) tags(a *feed.Article) (links []Link) {
	if a.Section != "" {
		if u := f.of(feed.Section, a.Section); u != "" {
			links = append(links, Link{a.Section, f.Rel(u), ""})
		}
	}
	for _, tag := range a.Tags {
		links = append(links, Link{tag, f.Rel(f.of(feed.Tag, tag)), ""})
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

// player parts what the browser plays from the other enclosures.
func (p *ArticlePage) player(f *Frame) {
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
		p.Player.Size = f.size(media.Length)
	}
	if d := p.Article.Episode.Duration; d > 0 {
		p.Player.Length = clock(d)
	}
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

func (p *ArticlePage) structured(f *Frame) (template.JS, error) {
	a := p.Article
	article := thing{Context: "https://schema.org", Type: "Article", Headline: a.Title, Description: a.Summary, URL: a.Permalink, Image: a.Image.URL,
		Language: p.Head.Language, Published: p.Published.Machine, Modified: a.Updated.Format(time.RFC3339),
		Publisher: &thing{Type: "Organization", Name: f.Site.Title, URL: f.Site.BaseURL}}
	for _, author := range a.Authors {
		article.Authors = append(article.Authors, thing{Type: "Person", Name: author.Name, URL: author.URL})
	}
	data, err := json.Marshal(article) // escapes what could end the element
	return template.JS(data), err
}

// SubscribePage tells how to subscribe, and to what.
type SubscribePage struct {
	Head
	Groups []Group
}

// Group is feeds of one kind.
type Group struct {
	Kind  feed.Kind
	Title string // "" is that of the kind
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

// Write writes the page, of a publication with that Frame. The page has hardly any other
// words than the interface's.
func (p SubscribePage) Write(w io.Writer, f *Frame) error {
	p.Head = f.head(f.W["subscribe"], f.W["explain"], f.SubscribeURL(), f.UI)
	p.Groups = slices.Clone(p.Groups)
	for i := range p.Groups {
		if g := &p.Groups[i]; g.Title == "" {
			g.Title = f.W["by_"+string(g.Kind)]
		}
	}
	return f.theme.execute(w, "subscribe.gohtml", p)
}
