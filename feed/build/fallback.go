package build

import (
	"fmt"
	"slices"
	"sync"

	"fil/feed"
	"fil/feed/publish"
	"fil/feed/source"
)

// standIn puts last published forms in the place of what is missing.
func (r *reading) insertFallbacks(missing []string) {
	if len(missing) == 0 {
		return
	}
	r.Articles = slices.Clone(r.Articles)
	for _, path := range missing {
		article, ok := r.lastPublished(path)
		if !ok {
			continue
		}
		if article.Stem == "" {
			r.Introduction = article
			continue
		}
		if at, there := source.Find(r.Articles, path); !there {
			r.Articles = slices.Insert(r.Articles, at, article)
		}
	}
}

// standIns are what was put in the place of what is refused.
func (r *reading) fallbacks() (articles []*feed.Article) {
	for _, path := range r.Refused {
		if at, there := source.Find(r.Articles, path); there {
			articles = append(articles, r.Articles[at])
		}
	}
	return articles
}

// keepUnremembered keeps the pages of articles that cannot be read and whose last form is lost,
// because the state folder was damaged. It returns these pages by the articles' files, and a warning
// for each.
func (e *Engine) retainPages(r *reading, in *publish.Input) (stay map[string]string, problems []*feed.Problem) {
	m, err := e.store.Manifest()
	if err != nil {
		return nil, nil // the run ends with that
	}
	before := e.memory.Retained()
	stay = map[string]string{}
	for _, path := range r.Refused {
		if _, there := r.lastPublished(path); there {
			continue
		}
		page := before[path]
		switch was := r.publishedFrom(path); {
		case was != nil:
			page = was.Page
		case e.memory.Ran().IsZero(): // it has been begun anew
			page = r.expectedPage(path)
		}
		if _, there := m.File(page); page == "" || !there {
			continue
		}
		stay[path], in.RetainFiles = page, append(in.RetainFiles, page)
		problems = append(problems, &feed.Problem{Path: path, Warning: true,
			Message: fmt.Sprintf("its last published form is not remembered: its page /%s stays up as it is, and it is in no feed until its file is mended", page)})
	}
	return stay, problems
}

// pages returns a function that tells whether an article, in whatever publication, had its page
// in a file of dist.
func (r *reading) pageTest() func(name string) bool {
	all := sync.OnceValue(func() map[string]bool {
		past, pages := r.history(nil), map[string]bool{}
		for _, k := range past.Last {
			pages[k.Page] = true
		}
		for _, g := range past.Withdrawn {
			pages[g.Page] = true
		}
		return pages
	})
	return func(name string) bool { return all()[name] }
}

// ownPage is the file in dist that an article which cannot be read would have for its page, ""
// if that cannot be told.
func (r *reading) expectedPage(path string) string {
	a := &feed.Article{Path: path, Stem: feed.Stem(path), Matter: &feed.Matter{}}
	address := ""
	if record := r.recordOf(path); record != nil && record.Article != nil { // its head could be read
		address = record.Article.Permalink
	}
	if r.site.AssignAddress(a, address) != nil {
		return ""
	}
	return a.Page
}
