package build

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// forget lets go of what a run that failed has taken in.
func (e *Engine) discardState() {
	e.inventory = nil
	if e.cache != nil {
		e.cache.Token = "" // it is opened anew, and what goes with it let go
	}
	_ = e.memory.Rollback() // what is kept in vain is no harm: it is cut off at the next start
}

// describe reads site.yaml. Where that is wrong, and it was right before in this process,
// the site goes on as it was: articles appear and leave while their site.yaml is mended.
func (e *Engine) loadSite(fsys fs.FS) (site *feed.Site, scope string, wrong *source.SiteError, err error) {
	site, err = e.readSite(fsys)
	if errors.As(err, &wrong) && e.site != nil {
		return e.site, e.siteScope, wrong, nil
	}
	if err == nil {
		scope, err = scopeOfCache(fsys, site, e.Offline)
	}
	if err == nil {
		e.site, e.siteScope = site, scope
	}
	return site, scope, nil, err
}

// goesOn is what is wrong with site.yaml where a run went by an earlier one.
func keptSiteProblem(wrong *source.SiteError) *feed.Problem {
	problem := wrong.Problem
	problem.Hint = strings.TrimPrefix(problem.Hint+"; the site goes on as it was", "; ")
	return &problem
}

// degrade adds a problem of the whole run. The report may be the record of an earlier run, which
// is left as it is.
func (o *Outcome) addProblem(problem *feed.Problem) {
	report := *o.Report
	report.Problems = append([]*feed.Problem{problem}, report.Problems...)
	o.Report = &report
}

// changedArticles names the articles that are new, changed or have come due since the last run, as their
// author knows them. A first run names none.
func (r *reading) changedArticles(now time.Time) (names []string) {
	if r.cache.Ran.IsZero() {
		return nil
	}
	articles := r.Articles
	if r.incremental {
		articles = r.changed
	}
	for _, a := range articles {
		was := r.cache.Records[a.Path]
		same := was.Usable() && was.Article.Print == a.Print && was.Article.LiveAt(r.cache.Ran)
		if a.LiveAt(now) && !same && (r.Records[a.Path].Usable() || !a.LiveAt(r.cache.Ran)) {
			names = append(names, a.Title+" "+a.Permalink)
		}
	}
	return names
}

// scopeOf is what the outcome of a reading depends on besides the files: the program,
// site.yaml, and the address, which the command line may have over it.
func scopeOfCache(fsys fs.FS, site *feed.Site, offline bool) (string, error) {
	data, err := fs.ReadFile(fsys, inventory.SiteFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	program := "unknown" // then by what site.yaml says alone
	if name, err := os.Executable(); err == nil {
		if info, err := os.Stat(name); err == nil {
			program = fmt.Sprint(info.Size(), info.ModTime().UnixNano())
		}
	}
	sum := sha256.Sum256(fmt.Appendf(data, "\x00%s\x00%s\x00%s\x00%t", program, site.BaseURL, site.HostedBy, offline))
	return hex.EncodeToString(sum[:]), nil
}

// believable is how far a clock may be put back and yet be wrong.
const maxClockBack = 24 * time.Hour

// onward is the time of a run. Where the clock has been put back since the last one, it
// is still that one's: what has been published is not taken back for the hours that come
// twice. A clock that goes back by more was wrong before.
func runTime(clock, last time.Time) time.Time {
	if back := last.Sub(clock); back > 0 && back <= maxClockBack {
		return last
	}
	return clock
}
