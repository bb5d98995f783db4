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

// Where dist was looked at a short while ago, feeds that nothing has come to are not planned,
// and counted with those that are: once, however many plans there were before.
func TestStay(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Title: "T", BaseURL: "https://t.example/", TimeZone: time.UTC, Pages: true, Each: []feed.Kind{feed.Tag}, Feed: feed.FeedOptions{Limit: 5, MaxBytes: 1 << 20}}
	article := func(name, tag string) *feed.Article {
		return &feed.Article{Path: name + ".md", Stem: name, ID: name, Title: name, Permalink: site.BaseURL + name + "/", Page: name + "/index.html",
			Published: now.Add(-time.Hour), Updated: now, Print: [16]byte{name[0]}, Tags: []string{tag}, Matter: &feed.Matter{}}
	}
	in := Input{Site: site, Articles: []*feed.Article{article("a", "x"), article("b", "y")}}
	plan := func() *Publication {
		p, err := Plan(in, now)
		if err != nil {
			t.Fatal(err)
		}
		in.Memo, in.Before, in.Standing, in.Partly = p.Memo, p.Besides(), p.Feeds, true
		return p
	}
	first := plan()
	if besides := first.Besides(); !slices.Contains(besides, "atom.xml.gz") || !slices.Contains(besides, "tags/x/atom.xml.gz") {
		t.Errorf("compressed forms are missing in %v", besides)
	}
	for range 2 {
		plan()
	}
	in.Intact, in.Changed = true, []*feed.Article{article("c", "y")}
	in.Articles = append(in.Articles, in.Changed...)
	got := plan()
	planned := map[string]bool{}
	for _, o := range got.Outputs {
		planned[o.Name] = true
	}
	if planned["tags/x/atom.xml"] || planned["tags/x/index.html"] || !planned["tags/y/atom.xml"] || !planned["tags/y/index.html"] {
		t.Errorf("planned are %v", planned)
	}
	if n, want := len(got.Outputs)+got.Standing, len(first.Outputs)+1; n != want {
		t.Errorf("%d files are counted, want %d", n, want)
	}
	sort := func(names []string) []string { slices.Sort(names); return names }
	if diff := cmp.Diff(sort(first.Besides()), sort(got.Besides())); diff != "" {
		t.Error(diff)
	}
	if len(got.Feeds) != len(first.Feeds) {
		t.Error("feeds are missing")
	}
}

// Where dist was looked at a short while ago, archives that are what they were are not
// planned either, and yet are known: by the files that there are, and as what has taken the
// place of others.
func TestArchivesStay(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Title: "T", BaseURL: "https://t.example/", TimeZone: time.UTC, Pages: true, Feed: feed.FeedOptions{Limit: 1, MaxBytes: 1 << 20}}
	in := Input{Site: site}
	add := func(month int) {
		name, at := string(rune('a'+len(in.Articles))), time.Date(2024, time.Month(month), 2, 0, 0, 0, 0, time.UTC)
		in.Changed = []*feed.Article{{Path: name + ".md", Stem: name, ID: name, Title: name, Permalink: site.BaseURL + name + "/", Page: name + "/index.html",
			Published: at, Updated: at, Came: at, Print: [16]byte{name[0]}, Matter: &feed.Matter{}}}
		in.Articles = append(in.Articles, in.Changed...)
	}
	for month := range 5 {
		add(1 + month)
	}
	anew := func() *Publication {
		p, err := Plan(Input{Site: site, Articles: slices.Clone(in.Articles)}, now)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	last := anew()
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
		in.Memo, in.Before, in.Standing, in.Partly, in.Intact = last.Memo, last.Besides(), last.Feeds, true, i < 3
		p, err := Plan(in, now)
		if err != nil {
			t.Fatal(err)
		}
		want := anew()
		planned := map[string]bool{}
		for _, o := range p.Outputs {
			planned[o.Name] = true
		}
		for _, o := range want.Outputs {
			if !o.own && (!slices.Contains(p.Besides(), o.Name) || !planned[o.Name] && !slices.Contains(in.Before, o.Name)) {
				t.Errorf("step %d: nobody makes %s", i, o.Name)
			}
			if old := strings.Replace(o.Name, "/atom-", "/atom-0", 1); p.Successor(old) != want.Successor(old) {
				t.Errorf("step %d: %s is followed by %s, want %s", i, old, p.Successor(old), want.Successor(old))
			}
		}
		if n := len(p.Outputs) + p.Standing; n != len(want.Outputs) {
			t.Errorf("step %d: %d files are counted, want %d", i, n, len(want.Outputs))
		}
		switch n := archives(p); {
		case i == 3 && n != archives(want):
			t.Errorf("%d of %d archives are planned where nobody knows whether they lie there", n, archives(want))
		case (i == 1 || i == 2) && n > 4: // a month has begun at the step before
			t.Errorf("step %d: %d archives are planned", i, n)
		}
		last = p
	}
}

