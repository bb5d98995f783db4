package publish

import (
	"errors"
	"slices"

	"fil/feed"
	"fil/feed/page"
)

// fallBack reports that an output could not be made, or failed its check, and retains its file of the
// last publication, if there is one.
func (r *run) fallBack(o *Output, m *product) {
	problems := m.problems
	if m.err != nil {
		problems = []*feed.Problem{{Path: o.Name, Message: m.err.Error()}}
	}
	var theme *page.ThemeError
	r.mu.Lock()
	defer r.mu.Unlock()
	if errors.As(m.err, &theme) {
		r.retainPage(o, theme)
		return
	}
	r.retainFile(o)
	hint := "it is not published"
	if _, published := r.have.File(o.Name); published {
		hint = "its last good form stays up"
	}
	for _, p := range problems {
		p.Hint = hint
	}
	r.report.Problems = append(r.report.Problems, problems...)
}

// retainFile leaves the published file of an output as it is, and removes its recorded key, so that the
// next run makes it. The caller holds r.mu.
func (r *run) retainFile(o *Output) {
	if _, recorded := r.made[o.Name]; recorded {
		r.report.Made[o.Name] = Made{}
	}
}

// retainPage retains the last published form of a page whose template failed. A template makes many pages, so a
// problem of one of its lines is reported once. The caller holds r.mu.
func (r *run) retainPage(o *Output, theme *page.ThemeError) {
	r.retainFile(o)
	r.retainAssets = true
	problem := themeProblem(theme)
	if !slices.ContainsFunc(r.report.Problems, func(p *feed.Problem) bool { return p.Path == problem.Path && p.Line == problem.Line }) {
		r.report.Problems = append(r.report.Problems, problem)
	}
}
