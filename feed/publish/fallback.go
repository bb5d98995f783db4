package publish

import (
	"errors"
	"slices"

	"fil/feed"
	"fil/feed/page"
)

// keepLast leaves the last good form of an output that could not be made, or did not
// pass its check, where there is one.
func (r *run) keepLast(o *Output, m *made) {
	problems := m.problems
	if m.err != nil {
		problems = []*feed.Problem{{Path: o.Name, Message: m.err.Error()}}
	}
	var theme *page.ThemeError
	r.mu.Lock()
	defer r.mu.Unlock()
	if errors.As(m.err, &theme) {
		r.keepPage(o, theme)
		return
	}
	r.keepFile(o)
	hint := "it is not published"
	if _, published := r.have.File(o.Name); published {
		hint = "its last good form stays up"
	}
	for _, p := range problems {
		p.Hint = hint
	}
	r.report.Problems = append(r.report.Problems, problems...)
}

// keepFile leaves a file as it is. r.mu is held.
func (r *run) keepFile(o *Output) {
	for _, name := range []string{o.Name, o.Name + gzipped} {
		if _, ok := r.have.File(name); ok {
			r.kept[name] = true
		}
	}
	if _, known := r.Made[o.Name]; known {
		r.report.Made[o.Name] = Made{}
	}
}

// keepPage leaves a page as it is that the theme cannot make. A line of a theme that is
// wrong is so for many pages, and told once. r.mu is held.
func (r *run) keepPage(o *Output, theme *page.ThemeError) {
	r.keepFile(o)
	r.keepAssets = true
	told := themeProblem(theme)
	if !slices.ContainsFunc(r.report.Problems, func(p *feed.Problem) bool { return p.Path == told.Path && p.Line == told.Line }) {
		r.report.Problems = append(r.report.Problems, told)
	}
}
