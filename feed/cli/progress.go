package cli

import (
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// barDelay is how long work lasts before a bar is shown.
const barDelay = 500 * time.Millisecond

// progress returns a function that draws a bar with counts, rate and remaining time. It returns nil
// if standard error is not a terminal, or with --quiet or --log-format json.
func (a *app) progress(work string) func(done, of int) {
	if a.settings.quiet || a.settings.logFormat == "json" || !isTerminal(a.stderr) {
		return nil
	}
	terminal := a.stderr
	if a.rawStderr != nil { // a queue of lines is no terminal
		terminal = a.rawStderr
	}
	p := &progress{began: time.Now(), newBar: func(of int) *progressbar.ProgressBar {
		return progressbar.NewOptions(of, progressbar.OptionSetWriter(terminal), progressbar.OptionSetDescription(work),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionFullWidth())
	}}
	a.bars = append(a.bars, p)
	return p.update
}

// progress is the progress of some work. Its bar is nil until barDelay has passed.
type progress struct {
	began  time.Time
	newBar func(of int) *progressbar.ProgressBar

	mu   sync.Mutex
	bar  *progressbar.ProgressBar
	done int
}

// update draws done of so many steps. Calls may come out of order: those with fewer steps are ignored.
func (p *progress) update(done, of int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil && time.Since(p.began) < barDelay || done <= p.done {
		return
	}
	if p.bar == nil {
		p.bar = p.newBar(of)
	}
	p.done = done
	of = max(of, done)
	if p.bar.GetMax() != of {
		p.bar.ChangeMax(of)
	}
	_ = p.bar.Set(done) // the work goes on if the terminal was closed
}

// clearBars removes the bars from the terminal. It must be called before anything is printed.
func (a *app) clearBars() {
	for _, p := range a.bars {
		p.mu.Lock()
		if p.bar != nil {
			_ = p.bar.Clear() // as above
		}
		p.mu.Unlock()
	}
	a.bars = nil
}
