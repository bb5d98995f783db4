package publish_test

import (
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/memory"
	"fil/feed/publish"
)

// atomDoc is what a reader of RFC 5005 looks at.
type atomDoc struct {
	Links []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	IDs      []string  `xml:"entry>id"`
	Complete *struct{} `xml:"http://purl.org/syndication/history/1.0 complete"`
	Archive  *struct{} `xml:"http://purl.org/syndication/history/1.0 archive"`
}

func (d atomDoc) link(rel string) string {
	for _, l := range d.Links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

// world is a site with a memory, and what is published of it.
type world struct {
	t        *testing.T
	site     *feed.Site
	memory   *memory.Memory
	articles []*feed.Article
	now      time.Time
	docs     map[string]atomDoc // by URL
	n        int                // articles were added
}

func newWorld(t *testing.T) *world {
	t.Helper()
	m, _, err := memory.Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	s := feedtest.Site()
	s.Feed.Limit, s.Each = 3, nil
	return &world{t: t, site: s, memory: m, now: time.Date(2024, 1, 10, 8, 0, 0, 0, time.UTC)}
}

// publish plans, and reads every document back.
func (w *world) publish() *publish.Publication {
	w.t.Helper()
	live := feed.Live(w.articles, w.now)
	before := feed.Arrivals{}
	for _, k := range w.memory.Known() {
		before[k.ID] = k.Came
	}
	entered := feed.UpdateArrivals(before, live, w.now)
	for _, a := range live {
		a.Came = entered[a.ID]
	}
	p, err := publish.Plan(publish.Input{Site: w.site, Articles: w.articles}, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.memory.Keep(memory.Publication{Site: w.site, Articles: live, Body: func(*feed.Article) feed.Body { return feed.Body{} }}); err != nil {
		w.t.Fatal(err)
	}
	w.docs = map[string]atomDoc{}
	for _, o := range p.Outputs {
		if !strings.HasPrefix(o.Type, "application/atom") {
			continue
		}
		b := output(w.t, p, o.Name)
		if problems := o.Check(b.Bytes()); len(problems) > 0 {
			w.t.Fatalf("%s: %v", o.Name, problems)
		}
		var d atomDoc
		if err := xml.Unmarshal(b.Bytes(), &d); err != nil {
			w.t.Fatal(err)
		}
		w.docs[w.site.URL(o.Name)] = d
	}
	return p
}

// chain walks from the subscription document down, as far as more says.
func (w *world) chain(more func(address string) bool) (ids []string) {
	w.t.Helper()
	start := w.site.URL(feed.AtomName)
	for address := start; address != ""; address = w.docs[address].link("prev-archive") {
		if address != start && !more(address) {
			return ids
		}
		d, ok := w.docs[address]
		if !ok {
			w.t.Fatalf("%s is linked and not published", address)
		}
		if (d.Archive != nil) != (address != start) || address != start && d.link("current") != start {
			w.t.Fatalf("%s: no archive as RFC 5005 §4 has it", address)
		}
		if d.link("self") != address {
			w.t.Fatalf("%s says that it is %s", address, d.link("self"))
		}
		ids = append(ids, d.IDs...)
	}
	return ids
}

// add adds an article.
func (w *world) add(published time.Time) {
	a := *feedtest.Articles()[1]
	w.n++
	a.ID = fmt.Sprint("urn:", w.n)
	a.Path, a.Page = a.ID, ""
	a.Published, a.Updated = published, published
	w.articles = append(w.articles, &a)
}

// step changes the world at random: new articles, of today or backdated, edits,
// deletions, articles that come back, and time that passes, or goes back.
func (w *world) step(r *rand.Rand, removed *[]*feed.Article) {
	w.now = w.now.Add(time.Duration(r.IntN(20*24)-12) * time.Hour)
	for range r.IntN(5) {
		switch n := len(w.articles); {
		case r.IntN(10) < 6 || n == 0:
			published := w.now
			if r.IntN(3) == 0 {
				published = w.now.AddDate(0, -r.IntN(40), -r.IntN(28))
			}
			w.add(published)
		case r.IntN(2) == 0:
			i := r.IntN(n)
			*removed = append(*removed, w.articles[i])
			w.articles = slices.Delete(w.articles, i, i+1)
		case r.IntN(2) == 0 && len(*removed) > 0:
			w.articles = append(w.articles, (*removed)[len(*removed)-1])
			*removed = (*removed)[:len(*removed)-1]
		default:
			w.articles[r.IntN(n)].Updated = w.now
		}
	}
}

// Over random histories, with polls at any moment: a reader that stops at the first
// archive it knows has every article that is there, none lost; and the chain walked
// whole holds each article, once.
func TestNoReaderLosesAnything(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := newWorld(t)
		var removed []*feed.Article
		have, known := map[string]bool{}, map[string]bool{}
		for range 40 {
			w.step(r, &removed)
			if seed == 0 { // months with more than a hundred
				for range r.IntN(100) {
					w.add(w.now)
				}
			}
			w.publish()
			live := feed.Live(w.articles, w.now)
			whole := w.chain(func(string) bool { return true })
			want := make([]string, len(live))
			for i, a := range live {
				want[i] = a.ID
			}
			slices.Sort(want)
			slices.Sort(whole)
			if !slices.Equal(want, whole) {
				t.Fatalf("seed %d: the whole chain has %d entries of %d", seed, len(whole), len(want))
			}
			if (w.docs[w.site.URL(feed.AtomName)].Complete != nil) != (len(live) <= 3) {
				t.Fatalf("seed %d: complete with %d articles", seed, len(live))
			}
			if r.IntN(3) > 0 {
				continue // nobody asks
			}
			for _, id := range w.chain(func(address string) bool {
				fresh := !known[address]
				known[address] = true
				return fresh
			}) {
				have[id] = true
			}
			for _, id := range want {
				if !have[id] {
					t.Fatalf("seed %d: a reader never sees %s", seed, id)
				}
			}
		}
	}
}

// A month with more than 500 articles is archived by the day.
func TestLargeMonths(t *testing.T) {
	w := newWorld(t)
	for i := range 600 {
		a := *feedtest.Articles()[1]
		a.ID, a.Page = fmt.Sprint("urn:", i), ""
		a.Published = time.Date(2023, 5, 1+i%20, 10, i/20, 0, 0, time.UTC)
		a.Updated = a.Published
		w.articles = append(w.articles, &a)
	}
	w.publish()
	days := 0
	for address := range w.docs {
		if strings.Contains(address, "/archive/2023-05-") {
			days++
		}
	}
	if days != 20 || len(w.chain(func(string) bool { return true })) != 600 {
		t.Errorf("%d days", days)
	}
}

// The month that articles still come into is archived by the day once it has more than 100:
// an article gives the archive of its day another address, and no other one. Once the next
// month has begun it is one archive, and then the archive before it names it. Whoever has an
// old address is led on, and loses nothing.
func TestOpenMonth(t *testing.T) {
	w := newWorld(t)
	d := open(t, t.TempDir())
	write := func(month time.Month, n int) {
		for range n {
			a := *feedtest.Articles()[1]
			a.ID = fmt.Sprint("urn:", len(w.articles))
			a.Path, a.Page = a.ID, ""
			a.Published = time.Date(2024, month, 1+len(w.articles)/10, 10, len(w.articles)%10, 0, 0, time.UTC)
			a.Updated = a.Published
			w.articles = append(w.articles, &a)
		}
		w.now = time.Date(2024, month, 31, 0, 0, 0, 0, time.UTC)
	}
	archives := func(of string) (names []string) {
		run(t, w.publish(), d, w.now)
		if n := len(w.chain(func(string) bool { return true })); n != len(w.articles) {
			t.Fatalf("%d of %d articles are in the chain", n, len(w.articles))
		}
		for address := range w.docs {
			if name := strings.TrimPrefix(address, w.site.BaseURL); strings.HasPrefix(name, "archive/"+of) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names
	}
	leads := func(from, to string) {
		t.Helper()
		if r, ok := held(t, d).Redirect(from); !ok || r.Status != 301 || r.To != to {
			t.Errorf("%s leads to %+v, want %s", from, r, to)
		}
	}
	write(time.January, 5)
	write(time.March, 103) // three of them are in the feed
	month := archives("2024-03")
	if len(month) != 1 || !strings.HasPrefix(month[0], "archive/2024-03/") {
		t.Fatalf("100 articles are archived as %v", month)
	}
	write(time.March, 1)
	days, january := archives("2024-03"), archives("2024-01")[0]
	if len(days) != 11 || !strings.HasPrefix(days[10], "archive/2024-03-11/") {
		t.Fatalf("101 articles are archived as %v", days)
	}
	leads(month[0], days[10])
	next := func(name string) string {
		return strings.TrimPrefix(w.docs[w.site.URL(name)].link("next-archive"), w.site.BaseURL)
	}
	if next(january) != "" || next(days[3]) != days[4] || next(days[9]) != "" {
		t.Errorf("after %s comes %q, after %s %q, after %s %q", january, next(january), days[3], next(days[3]), days[9], next(days[9]))
	}
	write(time.March, 1)
	later := archives("2024-03")
	if !slices.Equal(later[:10], days[:10]) || later[10] == days[10] {
		t.Errorf("102 articles are archived as %v, after %v", later, days)
	}
	leads(month[0], later[10])
	write(time.May, 5)
	settled := archives("2024")
	if len(settled) != 3 || settled[0] != january || !strings.HasPrefix(settled[1], "archive/2024-03/") || !strings.HasPrefix(settled[2], "archive/2024-05/") {
		t.Fatalf("of three months there are %v", settled)
	}
	leads(month[0], settled[1])
	leads(days[4], settled[1])
	if next(january) != settled[1] {
		t.Errorf("after %s comes %q", january, next(january))
	}
}

// An archive names the next one once that has settled, and so never changes because of
// what comes into the youngest.
func TestArchivesSettle(t *testing.T) {
	w := newWorld(t)
	for month := range 5 {
		for i := range 3 {
			a := *feedtest.Articles()[1]
			a.ID, a.Page = fmt.Sprint("urn:", month, i), ""
			a.Published = time.Date(2023, time.Month(1+month), 1+i, 0, 0, 0, 0, time.UTC)
			a.Updated = a.Published
			w.articles = append(w.articles, &a)
		}
	}
	w.publish()
	var next []bool
	for address := w.docs[w.site.URL(feed.AtomName)].link("prev-archive"); address != ""; address = w.docs[address].link("prev-archive") {
		to := w.docs[address].link("next-archive")
		if next = append(next, to != ""); to != "" && w.docs[to].link("prev-archive") != address {
			t.Errorf("after %s comes %s, and not before", address, to)
		}
	}
	if !slices.Equal(next, []bool{false, false, true, true}) {
		t.Errorf("next-archive, from the youngest: %v", next)
	}
}

// The old address of an archive that has changed answers with the new one.
func TestArchivesMove(t *testing.T) {
	w := newWorld(t)
	d := open(t, t.TempDir())
	add := func(n int) {
		a := *feedtest.Articles()[1]
		a.ID, a.Page = fmt.Sprint("urn:", n), ""
		a.Published = w.now.Add(time.Duration(n) * time.Minute)
		w.articles = append(w.articles, &a)
	}
	for i := range 5 {
		add(i)
	}
	w.now = w.now.Add(time.Hour)
	run(t, w.publish(), d, w.now)
	old := w.docs[w.site.URL(feed.AtomName)].link("prev-archive")
	for i := range 3 {
		w.now = w.now.Add(time.Hour)
		add(10 + i)
		w.now = w.now.Add(time.Hour)
		run(t, w.publish(), d, w.now)
	}
	fresh := w.docs[w.site.URL(feed.AtomName)].link("prev-archive")
	name := strings.TrimPrefix(old, w.site.BaseURL)
	r, ok := held(t, d).Redirect(name)
	if !ok || r.Status != 301 || w.site.URL(r.To) != fresh || old == fresh {
		t.Errorf("%s leads to %+v, want %s", old, r, fresh)
	}
	// When there are no archives any more, it leads to the feed.
	w.articles = w.articles[:2]
	run(t, w.publish(), d, w.now)
	if r, _ := held(t, d).Redirect(name); r.To != feed.AtomName {
		t.Errorf("%s leads to %+v", old, r)
	}
}
