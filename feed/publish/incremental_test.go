package publish

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
)

// TestUnchangedFeeds checks that with Intact, feeds without a changed article and their pages are not
// planned, but counted as unplanned: once, also after several plans.
func TestUnchangedFeeds(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Title: "T", BaseURL: "https://t.example/", TimeZone: time.UTC, Pages: true, Each: []feed.Kind{feed.Tag}, Feed: feed.FeedOptions{Limit: 5, MaxBytes: 1 << 20}}
	article := func(name, tag string) *feed.Meta {
		return &feed.Meta{Path: name + ".md", Stem: name, ID: name, Title: name, Permalink: site.BaseURL + name + "/", Page: name + "/index.html",
			Published: now.Add(-time.Hour), Updated: now, Print: [16]byte{name[0]}, Tags: []string{tag}}
	}
	in := Input{Site: site, Articles: []*feed.Meta{article("a", "x"), article("b", "y")}}
	plan := func() *Publication {
		p, err := Plan(in, now)
		if err != nil {
			t.Fatal(err)
		}
		in.Memo, in.PreviousFiles, in.PreviousFeeds, in.Incremental = p.Memo, p.SharedFiles(), p.Feeds, true
		return p
	}
	first := plan()
	if shared := first.SharedFiles(); !slices.Contains(shared, "atom.xml.gz") || !slices.Contains(shared, "tags/x/atom.xml.gz") {
		t.Errorf("compressed forms are missing in %v", shared)
	}
	for range 2 {
		plan()
	}
	in.Intact, in.Changed = true, []*feed.Meta{article("c", "y")}
	in.Articles = append(in.Articles, in.Changed...)
	got := plan()
	planned := map[string]bool{}
	for _, o := range got.Outputs {
		planned[o.Name] = true
	}
	if planned["tags/x/atom.xml"] || planned["tags/x/index.html"] || !planned["tags/y/atom.xml"] || !planned["tags/y/index.html"] {
		t.Errorf("planned: %v", planned)
	}
	if n, want := len(got.Outputs)+got.Unplanned, len(first.Outputs)+1; n != want {
		t.Errorf("%d files are planned and unplanned, want %d", n, want)
	}
	sort := func(names []string) []string { slices.Sort(names); return names }
	if diff := cmp.Diff(sort(first.SharedFiles()), sort(got.SharedFiles())); diff != "" {
		t.Error(diff)
	}
	if len(got.Feeds) != len(first.Feeds) {
		t.Error("feeds are missing")
	}
	// A feed that was not planned again has its sizes all the same: the memory compares them with later ones.
	if got.Sizes["tags/x"] != 1 || got.DocumentSizes["tags/x"] != 1 || got.DocumentSizes["tags/y"] != 2 {
		t.Errorf("sizes %v, of documents %v", got.Sizes, got.DocumentSizes)
	}
}

