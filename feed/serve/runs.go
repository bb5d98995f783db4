package serve

import (
	"slices"
	"sync"
	"time"

	"fil/feed"
)

// Run is the result of one run, as GET /-/runs returns it in JSON.
type Run struct {
	At      time.Time `json:"at"`
	Reason  string    `json:"reason"`
	Seconds float64   `json:"seconds"`
	// Error is why the run failed, "" if it succeeded. Then the counts are zero.
	Error string `json:"error,omitempty"`
	// Hint says how Error is mended.
	Hint      string       `json:"hint,omitempty"`
	Articles  int          `json:"articles"`
	Feeds     int          `json:"feeds"`
	Written   int          `json:"written"`
	Unchanged int          `json:"unchanged"`
	Removed   int          `json:"removed"`
	Problems  []RunProblem `json:"problems"`

	// Took is Seconds, rounded for people.
	Took time.Duration `json:"-"`
}

// RunProblem is one problem of a run.
type RunProblem struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Warning bool   `json:"warning,omitempty"`
}

// String returns the problem with its file and line, as compilers write it.
func (p RunProblem) String() string {
	return (&feed.Problem{Path: p.File, Line: p.Line, Message: p.Message}).Error()
}

// maxProblems is how many problems of one run are stored.
const maxProblems = 200

// RunProblems returns problems as those of a run, up to the first 200.
func RunProblems(problems []*feed.Problem) []RunProblem {
	list := []RunProblem{}
	for _, p := range problems[:min(len(problems), maxProblems)] {
		list = append(list, RunProblem{p.Path, p.Line, p.Message, p.Hint, p.Warning})
	}
	return list
}

// ProblemCount counts the error and the problems of a run.
func (r Run) ProblemCount() int {
	if r.Error != "" {
		return 1 + len(r.Problems)
	}
	return len(r.Problems)
}

// maxRuns is how many runs a history stores.
const maxRuns = 50

// History stores the last 50 runs. The zero value is empty. It is safe for several goroutines.
type History struct {
	mu   sync.Mutex
	runs []Run
}

// Add adds a run, and drops the oldest if there are too many.
func (h *History) Add(r Run) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.runs = append(h.runs, r)
	if len(h.runs) > maxRuns {
		h.runs = slices.Delete(h.runs, 0, len(h.runs)-maxRuns)
	}
}

// Runs returns the runs, the newest first.
func (h *History) Runs() []Run {
	h.mu.Lock()
	defer h.mu.Unlock()
	runs := append([]Run{}, h.runs...)
	slices.Reverse(runs)
	return runs
}

// Last returns the newest run, the zero value before the first.
func (h *History) Last() Run {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.runs) == 0 {
		return Run{}
	}
	return h.runs[len(h.runs)-1]
}
