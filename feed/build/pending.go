package build

import (
	"maps"
	"slices"
	"sync"
)

// Pending collects what the next run is asked for, while another one may be under way. The zero value
// asks for nothing. It is safe for several goroutines.
type Pending struct {
	mu         sync.Mutex
	all        bool // any file may have changed
	changed    map[string]bool
	skipSettle bool
	accept     bool
}

// Changed adds files of content that may have changed.
func (p *Pending) Changed(paths []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.changed == nil {
		p.changed = map[string]bool{}
	}
	for _, path := range paths {
		p.changed[path] = true
	}
}

// All makes the next run look at all files of content.
func (p *Pending) All() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = true
}

// SkipSettle makes the next run publish new articles without delay; see [Ask].
func (p *Pending) SkipSettle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.skipSettle = true
}

// Accept lets the next run publish what would flood subscribers, if accept is true.
func (p *Pending) Accept(accept bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.accept = p.accept || accept
}

// Take returns what was collected, and forgets it. watched says that nothing but changes of files
// caused the run: then it looks at these files alone, unless All was called.
func (p *Pending) Take(watched bool) Ask {
	p.mu.Lock()
	defer p.mu.Unlock()
	ask := Ask{Accept: p.accept, SkipSettle: p.skipSettle}
	if watched && !p.all {
		ask.Changed = slices.Sorted(maps.Keys(p.changed))
	}
	p.all, p.changed, p.skipSettle, p.accept = false, nil, false, false
	return ask
}