// TestUnchangedArchives checks that with Intact, unchanged archives are not planned, but are among
// SharedFiles and are found by Successor.
func TestUnchangedArchives(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Title: "T", BaseURL: "https://t.example/", TimeZone: time.UTC, Pages: true, Feed: feed.FeedOptions{Limit: 1, MaxBytes: 1 << 20}}
	in := Input{Site: site}
	add := func(month int) {
		name, at := string(rune('a'+len(in.Articles))), time.Date(2024, time.Month(month), 2, 0, 0, 0, 0, time.UTC)
		in.Changed = []*feed.Meta{{Path: name + ".md", Stem: name, ID: name, Title: name, Permalink: site.BaseURL + name + "/", Page: name + "/index.html",
			Published: at, Updated: at, Came: at, Print: [16]byte{name[0]}}}
		in.Articles = append(in.Articles, in.Changed...)
	}
	for month := range 5 {
		add(1 + month)
	}
	planFully := func() *Publication {
		p, err := Plan(Input{Site: site, Articles: slices.Clone(in.Articles)}, now)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	last := planFully()
	archives := func(p *Publication) (n int) {
		for _, o := range p.Outputs {
			if strings.HasPrefix(o.Name, "archive/2024-") && strings.HasSuffix(o.Name, ".xml") {
				n++
			}
		}
		return n
	}
	for i, month := range []int{5, 5, 1, 5} {
		add(month)
		in.Memo, in.PreviousFiles, in.PreviousFeeds, in.Incremental, in.Intact = last.Memo, last.SharedFiles(), last.Feeds, true, i < 3
		p, err := Plan(in, now)
		if err != nil {
			t.Fatal(err)
		}
		want := planFully()
		planned := map[string]bool{}
		for _, o := range p.Outputs {
			planned[o.Name] = true
		}
		for _, o := range want.Outputs {
			if !o.own && (!slices.Contains(p.SharedFiles(), o.Name) || !planned[o.Name] && !slices.Contains(in.PreviousFiles, o.Name)) {
				t.Errorf("step %d: %s is neither planned nor unplanned", i, o.Name)
			}
			if old := strings.Replace(o.Name, "/atom-", "/atom-0", 1); p.Successor(old) != want.Successor(old) {
				t.Errorf("step %d: the successor of %s is %s, want %s", i, old, p.Successor(old), want.Successor(old))
			}
		}
		if n := len(p.Outputs) + p.Unplanned; n != len(want.Outputs) {
			t.Errorf("step %d: %d files are planned and unplanned, want %d", i, n, len(want.Outputs))
		}
		switch n := archives(p); {
		case i == 3 && n != archives(want):
			t.Errorf("%d of %d archives are planned without Intact", n, archives(want))
		case (i == 1 || i == 2) && n > 4: // the third step begins a month
			t.Errorf("step %d: %d archives are planned", i, n)
		}
		last = p
	}
}

// TestChangedInPlace checks that an article which was changed without allocating a new object is seen as
// changed.
func TestChangedInPlace(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Title: "T", BaseURL: "https://t.example/", TimeZone: time.UTC, Pages: true, Feed: feed.FeedOptions{Limit: 1, MaxBytes: 1 << 20}}
	in := Input{Site: site}
	for i := range 40 {
		name, at := fmt.Sprint("a", i), time.Date(2024, time.Month(1+i/10), 2, 0, i, 0, 0, time.UTC)
		in.Articles = append(in.Articles, &feed.Meta{Path: name + ".md", Stem: name, ID: name, Title: name, Permalink: site.BaseURL + name + "/", Page: name + "/index.html",
			Published: at, Updated: at, Came: at, Print: [16]byte{1, byte(i)}})
	}
	keys := func(in Input) map[string]Key {
		p, err := Plan(in, now)
		if err != nil {
			t.Fatal(err)
		}
		keys := map[string]Key{}
		for _, o := range p.Outputs {
			keys[o.Name] = o.Key
		}
		return keys
	}
	before, err := Plan(in, now)
	if err != nil {
		t.Fatal(err)
	}
	in.Articles[3].Print = [16]byte{2}
	want := keys(Input{Site: site, Articles: slices.Clone(in.Articles)})
	in.Incremental, in.Memo, in.PreviousFiles, in.PreviousFeeds = true, before.Memo, before.SharedFiles(), before.Feeds
	in.Changed, in.Stale = in.Articles[3:4], in.Articles[3:4]
	got := keys(in)
	changed := 0
	for _, o := range before.Outputs {
		if key, planned := got[o.Name]; planned && key != want[o.Name] {
			t.Errorf("%s has its old key", o.Name)
		}
		if want[o.Name] != o.Key {
			changed++
		}
	}
	if changed < 4 {
		t.Errorf("only %d files have changed", changed)
	}
}

