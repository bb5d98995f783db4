package cli

import (
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// patience is how long work may last before a bar is shown.
const patience = 500 * time.Millisecond

// progress returns what is to be told how far some work has come, and draws a bar with
// counts, rate and time left. It is nil where nobody would see that.
func (a *app) progress(work string) func(done, of int) {
	if a.settings.quiet || a.settings.logFormat == "json" || !isTerminal(a.stderr) {
		return nil
	}
	terminal := a.stderr
	if a.rawStderr != nil { // lines have no width
		terminal = a.rawStderr
	}
	p := &progress{began: time.Now(), new: func(of int) *progressbar.ProgressBar {
		return progressbar.NewOptions(of, progressbar.OptionSetWriter(terminal), progressbar.OptionSetDescription(work),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionFullWidth())
	}}
	a.bars = append(a.bars, p)
	return p.tell
}

// progress is a bar, once there is one.
type progress struct {
	began time.Time
	new   func(of int) *progressbar.ProgressBar

	mu   sync.Mutex
	bar  *progressbar.ProgressBar
	done int
}

func (p *progress) tell(done, of int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil && time.Since(p.began) < patience || done <= p.done {
		return
	}
	if p.bar == nil {
		p.bar = p.new(of)
	}
	p.done = done
	if of = max(of, done); p.bar.GetMax() != of {
		p.bar.ChangeMax(of)
	}
	_ = p.bar.Set(done) // a terminal that has gone is no reason to stop
}

// clearBars takes the bars off the terminal, before anything is said.
func (a *app) clearBars() {
	for _, p := range a.bars {
		p.mu.Lock()
		if p.bar != nil {
			_ = p.bar.Clear() // likewise
		}
		p.mu.Unlock()
	}
	a.bars = nil
}
