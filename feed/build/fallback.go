package build

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"fil/feed"
	"fil/feed/publish"
)

// standIn puts the last published form of the article of each file that cannot be read, unless the set
// of the last run has it already. If it has expired since, its addresses answer 410. standIn returns the
// files of which the next set has no article: those that were not published, which have no such form, those that withhold
// their article, and those that could not be read in the last run and are gone now.
func (r *reading) standIn(now time.Time) (removed []string, err error) {
	r.unreadable = slices.Clone(r.Refused)
	for _, folder := range r.Unread {
		for _, path := range r.memory.Below(folder) {
			if r.recordOf(path) == nil { // a file with a record keeps its article
				r.unreadable = append(r.unreadable, path)
			}
		}
	}
	for _, path := range r.unreadable {
		r.touched[path] = true
		a := r.lastKnown(path, now)
		lost := a != nil && a.Print == [16]byte{} && !a.Expired(now) // its text was lost before an upgrade, and its tags with it
		if a == nil || r.withholds(path) || lost {
			removed = append(removed, path)
			continue
		}
		if slices.Contains(r.last.unreadable, path) && r.last.set.Article(path) != nil {
			continue
		}
		if last := r.lastForm(path); last != nil && r.texts != nil { // its addresses may have another base URL now
			if err := r.texts.StoreText(last); err != nil {
				return nil, err
			}
			a = &last.Meta
		}
		r.put[path] = a
	}
	for _, path := range r.last.unreadable {
		if r.recordOf(path) == nil && r.put[path] == nil && !slices.Contains(r.unreadable, path) {
			removed = append(removed, path)
			r.touched[path] = true
		}
	}
	return removed, nil
}

// lastKnown returns the article that the last publication has of a file, else the one of an earlier publication that has
// expired by now, else nil.
func (r *reading) lastKnown(path string, now time.Time) *feed.Meta {
	if a := r.publishedFrom(path); a != nil {
		return a
	}
	return r.memory.ExpiredFrom(path, r.site, now)
}

// withholds reports whether a file with an error withholds its article all the same.
func (r *reading) withholds(path string) bool {
	record := r.recordOf(path)
	return record != nil && record.Refused && record.Meta != nil && record.Meta.Draft
}

// retainPages retains the pages of unreadable articles whose last published form the memory does not
// have, because the state folder was damaged. It adds the pages to in.RetainFiles, and returns them
// by the articles' files, with a warning for each.
func (e *Engine) retainPages(ctx context.Context, r *reading, in *publish.Input) (retained map[string]string, problems []*feed.Problem) {
	m, err := e.dist.Manifest(ctx)
	if err != nil {
		return nil, nil // publishing returns this error
	}
	before := e.memory.Retained()
	retained = map[string]string{}
	for _, path := range r.unreadable {
		if r.set.Article(path) != nil || r.withholds(path) {
			continue
		}
		page := before[path]
		published := r.publishedFrom(path)
		switch {
		case published != nil:
			page = published.Page
		case e.memory.Ran().IsZero() || slices.Contains(r.damaged, path): // the memory was lost, or what it had of this article
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

// warnDamaged returns a warning for each article of which the memory has a damaged row, except those whose
// pages are retained.
func (r *reading) warnDamaged() (problems []*feed.Problem) {
	for _, path := range r.damaged {
		if !slices.Contains(r.unreadable, path) {
			problems = append(problems, &feed.Problem{Path: path, Warning: true, Message: "what the state folder had of this article is damaged: it counts as new"})
		}
	}
	return problems
}

// pageTest returns a function that reports whether a file of dist was the page of an article in any
// earlier publication. [publish.Run] needs it to recognise Fil's files if the manifest is missing.
func (r *reading) pageTest() func(name string) bool {
	pages := sync.OnceValue(func() map[string]bool {
		pages := map[string]bool{}
		for _, p := range r.memory.Published() {
			pages[p.Page] = true
		}
		for _, w := range r.memory.Withdrawn() {
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