// TestUnchangedAliases checks that with Intact, the aliases of unchanged articles are not planned, but
// counted as unplanned. If an alias may collide, all are planned.
func TestUnchangedAliases(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Title: "T", BaseURL: "https://t.example/", TimeZone: time.UTC, Pages: true, Feed: feed.FeedOptions{Limit: 5, MaxBytes: 1 << 20}}
	article := func(name string, aliases ...string) *feed.Meta {
		return &feed.Meta{Path: name + ".md", Stem: name, ID: name, Title: name, Permalink: site.BaseURL + name + "/", Page: name + "/index.html",
			Published: now.Add(-time.Hour), Updated: now, Print: [16]byte{name[0]}, Aliases: aliases}
	}
	a, b := article("a", "old/a.html", "older/a.html"), article("b", "old/b.html")
	for name, test := range map[string]struct {
		changed, stale *feed.Meta
		unchanged      bool
		problems       int
	}{
		"no alias":                         {changed: article("c"), unchanged: true},
		"a new alias":                      {changed: article("c", "old/c.html"), unchanged: true},
		"the alias of another article":     {changed: article("c", "old/a.html"), problems: 1},
		"a name below another alias":       {changed: article("c", "old/a.html/c"), problems: 1},
		"a name above another alias":       {changed: article("c", "older"), problems: 1},
		"the same alias twice":             {changed: article("c", "old/c.html", "old/c.html"), problems: 1},
		"the page of another article":      {changed: article("c", "b/index.html"), problems: 1},
		"the address of a feed":            {changed: article("c", "atom.xml"), problems: 1},
		"its page has another alias' name": {changed: func() *feed.Meta { c := article("c"); c.Page = "old/a.html"; return c }(), problems: 1},
		"the old alias of another article": {changed: article("c", "old/b.html"), stale: b, unchanged: true},
		"a removed alias":                  {changed: article("b"), stale: b, unchanged: true},
	} {
		all := []*feed.Meta{a, b}
		last, err := Plan(Input{Site: site, Articles: slices.Clone(all)}, now)
		if err != nil {
			t.Fatal(err)
		}
		register := feed.NewAddressIndex(all)
		next := func(intact bool, changed, stale []*feed.Meta) *Publication {
			last.Memo.order.otherRedirects = []string{} // Run sets it
			for _, a := range stale {
				register.Drop(a)
				all = slices.DeleteFunc(slices.Clone(all), func(b *feed.Meta) bool { return a == b })
			}
			for _, a := range changed {
				register.Add(a)
			}
			all = slices.Concat(all, changed)
			in := Input{Site: site, Articles: slices.Clone(all), Incremental: true, Intact: intact, Register: register,
				Memo: last.Memo, PreviousFiles: last.SharedFiles(), PreviousFeeds: last.Feeds, Changed: changed, Stale: stale}
			last, err = Plan(in, now)
			if err != nil {
				t.Fatal(err)
			}
			return last
		}
		one := func(a *feed.Meta) []*feed.Meta {
			return slices.DeleteFunc([]*feed.Meta{a}, func(a *feed.Meta) bool { return a == nil })
		}
		next(true, one(article("y", "old/y.html")), nil)
		got := next(true, one(test.changed), one(test.stale))
		want, err := Plan(Input{Site: site, Articles: slices.Clone(all)}, now)
		if err != nil {
			t.Fatal(err)
		}
		planned := slices.ContainsFunc(got.Outputs, func(o Output) bool { return o.Name == "older/a.html" })
		if got.aliasesUnchanged != test.unchanged || planned == test.unchanged {
			t.Errorf("%s: aliases are unchanged: %t, one is planned: %t", name, got.aliasesUnchanged, planned)
		}
		if n := len(got.Outputs) + got.Unplanned; n != len(want.Outputs) {
			t.Errorf("%s: %d files are planned and unplanned, want %d", name, n, len(want.Outputs))
		}
		if len(got.Problems) != test.problems || len(want.Problems) != test.problems {
			t.Errorf("%s: problems %v, want %v", name, got.Problems, want.Problems)
		}
		if slices.Contains(got.SharedFiles(), "older/a.html") {
			t.Errorf("%s: an alias is among the shared files", name)
		}
		// All aliases are planned, and a collision is reported, until the article is removed.
		got = next(true, one(article("d")), nil)
		if len(got.Problems) != test.problems || got.aliasesUnchanged != (test.problems == 0) {
			t.Errorf("%s: at the next plan aliases are unchanged: %t, problems %v", name, got.aliasesUnchanged, got.Problems)
		}
		next(true, nil, one(test.changed))
		got = next(true, one(article("e")), nil)
		if len(got.Problems) > 0 || !got.aliasesUnchanged {
			t.Errorf("%s: after the article was removed aliases are unchanged: %t, problems %v", name, got.aliasesUnchanged, got.Problems)
		}
		got = next(false, one(article("f")), nil)
		if got.aliasesUnchanged {
			t.Errorf("%s: aliases are unplanned without Intact", name)
		}
	}
}

