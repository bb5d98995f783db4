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

	// Untitled says that the title was made of the text: it is there for those who listen, and
	// not shown.
	Untitled bool
	// Alone says that it is a page of its own: it shows neither date nor authors.
	Alone bool
	// Mark says that only a preview has it, "" for all others.
	Mark string
	// Hero is the picture that stands for the article, nil where its text shows it or its
	// author does not want it.
	Hero *feed.Image
	// Text is the article's content, as the page shows it.
	Text template.HTML
	// Published is when, and Updated when it was changed: nil where that was on the same
	// day.
	Published Moment
	Updated   *Moment
	// Minutes is how long it takes to read, in words; of an episode, how long that is, "" where
	// nobody knows.
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
	p.Untitled = a.Traits.Has(feed.Untitled)
	p.Text, p.Alone, p.Mark = text(a), a.Standalone(), f.mark(a)
	if u := a.Image.URL; u != "" && !a.Traits.Has(feed.NoHero) && !strings.Contains(a.Content, `src="`+template.HTMLEscapeString(u)+`"`) {
		p.Hero = &a.Image
	}
	p.Previous, p.Next = f.beside(p.Previous), f.beside(p.Next)
	if !p.Alone {
		if err := p.describe(f); err != nil {
			return err
		}
	}
	return f.execute(w, "article.gohtml", p)
}

// describe fills in what is said of an article beside its text.
func (p *ArticlePage) describe(f *Frame) (err error) {
	a := p.Article
	p.Published, p.Minutes = f.published(a), f.N("minutes", minutes(a.Content))
	if a.Updated.Format(time.DateOnly) != a.Published.Format(time.DateOnly) {
		updated := f.moment(a.Updated)
		p.Updated = &updated
	}
	p.Authors, p.Tags = f.authors(a), f.tags(a)
	if p.player(f); p.Player != nil {
		p.Minutes = p.Player.Length
	}
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
	Readers []Reader
}

// Line is a Form with the Frame of its page.
type Line struct {
	*Frame
	feed.Form
}

// Line is a line with an address that can be copied.
func (p SubscribePage) Line(f feed.Form) Line { return Line{p.Frame, f} }

// OPML is the list of all feeds.
func (p SubscribePage) OPML() feed.Form { return feed.Form{Name: "OPML", URL: p.OPMLURL()} }

// Reader is a program that a feed can be opened in.
type Reader struct {
	Title string
	URL   template.URL
}

// Readers are the public addresses at which well-known readers take a feed; of a podcast,
// those of podcast apps. They are nothing but links: nobody is asked before somebody clicks.
func Readers(f *feed.Feed) []Reader {
	address := f.Forms()[0].URL
	escaped := template.URL(url.QueryEscape(address))
	if f.OfPodcast {
		_, bare, _ := strings.Cut(address, "://")
		return []Reader{
			{"Apple Podcasts", "podcast://" + template.URL(bare)},
			{"Pocket Casts", "pktc://subscribe/" + template.URL(bare)},
			{"Overcast", "overcast://x-callback-url/add?url=" + escaped},
			{"AntennaPod", "https://antennapod.org/deeplink/subscribe?url=" + escaped},
			{"Podcast Addict", "https://podcastaddict.com/feed/" + escaped},
		}
	}
	return []Reader{
		{"Feedly", "https://feedly.com/i/subscription/feed%2F" + escaped},
		{"Inoreader", "https://www.inoreader.com/?add_feed=" + escaped},
		{"Feedbin", "https://feedbin.com/?subscribe=" + escaped},
		{"NewsBlur", "https://www.newsblur.com/?url=" + escaped},
		{"The Old Reader", "https://theoldreader.com/feeds/subscribe?url=" + escaped},
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
	return f.execute(w, "subscribe.gohtml", p)
}
