package page

import (
	"html/template"
	"io"

	"fil/feed"
)

// ListPage shows the newest articles of a feed: the home page, and the page that a feed
// stands for. What is not given is filled in when it is written.
type ListPage struct {
	Head
	Feed *feed.Feed
	// Kind and Value say what the feed is made for.
	Kind  feed.Kind
	Value string
	// Intro stands above the list; nil where there is none.
	Intro *feed.Article
	// Articles are the newest first.
	Articles []*feed.Article
	// Years lead to all of them; none where Articles are all.
	Years []Year

	// Label says what the page is, "" for the home page.
	Label string
	// Introduction is the text of Intro, and Entries are Articles, as they are shown.
	Introduction template.HTML
	Entries      []Entry
}

// Year is the page of the articles of a year.
type Year struct {
	Name     string // "2024"
	URL      string // absolute
	Articles int    // how many there are
}

// Entry is an article in a list.
type Entry struct {
	Title   string
	Summary string // "" in a list of titles
	URL     string // on the site
	// Language and Dir are the article's, "" where they are the page's.
	Language, Dir string
	Published     Moment
	// Mark says that only a preview has it, "" for all others.
	Mark string
	// Image is a small picture; Authors and Tags are those that stand below. A list of titles
	// has none of them.
	Image   feed.Image
	Authors []Link
	Tags    []Link
}

// TitleOf is what the page of a feed is called.
func TitleOf(f *feed.Feed, kind feed.Kind, value string) string {
	switch kind {
	case feed.Tag, feed.Author, feed.Section:
		return value
	case feed.Language:
		return LanguageName(value)
	}
	return f.Title
}

// Write writes the page, of a publication with that Frame.
func (p ListPage) Write(w io.Writer, f *Frame) (err error) {
	language := f.Language
	if p.Kind == feed.Language {
		language = p.Value
	}
	p.Head = f.head(TitleOf(p.Feed, p.Kind, p.Value), p.Feed.Subtitle, p.Feed.HomeURL, language)
	if p.Kind != feed.Whole {
		p.Label = f.W[string(p.Kind)]
		if p.Head.Feeds, err = f.theme.part("feeds.gohtml", alternates(p.Feed, f.Main)); err != nil {
			return err
		}
	}
	if p.Intro != nil {
		p.Introduction = text(p.Intro)
	}
	p.Entries = f.entries(p.Articles, language)
	for i, a := range p.Articles {
		e := &p.Entries[i]
		e.Summary, e.Image, e.Authors, e.Tags = a.Summary, a.Image, f.authors(a), f.tags(a)
		if a.Traits.Has(feed.Untitled) { // it would say the same twice
			e.Summary = ""
		}
	}
	return f.execute(w, "list.gohtml", p)
}

// entries are articles in a list of titles on a page in a language.
func (f *Frame) entries(articles []*feed.Article, language string) []Entry {
	entries := make([]Entry, len(articles))
	for i, a := range articles {
		entries[i] = Entry{Title: a.Title, URL: f.Rel(a.Permalink), Published: f.published(a), Mark: f.mark(a)}
		if a.Language != "" && a.Language != language {
			entries[i].Language, entries[i].Dir = a.Language, direction(a.Language)
		}
	}
	return entries
}