// An article that is the object that it was, and yet another by now, is not taken for what
// it was.
func TestChangedInPlace(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Title: "T", BaseURL: "https://t.example/", TimeZone: time.UTC, Pages: true, Feed: feed.FeedOptions{Limit: 1, MaxBytes: 1 << 20}}
	in := Input{Site: site}
	for i := range 40 {
		name, at := fmt.Sprint("a", i), time.Date(2024, time.Month(1+i/10), 2, 0, i, 0, 0, time.UTC)
		in.Articles = append(in.Articles, &feed.Article{Path: name + ".md", Stem: name, ID: name, Title: name, Permalink: site.BaseURL + name + "/", Page: name + "/index.html",
			Published: at, Updated: at, Came: at, Print: [16]byte{1, byte(i)}, Matter: &feed.Matter{}})
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
	in.Partly, in.Memo, in.Before, in.Standing = true, before.Memo, before.Besides(), before.Feeds
	in.Changed, in.Left = in.Articles[3:4], in.Articles[3:4]
	got := keys(in)
	changed := 0
	for _, o := range before.Outputs {
		if key, planned := got[o.Name]; planned && key != want[o.Name] {
			t.Errorf("%s is taken for what it was", o.Name)
		}
		if want[o.Name] != o.Key {
			changed++
		}
	}
	if changed < 4 {
		t.Errorf("only %d files have changed", changed)
	}
}

// Where dist was looked at a short while ago, the aliases of articles that are what they were
// are not planned, and counted with the others; unless something else may have its place.
func TestAliasesStand(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Title: "T", BaseURL: "https://t.example/", TimeZone: time.UTC, Pages: true, Feed: feed.FeedOptions{Limit: 5, MaxBytes: 1 << 20}}
	article := func(name string, aliases ...string) *feed.Article {
		return &feed.Article{Path: name + ".md", Stem: name, ID: name, Title: name, Permalink: site.BaseURL + name + "/", Page: name + "/index.html",
			Published: now.Add(-time.Hour), Updated: now, Print: [16]byte{name[0]}, Aliases: aliases, Matter: &feed.Matter{}}
	}
	a, b := article("a", "old/a.html", "older/a.html"), article("b", "old/b.html")
	for name, test := range map[string]struct {
		changed, left *feed.Article
		stand         bool
		problems      int
	}{
		"none of its own":                 {changed: article("c"), stand: true},
		"one of its own":                  {changed: article("c", "old/c.html"), stand: true},
		"the alias of another":            {changed: article("c", "old/a.html"), problems: 1},
		"one below that of another":       {changed: article("c", "old/a.html/c"), problems: 1},
		"one above that of another":       {changed: article("c", "older"), problems: 1},
		"twice the same":                  {changed: article("c", "old/c.html", "old/c.html"), problems: 1},
		"the page of another":             {changed: article("c", "b/index.html"), problems: 1},
		"the address of a feed":           {changed: article("c", "atom.xml"), problems: 1},
		"where the alias of another is":   {changed: func() *feed.Article { c := article("c"); c.Page = "old/a.html"; return c }(), problems: 1},
		"one that another has had before": {changed: article("c", "old/b.html"), left: b, stand: true},
		"one less":                        {changed: article("b"), left: b, stand: true},
	} {
		all := []*feed.Article{a, b}
		last, err := Plan(Input{Site: site, Articles: slices.Clone(all)}, now)
		if err != nil {
			t.Fatal(err)
		}
		places := feed.NewAddressIndex(all)
		next := func(intact bool, changed, left []*feed.Article) *Publication {
			last.Memo.order.elsewhere = []string{} // as Run says
			for _, a := range left {
				places.Drop(a)
				all = slices.DeleteFunc(slices.Clone(all), func(b *feed.Article) bool { return a == b })
			}
			for _, a := range changed {
				places.Add(a)
			}
			all = slices.Concat(all, changed)
			in := Input{Site: site, Articles: slices.Clone(all), Partly: true, Intact: intact, Places: places,
				Memo: last.Memo, Before: last.Besides(), Standing: last.Feeds, Changed: changed, Left: left}
			if last, err = Plan(in, now); err != nil {
				t.Fatal(err)
			}
			return last
		}
		one := func(a *feed.Article) []*feed.Article {
			return slices.DeleteFunc([]*feed.Article{a}, func(a *feed.Article) bool { return a == nil })
		}
		next(true, one(article("y", "old/y.html")), nil)
		got := next(true, one(test.changed), one(test.left))
		want, err := Plan(Input{Site: site, Articles: slices.Clone(all)}, now)
		if err != nil {
			t.Fatal(err)
		}
		planned := slices.ContainsFunc(got.Outputs, func(o Output) bool { return o.Name == "older/a.html" })
		if got.aliasesStand != test.stand || planned == test.stand {
			t.Errorf("%s: they stand: %t, one is planned: %t", name, got.aliasesStand, planned)
		}
		if n := len(got.Outputs) + got.Standing; n != len(want.Outputs) {
			t.Errorf("%s: %d files are counted, want %d", name, n, len(want.Outputs))
		}
		if len(got.Problems) != test.problems || len(want.Problems) != test.problems {
			t.Errorf("%s: problems %v, want %v", name, got.Problems, want.Problems)
		}
		if slices.Contains(got.Besides(), "older/a.html") {
			t.Errorf("%s: an alias is no article's own", name)
		}
		// What comes next knows of what is contested, until it no longer is.
		if got = next(true, one(article("d")), nil); len(got.Problems) != test.problems || got.aliasesStand != (test.problems == 0) {
			t.Errorf("%s: then they stand: %t, problems %v", name, got.aliasesStand, got.Problems)
		}
		next(true, nil, one(test.changed))
		if got = next(true, one(article("e")), nil); len(got.Problems) > 0 || !got.aliasesStand {
			t.Errorf("%s: once that is gone they stand: %t, problems %v", name, got.aliasesStand, got.Problems)
		}
		if got = next(false, one(article("f")), nil); got.aliasesStand {
			t.Errorf("%s: they stand where nobody has looked at dist", name)
		}
	}
}

