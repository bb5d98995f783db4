package build

import (
	"slices"
	"testing"
)

// What was asked for before a run is taken once, and a run that looks at all files is never narrowed
// to some.
func TestPending(t *testing.T) {
	var p Pending
	p.Changed([]string{"b.md", "a.md"})
	p.Changed([]string{"b.md"})
	if ask := p.Take(true); !slices.Equal(ask.Changed, []string{"a.md", "b.md"}) || ask.Accept || ask.SkipSettle {
		t.Errorf("two files: %+v", ask)
	}
	p.Changed([]string{"a.md"})
	p.All()
	if ask := p.Take(true); ask.Changed != nil {
		t.Errorf("all: %+v", ask)
	}
	p.Changed([]string{"a.md"})
	if ask := p.Take(false); ask.Changed != nil {
		t.Errorf("the schedule's run looks at %v alone", ask.Changed)
	}
	p.Accept(true)
	p.Accept(false)
	p.SkipSettle()
	if ask := p.Take(true); !ask.Accept || !ask.SkipSettle {
		t.Errorf("what was asked for is lost: %+v", ask)
	}
	if ask := p.Take(true); ask.Accept || ask.SkipSettle || len(ask.Changed) != 0 {
		t.Errorf("taken twice: %+v", ask)
	}
}
