package build

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// A server with unreadable files publishes the same bytes as a cold build, and its runs go on from the
// last plan, also if another article claims the address of an unreadable one.
func TestColdEqualsRefused(t *testing.T) {
	histories := feedtest.Sampled(9, 2)
	var follows atomic.Int64
	t.Cleanup(func() {
		if n := follows.Load(); n < 4*int64(histories) {
			t.Errorf("only %d runs with unreadable files followed another plan", n)
		}
	})
	for seed := range uint64(histories) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 200+2*seed) // an even seed: the only errors are those that this test makes
			w.run(nil)
			for step := range 30 {
				before := w.stamps()
				names := w.files()
				one := names[w.r.IntN(len(names))]
				what := "another change"
				switch w.r.IntN(12) {
				case 0, 1, 2:
					what = one + " cannot be read"
					w.write(one, []string{"---\ndate: jamais\n---\n\nUn.\n", "---\ntitle: T\nenclosures: [nulle.mp3]\n---\n\nUn.\n"}[w.r.IntN(2)])
				case 3:
					what = "another article claims the address of " + one
					w.write("s9/0.md", dated("À sa place", "2024-02-01", "permalink: /"+feed.Stem(one)+"/"))
				default:
					w.randomChange()
				}
				changed := w.changed(before)
				if w.r.IntN(4) == 0 {
					changed = nil
				}
				w.copyState("state", "before")
				w.run(changed)
				w.compare(fmt.Sprintf("step %d (%s)", step, what))
			}
			follows.Add(int64(w.besideRefused))
		})
	}
}

// The last published form of an unreadable article keeps its address and its arrival time.
func TestRefusedFileKeepsAddress(t *testing.T) {
	const site = "title: T\nbase_url: https://t.example/\nfeed: {limit: 3}\n"
	const broken = "---\ndate: jamais\n---\n\nUn.\n"
	sameAddress := func(date string) string { return dated("À sa place", date, "permalink: /a/un/") }
	for name, steps := range map[string][]string{ // pairs of a file and its text; "" removes the file
		"a newer article claims its address":  {"a/un.md", broken, "b/deux.md", sameAddress("2024-02-01")},
		"an older article claims its address": {"a/un.md", broken, "b/deux.md", sameAddress("2023-02-01"), "b/deux.md", ""},
		"it is the only article in the feed":  {"s/other.md", "", "a/un.md", broken, "b/trois.md", dated("Trois", "2023-01-01"), "b/quatre.md", dated("Quatre", "2022-01-01")},
		"it loses its address, and has another later": {"b/deux.md", sameAddress("2023-02-01"), "b/deux.md", broken, "c.md", dated("C", "2024-02-01"),
			"a/un.md", dated("Un", "2024-01-02", "permalink: /ailleurs/"), "c.md", dated("C", "2024-02-03")},
		"its unreadable file was a draft before": {"a/un.md", dated("Un", "2024-01-02", "draft: true"), "a/un.md", dated("Un", "2024-01-02", "enclosures: [nulle.mp3]"),
			"c.md", dated("C", "2024-02-01"), "b/deux.md", sameAddress("2024-02-01")},
		"another file has the same text": {"a/un.md", dated("Un", "2024-01-02", "draft: true"), "a/un.md", broken, "z/un.md", dated("Un", "2024-01-02")},
		"it can be read again":           {"a/un.md", broken, "b/deux.md", dated("Deux", "2024-02-02"), "a/un.md", dated("Autre", "2024-01-02")},
		"other articles link to it": {"s/\u202eabc.md", dated("ABC", "2024-01-03", "permalink: /p/q/"), "s/l.md", dated("L", "2024-01-04") + "[x](abc)\n",
			"s/\u202eabc.md", broken, "s/l.md", dated("L", "2024-01-05") + "[y](abc)\n"},
		"it is removed": {"a/un.md", broken, "b/deux.md", dated("Deux", "2024-02-02"), "a/un.md", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newServedWorld(t, site, "a/un.md", dated("Un", "2024-01-02", "tags: [x]"))
			for i := 0; i < len(steps); i += 2 {
				w.now = w.now.Add(time.Hour)
				w.compareAfter(fmt.Sprint("step ", i/2), func() {
					if steps[i+1] != "" {
						w.write(steps[i], steps[i+1])
					} else {
						w.remove(steps[i])
					}
				})
			}
			if w.besideRefused == 0 {
				t.Error("no run with an unreadable file followed another plan")
			}
		})
	}
}

// A run without changes does nothing, and reports again what is still wrong.
func TestRefusedFileIsReportedAgain(t *testing.T) {
	w := newServedWorld(t, sites[0], "a.md", dated("A", "2024-01-02"))
	w.compareAfter("it breaks", func() { w.write("a.md", "---\ndate: jamais\n---\n\nUn.\n") })
	out, err := w.engine.Run(t.Context(), Ask{SkipSettle: true})
	if err != nil || out.change != nil || !out.Report.Degraded() || !strings.Contains(out.Report.Problems[0].Error(), "a.md:2: date") {
		t.Errorf("%+v, %v", out, err)
	}
	w.stderr.Reset()
	w.build("other", "elsewhere")
	first := w.stderr.String()
	w.build("other", "elsewhere")
	if second := w.stderr.String(); second != first || !strings.Contains(first, "jamais") {
		t.Errorf("the first build reports %q, the second %q", first, second)
	}
}