// Where dist was looked at a short while ago, assets that are what they were are not planned,
// and counted with the others.
func TestAssetsStay(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Title: "T", BaseURL: "https://t.example/", TimeZone: time.UTC, Feed: feed.FeedOptions{Limit: 5, MaxBytes: 1 << 20}}
	asset := func(name string, inode uint64) Asset { return Asset{Path: name, Stamp: feed.Stamp{Inode: inode}} }
	first := []Asset{asset("a.png", 2), asset("e\u0301.png", 3), asset("c.png", 4), asset("d.png", 5), asset("zero.png", 0)}
	article := &feed.Article{Path: "x.md", ID: "x", Title: "x", Permalink: site.BaseURL + "x/", Published: now.Add(-time.Hour), Updated: now, Matter: &feed.Matter{}}
	for name, test := range map[string]struct {
		assets   []Asset
		intact   bool
		planned  []string // besides the feed's
		problems int
	}{
		"the same":                {first, true, []string{"zero.png"}, 0},
		"nobody has looked":       {first, false, []string{"a.png", "e\u0301.png", "c.png", "d.png", "zero.png"}, 0},
		"one has changed":         {slices.Concat(first[:2], []Asset{asset("c.png", 9)}, first[3:]), true, []string{"c.png", "zero.png"}, 0},
		"one is new":              {slices.Concat(first[:1], []Asset{asset("b.png", 9)}, first[1:]), true, []string{"b.png", "zero.png"}, 0},
		"one is gone":             {first[1:], true, []string{"zero.png"}, 0},
		"all are gone":            {nil, true, nil, 0},
		"one has another's place": {slices.Concat(first, []Asset{asset("\u00e9.png", 9)}), true, []string{"a.png", "e\u0301.png", "c.png", "d.png", "zero.png"}, 1},
		"one has a feed's place":  {slices.Concat(first, []Asset{asset("atom.xml", 9)}), true, []string{"a.png", "e\u0301.png", "c.png", "d.png", "zero.png"}, 1},
	} {
		last, err := Plan(Input{Site: site, Articles: []*feed.Article{article}, Assets: first}, now)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time by what the first has left
			last, err = Plan(Input{Site: site, Articles: []*feed.Article{article}, Assets: test.assets, Partly: true, Intact: test.intact,
				Memo: last.Memo, Before: last.Besides(), Standing: last.Feeds}, now)
			if err != nil {
				t.Fatal(err)
			}
			var planned []string
			for _, o := range last.Outputs {
				if strings.HasSuffix(o.Name, ".png") {
					planned = append(planned, o.Name)
					if known := o.Key != (Key{}); known == (o.Name == "zero.png") {
						t.Errorf("%s: it is known whether %s has changed: %t", name, o.Name, known)
					}
				}
			}
			if diff := cmp.Diff(test.planned, planned); diff != "" {
				t.Errorf("%s: -want +planned\n%s", name, diff)
			}
			if len(last.Problems) != test.problems {
				t.Errorf("%s: problems %v", name, last.Problems)
			}
			want, err := Plan(Input{Site: site, Articles: []*feed.Article{article}, Assets: test.assets}, now)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(last.Outputs) + last.Standing; n != len(want.Outputs) {
				t.Errorf("%s: %d files are counted, want %d", name, n, len(want.Outputs))
			}
			sorted := func(names []string) []string { slices.Sort(names); return names }
			if diff := cmp.Diff(sorted(want.Besides()), sorted(last.Besides())); diff != "" {
				t.Errorf("%s: -want +got besides\n%s", name, diff)
			}
			test.planned = slices.DeleteFunc(test.planned, func(name string) bool {
				return test.intact && test.problems == 0 && name != "zero.png"
			})
		}
	}
}
