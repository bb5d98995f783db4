package feed

import (
	"fmt"
	"testing"
	"time"
)

func ExampleWaiting() {
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	var w Waiting
	for _, a := range []*Meta{
		{Path: "un.md", Stem: "un", Published: now},
		{Path: "trois.md", Stem: "trois", Published: now.AddDate(0, 1, 0)},
		{Path: "deux.md", Stem: "deux", Published: now.AddDate(0, 0, 4).Add(9 * time.Hour)},
		{Path: "idée.md", Stem: "idée", Published: now, Draft: true},
		{Path: "note.md", Stem: "note", Published: now, NoFeed: true},
		{Path: "_pages/about.md", Stem: "_pages/about", Published: now, NoFeed: true},
	} {
		w.Add(a, now)
	}
	fmt.Println(w)
	// Output: 2 wait, the first until 2026-12-05 09:00 (deux.md), 1 draft, 1 not in feeds
}

func TestWaiting(t *testing.T) {
	at := time.Date(2026, 12, 5, 9, 0, 0, 0, time.UTC)
	for want, w := range map[string]Waiting{
		"": {},
		"1 waits until 2026-12-05 09:00 (deux.md), 2 drafts, 1 not in feeds": {Later: 1, First: at, Path: "deux.md", Drafts: 2, NoFeed: 1},
		"1 draft": {Drafts: 1},
	} {
		if got := w.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	var w Waiting
	w.Add(&Meta{Stem: "x", Published: at, Expires: at.Add(time.Hour), NoFeed: true}, at.Add(2*time.Hour))
	if w != (Waiting{}) {
		t.Errorf("an expired article is counted: %v", w)
	}
}

// Each article that subscribers do not see is counted once, by the first reason that applies.
func TestWaitingAdd(t *testing.T) {
	now := time.Date(2026, 12, 5, 9, 0, 0, 0, time.UTC)
	later := now.Add(1)
	for name, c := range map[string]struct {
		article Meta
		want    Waiting
	}{
		"public":                         {Meta{Stem: "x", Published: now}, Waiting{}},
		"a nanosecond later":             {Meta{Path: "x.md", Stem: "x", Published: later}, Waiting{Later: 1, First: later, Path: "x.md"}},
		"a draft":                        {Meta{Stem: "x", Published: now, Draft: true}, Waiting{Drafts: 1}},
		"a draft with a later date":      {Meta{Stem: "x", Published: later, Draft: true}, Waiting{Drafts: 1}},
		"a draft in no feed":             {Meta{Stem: "x", Published: now, Draft: true, NoFeed: true}, Waiting{Drafts: 1}},
		"in no feed":                     {Meta{Stem: "x", Published: now, NoFeed: true}, Waiting{NoFeed: 1}},
		"in no feed, with a later date":  {Meta{Path: "x.md", Stem: "x", Published: later, NoFeed: true}, Waiting{Later: 1, First: later, Path: "x.md"}},
		"a standalone page":              {Meta{Path: "_pages/x.md", Stem: "_pages/x", Published: now, NoFeed: true}, Waiting{}},
		"a draft of a standalone page":   {Meta{Path: "_pages/x.md", Stem: "_pages/x", Draft: true}, Waiting{}},
		"the root page":                  {Meta{Path: "index.md", NoFeed: true, Published: now}, Waiting{}},
		"expired":                        {Meta{Stem: "x", Published: now.Add(-1), Expires: now}, Waiting{}},
		"it settles":                     {Meta{Stem: "x", Published: now, Settles: later}, Waiting{}},
		"it has settled, and is a draft": {Meta{Stem: "x", Published: now, Settles: now, Draft: true}, Waiting{Drafts: 1}},
	} {
		var w Waiting
		w.Add(&c.article, now)
		if w != c.want {
			t.Errorf("%s: %+v, want %+v", name, w, c.want)
		}
	}
}

// Of several later articles the earliest is named, and of those with the same date the first.
func TestWaitingFirst(t *testing.T) {
	now := time.Date(2026, 12, 5, 9, 0, 0, 0, time.UTC)
	paris := time.FixedZone("CET", 60*60)
	var w Waiting
	for _, a := range []*Meta{
		{Path: "c.md", Stem: "c", Published: now.Add(3 * time.Hour)},
		{Path: "a.md", Stem: "a", Published: now.Add(time.Hour).In(paris)},
		{Path: "b.md", Stem: "b", Published: now.Add(time.Hour)},
		{Path: "d.md", Stem: "d", Published: now.AddDate(1, 0, 0)},
	} {
		w.Add(a, now)
	}
	if got, want := w.String(), "4 wait, the first until 2026-12-05 11:00 (a.md)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
