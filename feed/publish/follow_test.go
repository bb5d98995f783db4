package publish_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/index"
	"fil/feed/publish"
)

// five returns articles a to e, each a day newer than the one before; c has an alias, and a and d are
// translations of each other.
func five() (articles []*feed.Meta) {
	for i, name := range []string{"a", "b", "c", "d", "e"} {
		at := time.Date(2024, 1, 1+i, 0, 0, 0, 0, time.UTC)
		a := &feed.Meta{Path: name + ".md", Stem: name, ID: "urn:" + name, Title: name, Permalink: "https://fil.example/" + name + "/", Page: name + "/index.html",
			Published: at, Updated: at, Tags: []string{"x"}, Print: [16]byte{name[0]}, FrameSize: 1}
		if name == "c" {
			a.Aliases = []string{"old/index.html"}
		}
		if name == "a" || name == "d" {
			a.Translation = "t"
		}
		articles = append(articles, a)
	}
	return articles
}

// A plan that follows another one lists the pages, redirects and files that may differ: of what has
// changed and of its neighbours, and of those whose claims come to effect. Run removes what only the plan
// before has.
func TestFollow(t *testing.T) {
	edit := func(name string, change func(a *feed.Meta)) func(c *index.Change) {
		return func(c *index.Change) {
			for _, a := range five() {
				if a.Path == name {
					change(a)
					a.Print[1]++
					c.Put = append(c.Put, a)
				}
			}
		}
	}
	remove := func(name string) func(c *index.Change) {
		return func(c *index.Change) { c.Remove = append(c.Remove, name) }
	}
	for name, c := range map[string]struct {
		change          func(c *index.Change)
		listed, removed string
	}{
		"nothing":             {func(*index.Change) {}, "", ""},
		"a text":              {edit("c.md", func(*feed.Meta) {}), "b/index.html c/index.html d/index.html old/index.html", ""},
		"one goes":            {remove("c.md"), "b/index.html d/index.html", "c/index.html old/index.html"},
		"the newest goes":     {remove("e.md"), "d/index.html", "e/index.html"},
		"one becomes a draft": {edit("c.md", func(a *feed.Meta) { a.Draft = true }), "b/index.html d/index.html", "c/index.html old/index.html"},
		"another date":        {edit("b.md", func(a *feed.Meta) { a.Published = a.Published.AddDate(0, 1, 0) }), "a/index.html b/index.html c/index.html e/index.html", ""},
		"another address":     {edit("a.md", func(a *feed.Meta) { a.Page = "z/index.html" }), "b/index.html d/index.html z/index.html", "a/index.html"},
		"a translation":       {edit("d.md", func(*feed.Meta) {}), "a/index.html c/index.html d/index.html e/index.html", ""},
		"no translation more": {edit("d.md", func(a *feed.Meta) { a.Translation = "" }), "a/index.html c/index.html d/index.html e/index.html", ""},
		"in no list":          {edit("c.md", func(a *feed.Meta) { a.NoFeed, a.Unlisted = true, true }), "b/index.html c/index.html d/index.html old/index.html", ""},
		"an alias goes":       {edit("c.md", func(a *feed.Meta) { a.Aliases = nil }), "b/index.html c/index.html d/index.html", "old/index.html"},
		"an alias is taken":   {edit("e.md", func(a *feed.Meta) { a.Page = "old/index.html" }), "d/index.html old/index.html", "e/index.html"},
		"a file comes": {func(c *index.Change) {
			c.Files = append(c.Files, index.File{Path: "q.png", Stamp: feed.Stamp{Inode: 9}})
		}, "q.png", ""},
		"a file changes":         {func(c *index.Change) { c.Files[0].Stamp.Inode = 7 }, "p.png", ""},
		"a file goes":            {func(c *index.Change) { c.Files = nil }, "", "p.png"},
		"a tag of its own":       {edit("c.md", func(a *feed.Meta) { a.Tags = []string{"y"} }), "b/index.html c/index.html d/index.html old/index.html", ""},
		"an article expires":     {edit("d.md", func(a *feed.Meta) { a.Expires = now.Add(-time.Hour) }), "a/index.html c/index.html e/index.html", "d/index.html"},
		"a page has moved":       {func(c *index.Change) { c.Moved = map[string]string{"was/index.html": "urn:a"} }, "a/index.html b/index.html d/index.html was/index.html", ""},
		"a standalone page":      {edit("a.md", func(a *feed.Meta) { a.Path = "_pages/n.md"; a.ID, a.Page, a.Translation = "urn:n", "n/index.html", "" }), "n/index.html", ""},
		"a file is made private": {func(*index.Change) {}, "", "p.png"}, // see below
	} {
		site := feedtest.Site()
		set := setOf(site, five(), now, "p.png")
		in := publish.Input{Site: site, Set: set, Open: openFile}
		first, err := publish.Plan(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		d := open(t, t.TempDir())
		made := run(t, first, d, now).Made
		change := changeOf(nil, now, "p.png")
		c.change(&change)
		in.Set, in.PreviousFeeds = set.With(change), first.Feeds
		if name == "a file is made private" {
			in.Withheld = map[string]bool{"p.png": true}
		}
		next, err := publish.Plan(in, first.Base)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := publish.Plan(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		shared := map[string]bool{}
		for _, o := range first.Outputs {
			shared[o.Name] = !slices.ContainsFunc(in.Set.Claims(), func(c *index.Claim) bool { return c.Name == o.Name }) && !slices.ContainsFunc(set.Claims(), func(c *index.Claim) bool { return c.Name == o.Name })
		}
		var listed []string
		for _, o := range next.Outputs {
			if slices.ContainsFunc(in.Set.Claims(), func(c *index.Claim) bool { return c.Name == o.Name }) {
				listed = append(listed, o.Name)
			}
		}
		slices.Sort(listed)
		if got := strings.Join(listed, " "); got != c.listed {
			t.Errorf("%s: %s is listed, want %s", name, got, c.listed)
		}
		if next.Files != whole.Files || whole.Files != len(whole.Outputs) {
			t.Errorf("%s: %d files, want %d, which are %d outputs", name, next.Files, whole.Files, len(whole.Outputs))
		}
		r, err := publish.Run(t.Context(), next, d, publish.Options{Load: load, Made: recorded(made), Redirects: []string{}}, now.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		removed := slices.DeleteFunc(r.Removed, func(name string) bool { return shared[name] })
		if got := strings.Join(removed, " "); got != c.removed {
			t.Errorf("%s: %s is removed, want %s", name, got, c.removed)
		}
		// A plan of everything finds nothing left to do.
		for file := range r.Made {
			made[file] = r.Made[file]
		}
		again, err := publish.Run(t.Context(), whole, d, publish.Options{Load: load, Made: recorded(made)}, now.Add(2*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string(nil), append(again.Written, again.Removed...)); diff != "" {
			t.Errorf("%s: a plan of everything writes or removes more: %s", name, diff)
		}
	}
}

// A plan that another process has saved and this one has resumed is followed as the plan itself: the same
// files are listed, with the same keys, and the same are removed.
func TestResume(t *testing.T) {
	set := setOf(feedtest.Site(), five(), now, "tags/x/index.html")
	for name, change := range map[string]func(c *index.Change){
		"nothing":           func(*index.Change) {},
		"an article goes":   func(c *index.Change) { c.Remove = []string{"c.md"} },
		"an author comes":   func(c *index.Change) { c.Put = five()[:1]; c.Put[0].Authors = []feed.Person{{Name: "N"}} },
		"another year":      func(c *index.Change) { c.Put = five()[:1]; c.Put[0].Published = now.AddDate(-3, 0, 0) },
		"the feed of a tag": func(c *index.Change) { c.Put = five()[:1]; c.Put[0].Tags = []string{"x", "y"} },
		"the last of a tag": func(c *index.Change) { // the page of the tag gives way to a file that it has blocked
			c.Put = five()
			for _, a := range c.Put {
				a.Tags = nil
			}
		},
	} {
		planned := func(in publish.Input, last *publish.Base) *publish.Publication {
			p, err := publish.Plan(in, last)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		in := publish.Input{Site: feedtest.Site(), Set: set, Open: openFile}
		first := planned(in, nil)
		saved, err := first.Save()
		if err != nil {
			t.Fatal(err)
		}
		c := changeOf(nil, now, "tags/x/index.html")
		change(&c)
		for _, a := range c.Put {
			a.Print[1]++
		}
		follow := func(set *index.Set, last *publish.Base) (got []string) {
			d := open(t, t.TempDir())
			made := run(t, first, d, now).Made
			in := in
			in.Set = set.With(c)
			next := planned(in, last)
			for _, o := range next.Outputs {
				got = append(got, fmt.Sprintf("%s %x", o.Name, o.Key))
			}
			r, err := publish.Run(t.Context(), next, d, publish.Options{Load: load, Made: recorded(made), Redirects: []string{}}, now.Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			return append(got, fmt.Sprint(next.Files, r.Written, r.Removed))
		}
		equal := setOf(in.Site, five(), now, "tags/x/index.html")
		resumed, err := publish.Resume(equal, saved)
		if err != nil {
			t.Fatal(err)
		}
		if resumed.Files != first.Files {
			t.Errorf("%s: %d files, want %d", name, resumed.Files, first.Files)
		}
		if diff := cmp.Diff(follow(set, first.Base), follow(equal, resumed)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A retained file yields where a feed or a page needs its name as a folder, or a folder of it as a name.
func TestRetainedFileYields(t *testing.T) {
	names := []string{"p.png", "tags", "a", "e/index.html/p.png"}
	in := publish.Input{Site: feedtest.Site(), Set: setOf(feedtest.Site(), five(), now, slices.Clone(names)...), Open: openFile, RetainFiles: names, Withheld: map[string]bool{}}
	for _, name := range names {
		in.Withheld[name] = true
	}
	plan, err := publish.Plan(in, nil)
	if err != nil || !slices.Equal(plan.RetainFiles, names[:1]) {
		t.Errorf("%q stay, %v", plan.RetainFiles, err)
	}
}

// A Base is resumed with what its plan has retained, and not for a set that differs from that of its plan.
func TestResumeOfAnotherSet(t *testing.T) {
	site := feedtest.Site()
	in := publish.Input{Site: site, Set: setOf(site, five(), now, "p.png"), Open: openFile, Unread: []string{"sub"}, RetainFiles: []string{"x/index.html"}}
	first, err := publish.Plan(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	saved, err := first.Save()
	if err != nil {
		t.Fatal(err)
	}
	resumed, err := publish.Resume(setOf(site, five(), now, "p.png"), saved)
	if err != nil || !slices.Equal(resumed.RetainFolders, in.Unread) || !slices.Equal(resumed.RetainFiles, in.RetainFiles) {
		t.Errorf("%+v, %v", resumed, err)
	}
	taken := five()
	taken[4].ID = taken[3].ID
	elsewhere := five()
	elsewhere[0].Aliases = []string{"p.png"}
	for name, set := range map[string]*index.Set{
		"an article less": setOf(site, five()[:4], now, "p.png"), "a file less": setOf(site, five(), now),
		"an ID that is taken": setOf(site, taken, now, "p.png"), "an alias that a file has": setOf(site, elsewhere, now, "p.png"),
	} {
		if _, err := publish.Resume(set, saved); err == nil {
			t.Errorf("%s: it is resumed", name)
		}
	}
}

// A plan stays what it was after it has been returned, whatever is planned after it.
func TestPlanStays(t *testing.T) {
	site := feedtest.Site()
	set := setOf(site, five(), now, "p.png")
	first, err := publish.Plan(publish.Input{Site: site, Set: set, Open: openFile}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := func() (all string) {
		for _, o := range first.Outputs {
			all += o.Name + output(t, first, o.Name).String()
		}
		return all
	}
	before := text()
	next := set.With(index.Change{Now: now, Remove: []string{"c.md", "d.md"}})
	if _, err := publish.Plan(publish.Input{Site: site, Set: next, Open: openFile}, first.Base); err != nil {
		t.Fatal(err)
	}
	if text() != before {
		t.Error("the plan before has changed")
	}
}
