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
	p.Text, p.Alone, p.Mark = text(a), a.Alone(), f.mark(a)
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

// size is that of a file, for people.
func (f *Frame) size(n int64) string {
	unit, amount, digits := "megabytes", float64(n)/1e6, 1
	if n < 1e6 {
		unit, amount, digits = "kilobytes", float64(n)/1e3, 0
	}
	number := strconv.FormatFloat(amount, 'f', digits, 64)
	if f.dates.locale != nil {
		number = f.dates.locale.FmtNumber(amount, uint64(digits))
	}
	return strings.Replace(f.W[unit], "%s", number, 1)
}