// TestUnchangedAssets checks that with Intact, assets with an unchanged stamp are not planned, but
// counted as unplanned.
func TestUnchangedAssets(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Title: "T", BaseURL: "https://t.example/", TimeZone: time.UTC, Feed: feed.FeedOptions{Limit: 5, MaxBytes: 1 << 20}}
	asset := func(name string, inode uint64) Asset { return Asset{Path: name, Stamp: feed.Stamp{Inode: inode}} }
	first := []Asset{asset("a.png", 2), asset("e\u0301.png", 3), asset("c.png", 4), asset("d.png", 5), asset("zero.png", 0)}
	article := &feed.Meta{Path: "x.md", ID: "x", Title: "x", Permalink: site.BaseURL + "x/", Published: now.Add(-time.Hour), Updated: now}
	for name, test := range map[string]struct {
		assets   []Asset
		intact   bool
		planned  []string // the names of planned assets
		problems int
	}{
		"unchanged":              {first, true, []string{"zero.png"}, 0},
		"without Intact":         {first, false, []string{"a.png", "e\u0301.png", "c.png", "d.png", "zero.png"}, 0},
		"a changed asset":        {slices.Concat(first[:2], []Asset{asset("c.png", 9)}, first[3:]), true, []string{"c.png", "zero.png"}, 0},
		"a new asset":            {slices.Concat(first[:1], []Asset{asset("b.png", 9)}, first[1:]), true, []string{"b.png", "zero.png"}, 0},
		"a removed asset":        {first[1:], true, []string{"zero.png"}, 0},
		"no assets":              {nil, true, nil, 0},
		"collides with an asset": {slices.Concat(first, []Asset{asset("\u00e9.png", 9)}), true, []string{"a.png", "e\u0301.png", "c.png", "d.png", "zero.png"}, 1},
		"collides with a feed":   {slices.Concat(first, []Asset{asset("atom.xml", 9)}), true, []string{"a.png", "e\u0301.png", "c.png", "d.png", "zero.png"}, 1},
	} {
		last, err := Plan(Input{Site: site, Articles: []*feed.Meta{article}, Assets: first}, now)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time with the memo of an incremental plan
			last, err = Plan(Input{Site: site, Articles: []*feed.Meta{article}, Assets: test.assets, Incremental: true, Intact: test.intact,
				Memo: last.Memo, PreviousFiles: last.SharedFiles(), PreviousFeeds: last.Feeds}, now)
			if err != nil {
				t.Fatal(err)
			}
			var planned []string
			for _, o := range last.Outputs {
				if strings.HasSuffix(o.Name, ".png") {
					planned = append(planned, o.Name)
					if hasKey := o.Key != (Key{}); hasKey == (o.Name == "zero.png") {
						t.Errorf("%s: %s has a key: %t", name, o.Name, hasKey)
					}
				}
			}
			if diff := cmp.Diff(test.planned, planned); diff != "" {
				t.Errorf("%s: -want +planned\n%s", name, diff)
			}
			if len(last.Problems) != test.problems {
				t.Errorf("%s: problems %v", name, last.Problems)
			}
			want, err := Plan(Input{Site: site, Articles: []*feed.Meta{article}, Assets: test.assets}, now)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(last.Outputs) + last.Unplanned; n != len(want.Outputs) {
				t.Errorf("%s: %d files are planned and unplanned, want %d", name, n, len(want.Outputs))
			}
			sorted := func(names []string) []string { slices.Sort(names); return names }
			if diff := cmp.Diff(sorted(want.SharedFiles()), sorted(last.SharedFiles())); diff != "" {
				t.Errorf("%s: -want +got shared files\n%s", name, diff)
			}
			test.planned = slices.DeleteFunc(test.planned, func(name string) bool {
				return test.intact && test.problems == 0 && name != "zero.png"
			})
		}
	}
}
