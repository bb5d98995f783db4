package cli

import (
	"slices"
	"sync"
	"time"

	"fil/feed"
	"fil/feed/build"
)

// remembered is how many runs are kept.
const remembered = 50

// runRecord is what became of one run of the service.
type runRecord struct {
	At      time.Time `json:"at"`
	Reason  string    `json:"reason"`
	Seconds float64   `json:"seconds"`
	// Error is why it failed, "" where it did not: then the counts are zero.
	Error string `json:"error,omitempty"`
	// Hint is the mend of Error.
	Hint      string          `json:"hint,omitempty"`
	Articles  int             `json:"articles"`
	Feeds     int             `json:"feeds"`
	Written   int             `json:"written"`
	Unchanged int             `json:"unchanged"`
	Removed   int             `json:"removed"`
	Problems  []problemRecord `json:"problems"`
}

// problemRecord is what is wrong, and where.
type problemRecord struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Warning bool   `json:"warning,omitempty"`
}

// history are the last runs. It is safe for several goroutines.
type history struct {
	mu   sync.Mutex
	runs []runRecord
}

// add adds a run, and lets go of the oldest.
func (h *history) add(r runRecord) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.runs = append(h.runs, r); len(h.runs) > remembered {
		h.runs = slices.Delete(h.runs, 0, len(h.runs)-remembered)
	}
}

// last returns the runs, the newest first.
func (h *history) last() []runRecord {
	h.mu.Lock()
	defer h.mu.Unlock()
	runs := append([]runRecord{}, h.runs...)
	slices.Reverse(runs)
	return runs
}

// recordOf is what became of a run, which came to out or failed.
func recordOf(at time.Time, took time.Duration, reason string, out *build.Outcome, err error) runRecord {
	r := runRecord{At: at.Truncate(time.Millisecond), Reason: reason, Seconds: took.Seconds(), Problems: []problemRecord{}}
	if err != nil {
		r.Error, r.Hint = err.Error(), hintOf(err)
		return r
	}
	report := out.Report
	r.Articles, r.Feeds, r.Unchanged = report.Articles, report.Feeds, report.Unchanged
	r.Written, r.Removed = len(report.Written), len(report.Removed)
	for _, p := range report.Problems[:min(len(report.Problems), maxProblems)] {
		r.Problems = append(r.Problems, newProblemRecord(p))
	}
	return r
}

// maxProblems is how many problems of one run are kept: who has more knows what to do.
const maxProblems = 200

func newProblemRecord(p *feed.Problem) problemRecord {
	return problemRecord{p.Path, p.Line, p.Message, p.Hint, p.Warning}
}
