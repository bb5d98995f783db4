package serve

import "testing"

// A history stores the last runs, the newest first.
func TestHistory(t *testing.T) {
	var h History
	if last := h.Last(); last.Reason != "" || len(h.Runs()) != 0 {
		t.Errorf("an empty history has the run %+v", last)
	}
	for i := range 2 * maxRuns {
		h.Add(Run{Articles: i})
	}
	if runs := h.Runs(); len(runs) != maxRuns || runs[0].Articles != 2*maxRuns-1 || runs[maxRuns-1].Articles != maxRuns {
		t.Errorf("%d runs, from %d to %d", len(runs), runs[0].Articles, runs[len(runs)-1].Articles)
	}
	if h.Last().Articles != 2*maxRuns-1 {
		t.Errorf("the last run is %+v", h.Last())
	}
}
