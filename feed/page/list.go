package page

import (
	"html/template"
	"io"

	"fil/feed"
)

// ListPage shows the newest articles of a feed: the home page, or the page of a tag, an author, a
// section or a language. Write sets Head, Label, Introduction and Entries.
type ListPage struct {
	Head
	Feed *feed.Feed
	// Kind and Value say which articles the feed selects, for example Tag and "Mali".
	Kind  feed.Kind
	Value string
	// Intro is shown above the list; nil for none.
	Intro *feed.Article
	// Articles are the newest of the feed, the newest first.
	Articles []*feed.Article
	// Years link to the pages with all articles; nil if Articles has all of them.
	Years []Year

	// Label is the word for Kind, "" on the home page.
	Label string
	// Introduction is the text of Intro. Entries are Articles as the page shows them.
	Introduction template.HTML
	Entries      []Entry
}

// Year is a link to the page of a year.
type Year struct {
	Name     string // "2024"
	URL      string // absolute
	Articles int    // the number of articles in the year
}

// Entry is an article in a list.
type Entry struct {
	Title   string
	Summary string // "" in a list of titles
	URL     string // without scheme and host
	// Language and Dir are the article's; both are "" if the page has the same language.
	Language, Dir string
	Published     Moment
	// Mark says why the article is visible in a preview only; "" if it is public.
	Mark string
	// Image, Authors and Tags are the article's. They are zero in a list of titles.
	Image   feed.Image
	Authors []Link
	Tags    []Link
}

// TitleOf returns the title of a feed's page: the value of its kind, for example the name of a tag;
// of a language the language's own name; else the feed's title.
func TitleOf(f *feed.Feed, kind feed.Kind, value string) string {
	switch kind {
	case feed.Tag, feed.Author, feed.Section:
		return value
	case feed.Language:
		return LanguageName(value)
	}
	return f.Title
}

// Write writes the page with the template list.gohtml.
func (p ListPage) Write(w io.Writer, f *Frame) (err error) {
	language := f.Language
	if p.Kind == feed.Language {
		language = p.Value
	}
	p.Head = f.head(TitleOf(p.Feed, p.Kind, p.Value), p.Feed.Subtitle, p.Feed.HomeURL, language)
	if p.Kind != feed.Whole {
		p.Label = f.W[string(p.Kind)]
		p.Head.Feeds, err = f.theme.render("feeds.gohtml", alternates(p.Feed, f.Main))
		if err != nil {
			return err
		}
	}
	if p.Intro != nil {
		p.Introduction = articleText(p.Intro)
	}
	p.Entries = make([]Entry, len(p.Articles))
	for i, a := range p.Articles {
		e := f.entry(&a.Meta, language)
		e.Summary, e.Image, e.Authors, e.Tags = a.Summary, a.Image, f.authors(&a.Meta), f.tags(&a.Meta)
		if a.Traits.Has(feed.Untitled) { // the title was made from the same text
			e.Summary = ""
		}
		p.Entries[i] = e
	}
	return f.execute(w, "list.gohtml", p)
}

// entries returns the entries of a list of titles. language is that of the page.
func (f *Frame) entries(articles []*feed.Meta, language string) []Entry {
	entries := make([]Entry, len(articles))
	for i, a := range articles {
		entries[i] = f.entry(a, language)
	}
	return entries
}

// entry returns the entry of an article, without what only its text gives.
func (f *Frame) entry(a *feed.Meta, language string) Entry {
	e := Entry{Title: a.Title, URL: f.Rel(a.Permalink), Published: f.published(a), Mark: f.mark(a)}
	if a.Language != "" && a.Language != language {
		e.Language, e.Dir = a.Language, direction(a.Language)
	}
	return e
}
