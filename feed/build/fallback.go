package build

import (
	"fmt"
	"slices"
	"sync"

	"fil/feed"
	"fil/feed/publish"
	"fil/feed/source"
)

// insertFallbacks inserts the last published form of the articles in the given files, which cannot be
// read. Files that were not published are skipped.
func (r *reading) insertFallbacks(unread []string) error {
	if len(unread) == 0 {
		return nil
	}
	r.Articles = slices.Clone(r.Articles)
	for _, path := range unread {
		article := r.publishedFrom(path)
		if article == nil {
			continue
		}
		if last := r.lastForm(path); last != nil && r.texts != nil { // its addresses may have another base URL now
			if err := r.texts.StoreText(last); err != nil {
				return err
			}
			article = &last.Meta
		}
		if article.Stem == "" {
			r.Introduction = article
			continue
		}
		if at, found := source.Find(r.Articles, path); !found {
			r.Articles = slices.Insert(r.Articles, at, article)
		}
	}
	return nil
}

// fallbacks returns the articles that insertFallbacks has inserted for refused files.
func (r *reading) fallbacks() (articles []*feed.Meta) {
	for _, path := range r.Refused {
		if at, found := source.Find(r.Articles, path); found {
			articles = append(articles, r.Articles[at])
		}
	}
	return articles
}

// retainPages retains the pages of unreadable articles whose last published form the memory does not
// have, because the state folder was damaged. It adds the pages to in.RetainFiles, and returns them
// by the articles' files, with a warning for each.
func (e *Engine) retainPages(r *reading, in *publish.Input) (retained map[string]string, problems []*feed.Problem) {
	m, err := e.store.Manifest()
	if err != nil {
		return nil, nil // publishing returns this error
	}
	before := e.memory.Retained()
	retained = map[string]string{}
	for _, path := range r.Refused {
		if r.lastForm(path) != nil {
			continue
		}
		page := before[path]
		published := r.publishedFrom(path)
		switch {
		case published != nil:
			page = published.Page
		case e.memory.Ran().IsZero(): // the memory was lost
			page = r.expectedPage(path)
		}
		if _, found := m.File(page); page == "" || !found {
			continue
		}
		retained[path], in.RetainFiles = page, append(in.RetainFiles, page)
		problems = append(problems, &feed.Problem{Path: path, Warning: true,
			Message: fmt.Sprintf("its last published form is not remembered: its page /%s stays up as it is, and it is in no feed until its file is mended", page)})
	}
	return retained, problems
}

// pageTest returns a function that reports whether a file of dist was the page of an article in any
// earlier publication. [publish.Run] needs it to recognise Fil's files if the manifest is missing.
func (r *reading) pageTest() func(name string) bool {
	pages := sync.OnceValue(func() map[string]bool {
		history, pages := r.history(nil), map[string]bool{}
		for _, p := range history.Last {
			pages[p.Page] = true
		}
		for _, w := range history.Withdrawn {
			pages[w.Page] = true
		}
		return pages
	})
	return func(name string) bool { return pages()[name] }
}

// expectedPage returns the file of dist that would be the page of an unreadable article; "" if its
// address cannot be determined.
func (r *reading) expectedPage(path string) string {
	a := &feed.Article{Meta: feed.Meta{Path: path, Stem: feed.Stem(path)}}
	address := ""
	if record := r.recordOf(path); record != nil && record.Meta != nil { // its front matter could be read
		address = record.Meta.Permalink
	}
	if r.site.AssignAddress(a, address) != nil {
		return ""
	}
	return a.Page
}
