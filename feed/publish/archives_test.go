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
	"fil/feed/index"
	"fil/feed/memory"
	"fil/feed/publish"
)

// atomDoc is what a feed reader that implements RFC 5005 reads of an Atom document.
type atomDoc struct {
	Links []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	IDs      []string  `xml:"entry>id"`
	Complete *struct{} `xml:"http://purl.org/syndication/history/1.0 complete"`
	Archive  *struct{} `xml:"http://purl.org/syndication/history/1.0 archive"`
}

// link returns the address of the first link with a relation, "" if there is none.
func (d atomDoc) link(rel string) string {
	for _, l := range d.Links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

// simulation is a site with a memory, whose content and clock change between publications.
type simulation struct {
	t        *testing.T
	site     *feed.Site
	memory   *memory.Memory
	articles []*feed.Meta
	now      time.Time          // the clock
	docs     map[string]atomDoc // the published Atom documents, by URL
	n        int                // the number of articles that were added
}

// newSimulation returns a site without articles, whose feed has at most three.
func newSimulation(t *testing.T) *simulation {
	t.Helper()
	m, _, err := memory.Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	s := feedtest.Site()
	s.Feed.Limit, s.Each = 3, nil
	return &simulation{t: t, site: s, memory: m, now: time.Date(2024, 1, 10, 8, 0, 0, 0, time.UTC)}
}

// publish plans the site, stores when articles came into the feed, and reads all Atom documents.
func (w *simulation) publish() *publish.Publication {
	w.t.Helper()
	before := feed.Arrivals{}
	for _, k := range w.memory.Published() {
		before[k.ID] = k.Came
	}
	next := before.Next(w.now)
	change := changeOf(w.articles, w.now)
	change.Arrive = func(a *feed.Meta) time.Time { return before.Arrival(a, next) }
	set := index.New(w.site).With(change)
	p, err := publish.Plan(publish.Input{Site: w.site, Set: set}, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	live := set.Listed().All()
	withdrawn := slices.DeleteFunc(w.memory.Paths(), func(path string) bool {
		return slices.ContainsFunc(live, func(a *feed.Meta) bool { return a.Path == path })
	})
	if err := w.memory.Keep(memory.Publication{Site: w.site, Articles: live, Withdrawn: withdrawn}); err != nil {
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

// chain follows the prev-archive links from the subscription document, as long as follow returns true,
// and returns the IDs of all entries that it has read. It fails if an archive is not as RFC 5005 §4
// demands.
func (w *simulation) chain(follow func(address string) bool) (ids []string) {
	w.t.Helper()
	start := w.site.URL(feed.AtomName)
	for address := start; address != ""; address = w.docs[address].link("prev-archive") {
		if address != start && !follow(address) {
			return ids
		}
		d, ok := w.docs[address]
		if !ok {
			w.t.Fatalf("%s is linked, but not published", address)
		}
		if (d.Archive != nil) != (address != start) || address != start && d.link("current") != start {
			w.t.Fatalf("%s is not an archive as RFC 5005 §4 demands", address)
		}
		if d.link("self") != address {
			w.t.Fatalf("%s has the self link %s", address, d.link("self"))
		}
		ids = append(ids, d.IDs...)
	}
	return ids
}

// add adds an article without a page.
func (w *simulation) add(published time.Time) {
	a := feedtest.Articles()[1].Meta
	w.n++
	a.ID = fmt.Sprint("urn:", w.n)
	a.Path, a.Page = a.ID, ""
	a.Permalink = "https://fil.example/" + a.ID + "/"
	a.Published, a.Updated = published, published
	w.articles = append(w.articles, &a)
}

// step makes random changes: it adds articles of today or backdated ones, edits and removes articles,
// adds removed ones again, and sets the clock forward, or up to 12 hours back.
func (w *simulation) step(r *rand.Rand, removed *[]*feed.Meta) {
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

// TestReaderGetsEveryArticle simulates random histories. The chain of archives must have each live
// article once. A feed reader that polls at random times, and stops at the first archive that it has
// read before, must have read each live article.
func TestReaderGetsEveryArticle(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := newSimulation(t)
		var removed []*feed.Meta
		read, readArchives := map[string]bool{}, map[string]bool{}
		for range 40 {
			w.step(r, &removed)
			if seed == 0 { // months with more than 100 articles
				for range r.IntN(100) {
					w.add(w.now)
				}
			}
			w.publish()
			live := slices.DeleteFunc(slices.Clone(w.articles), func(a *feed.Meta) bool { return !a.LiveAt(w.now) })
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
				continue // the reader does not poll
			}
			for _, id := range w.chain(func(address string) bool {
				unread := !readArchives[address]
				readArchives[address] = true
				return unread
			}) {
				read[id] = true
			}
			for _, id := range want {
				if !read[id] {
					t.Fatalf("seed %d: the reader has not read %s", seed, id)
				}
			}
		}
	}
}

// TestLargeMonths checks that a month with more than 500 articles has an archive for each day.
func TestLargeMonths(t *testing.T) {
	w := newSimulation(t)
	for i := range 600 {
		a := feedtest.Articles()[1].Meta
		a.ID, a.Page = fmt.Sprint("urn:", i), ""
		a.Path = a.ID
		a.Permalink = "https://fil.example/" + a.ID + "/"
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

// TestNewestMonth checks how the newest month is archived. With more than 100 articles it has an archive
// for each day, so that a new article changes the address of one day only. When the next month has
// begun, the month is one archive, and the archive before it links to it. Old addresses redirect to the
// new ones.
func TestNewestMonth(t *testing.T) {
	w := newSimulation(t)
	d := open(t, t.TempDir())
	write := func(month time.Month, n int) {
		for range n {
			a := feedtest.Articles()[1].Meta
			a.ID = fmt.Sprint("urn:", len(w.articles))
			a.Path, a.Page = a.ID, ""
			a.Permalink = "https://fil.example/" + a.ID + "/"
			a.Published = time.Date(2024, month, 1+len(w.articles)/10, 10, len(w.articles)%10, 0, 0, time.UTC)
			a.Updated = a.Published
			w.articles = append(w.articles, &a)
		}
		w.now = time.Date(2024, month, 31, 0, 0, 0, 0, time.UTC)
	}
	archives := func(period string) (names []string) {
		run(t, w.publish(), d, w.now)
		if n := len(w.chain(func(string) bool { return true })); n != len(w.articles) {
			t.Fatalf("%d of %d articles are in the chain", n, len(w.articles))
		}
		for address := range w.docs {
			if name := strings.TrimPrefix(address, w.site.BaseURL); strings.HasPrefix(name, "archive/"+period) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names
	}
	checkRedirect := func(from, to string) {
		t.Helper()
		if r, ok := manifestOf(t, d).Redirect(from); !ok || r.Status != 301 || r.To != to {
			t.Errorf("%s redirects to %+v, want %s", from, r, to)
		}
	}
	write(time.January, 5)
	write(time.March, 103) // three of them are in the subscription document
	month := archives("2024-03")
	if len(month) != 1 || !strings.HasPrefix(month[0], "archive/2024-03/") {
		t.Fatalf("100 articles are archived as %v", month)
	}
	write(time.March, 1)
	days, january := archives("2024-03"), archives("2024-01")[0]
	if len(days) != 11 || !strings.HasPrefix(days[10], "archive/2024-03-11/") {
		t.Fatalf("101 articles are archived as %v", days)
	}
	checkRedirect(month[0], days[10])
	next := func(name string) string {
		return strings.TrimPrefix(w.docs[w.site.URL(name)].link("next-archive"), w.site.BaseURL)
	}
	if next(january) != "" || next(days[3]) != days[4] || next(days[9]) != "" {
		t.Errorf("next of %s is %q, of %s %q, of %s %q", january, next(january), days[3], next(days[3]), days[9], next(days[9]))
	}
	write(time.March, 1)
	later := archives("2024-03")
	if !slices.Equal(later[:10], days[:10]) || later[10] == days[10] {
		t.Errorf("102 articles are archived as %v, after %v", later, days)
	}
	checkRedirect(month[0], later[10])
	write(time.May, 5)
	final := archives("2024")
	if len(final) != 3 || final[0] != january || !strings.HasPrefix(final[1], "archive/2024-03/") || !strings.HasPrefix(final[2], "archive/2024-05/") {
		t.Fatalf("three months are archived as %v", final)
	}
	checkRedirect(month[0], final[1])
	checkRedirect(days[4], final[1])
	if next(january) != final[1] {
		t.Errorf("next of %s is %q", january, next(january))
	}
}

// TestNextArchive checks that the second newest archive has no link to the newest, whose address changes
// with each article, and that older archives have a link to the next one.
func TestNextArchive(t *testing.T) {
	w := newSimulation(t)
	for month := range 5 {
		for i := range 3 {
			a := feedtest.Articles()[1].Meta
			a.ID, a.Page = fmt.Sprintf("urn:%d-%d", month, i), ""
			a.Path = a.ID
			a.Permalink = "https://fil.example/" + a.ID + "/"
			a.Published = time.Date(2023, time.Month(1+month), 1+i, 0, 0, 0, 0, time.UTC)
			a.Updated = a.Published
			w.articles = append(w.articles, &a)
		}
	}
	w.publish()
	var next []bool
	for address := w.docs[w.site.URL(feed.AtomName)].link("prev-archive"); address != ""; address = w.docs[address].link("prev-archive") {
		to := w.docs[address].link("next-archive")
		next = append(next, to != "")
		if to != "" && w.docs[to].link("prev-archive") != address {
			t.Errorf("%s has the next archive %s, which does not have it as the previous one", address, to)
		}
	}
	if !slices.Equal(next, []bool{false, false, true, true}) {
		t.Errorf("next-archive, from the newest: %v", next)
	}
}

// TestArchiveRedirects checks that the old address of an archive redirects to the new one.
func TestArchiveRedirects(t *testing.T) {
	w := newSimulation(t)
	d := open(t, t.TempDir())
	add := func(n int) {
		a := feedtest.Articles()[1].Meta
		a.ID, a.Page = fmt.Sprint("urn:", n), ""
		a.Path = a.ID
		a.Permalink = "https://fil.example/" + a.ID + "/"
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
	current := w.docs[w.site.URL(feed.AtomName)].link("prev-archive")
	name := strings.TrimPrefix(old, w.site.BaseURL)
	r, ok := manifestOf(t, d).Redirect(name)
	if !ok || r.Status != 301 || w.site.URL(r.To) != current || old == current {
		t.Errorf("%s redirects to %+v, want %s", old, r, current)
	}
	// Without archives, it redirects to the subscription document.
	w.articles = w.articles[:2]
	run(t, w.publish(), d, w.now)
	if r, _ := manifestOf(t, d).Redirect(name); r.To != feed.AtomName {
		t.Errorf("%s redirects to %+v", old, r)
	}
}
