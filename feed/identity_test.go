package feed_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fil/feed"
)

func hashOf(text string) (hash [16]byte) {
	copy(hash[:], text)
	return hash
}

// piece returns an article with a path, an ID and a text. Its title is the text, and its date depends
// on the length of the text.
func piece(path, id, text string) *feed.Meta {
	return &feed.Meta{Path: path, ID: id, Hash: hashOf(text), Title: text, Page: path,
		Published: time.Date(2024, 1, len(text), 0, 0, 0, 0, time.UTC)}
}

// An ID stays with its text, whatever happens to files between two publications.
func TestIdentify(t *testing.T) {
	known := []*feed.Meta{piece("a", "A", "aa"), piece("b", "B", "bbb"), piece("c", "C", "cccc")}
	gone := []*feed.Withdrawn{{Meta: *piece("g", "G", "ggggg")}}
	for name, c := range map[string]struct {
		now     []*feed.Meta
		present []string
		want    []string // IDs
	}{
		"nothing":              {[]*feed.Meta{piece("a", "A", "aa"), piece("b", "B", "bbb")}, nil, []string{"A", "B"}},
		"edited":               {[]*feed.Meta{piece("a", "own", "other")}, nil, []string{"A"}},
		"renamed":              {[]*feed.Meta{piece("z", "own", "aa")}, nil, []string{"A"}},
		"swapped":              {[]*feed.Meta{piece("a", "A", "bbb"), piece("b", "B", "aa")}, nil, []string{"B", "A"}},
		"shifted":              {[]*feed.Meta{piece("b", "B", "aa"), piece("c", "C", "bbb"), piece("d", "D", "cccc")}, nil, []string{"A", "B", "C"}},
		"renamed, path reused": {[]*feed.Meta{piece("z", "own", "aa"), piece("a", "A", "new one")}, nil, []string{"A", "A#6e6577"}},
		"copied":               {[]*feed.Meta{piece("a", "A", "aa"), piece("z", "Z", "aa")}, nil, []string{"A", "Z"}},
		"renamed and edited":   {[]*feed.Meta{{Path: "z", ID: "own", Hash: hashOf("x"), Title: "aa", Published: known[0].Published}}, nil, []string{"A"}},
		"unreadable":           {[]*feed.Meta{{Path: "z", ID: "own", Hash: hashOf("x"), Title: "aa", Published: known[0].Published}}, []string{"a"}, []string{"own"}},
		"back again":           {[]*feed.Meta{piece("g", "own", "ggggg")}, nil, []string{"G"}},
		"another in its place": {[]*feed.Meta{piece("g", "own", "no relation")}, nil, []string{"own"}},
		"edited beside a copy": {[]*feed.Meta{{Path: "a", ID: "A", Hash: hashOf("x"), Title: "aa", Published: known[0].Published}, piece("z", "Z", "aa")}, nil, []string{"A", "Z"}},
		"pinned":               {[]*feed.Meta{{Path: "a", ID: "mine", Pinned: true, Hash: hashOf("x")}}, nil, []string{"mine"}},
	} {
		feed.History{Last: known, Withdrawn: gone, Unread: c.present}.Identify(c.now)
		var got []string
		for i, a := range c.now {
			if len(a.ID) > len(c.want[i]) {
				a.ID = a.ID[:len(c.want[i])] // compare the beginning of a hash
			}
			got = append(got, a.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Each rule of Match, with the ID, the article of the last publications and the rank that it gives.
func TestMatchRules(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2024, 1, n, 0, 0, 0, 0, time.UTC) }
	article := func(path, id, text, title string, date int) *feed.Meta {
		return &feed.Meta{Path: path, ID: id, Hash: hashOf(text), Title: title, Published: day(date), Permalink: "https://a.example/" + path, Page: path}
	}
	pinned := func(a *feed.Meta) *feed.Meta { a.Pinned = true; return a }
	local := article("local", "http://localhost:8080/local/", "local", "Local", 5)
	private := article("private", "urn:private", "private", "Privé", 6)
	private.Private = true
	unread := article("unread", "urn:unread", "unread", "Illisible", 7)
	a := article("a", "urn:a", "texte a", "Titre A", 1)
	b := article("b", "urn:b", "texte b", "Titre B", 2)
	twin1, twin2 := article("twin1", "urn:twin1", "même texte", "Jumeau", 9), article("twin2", "urn:twin2", "même texte", "Jumeau", 9)
	gone := article("gone", "urn:gone", "texte parti", "Parti", 3)
	hidden := article("hidden", "urn:hidden", "texte caché", "Caché", 4)
	named := func(stem string, a *feed.Meta) *feed.Meta { a.Stem = stem; return a }
	draft := func(a *feed.Meta) *feed.Meta { a.Draft = true; return a }
	history := feed.History{
		Copies:    map[string]feed.Copy{"left": {Hash: hashOf("texte a"), Of: "urn:a"}},
		Last:      []*feed.Meta{a, b, local, private, unread, twin1, twin2},
		Withdrawn: []*feed.Withdrawn{{Meta: *gone, Left: day(20)}, {Meta: *hidden, Left: day(20), Hidden: true}},
		Unread:    []string{"unread"},
	}
	type articles = []*feed.Meta
	for name, c := range map[string]struct {
		now  articles // the first one is looked at
		was  string   // ID, "" if it is new
		id   string
		rank int
	}{
		"unchanged":                                 {articles{article("a", "urn:a", "texte a", "Titre A", 1), b}, "urn:a", "urn:a", 0},
		"the text was edited":                       {articles{article("a", "urn:a", "neuf", "Titre A", 1), b}, "urn:a", "urn:a", 0},
		"the title was edited":                      {articles{article("a", "urn:a", "neuf", "Autre", 1), b}, "urn:a", "urn:a", 0},
		"all was edited":                            {articles{article("a", "x", "neuf", "Autre", 11), b}, "urn:a", "urn:a", 0},
		"the site's address has changed":            {articles{&feed.Meta{Path: "a", ID: "https://b.example/a", Permalink: "https://b.example/a", Hash: hashOf("texte a"), Title: "Titre A", Published: day(1)}, b}, "urn:a", "urn:a", 1},
		"renamed":                                   {articles{article("z", "x", "texte a", "Titre A", 1), b}, "urn:a", "urn:a", 1},
		"renamed, all but the text new":             {articles{article("z", "x", "texte a", "Autre", 11), b}, "urn:a", "urn:a", 1},
		"renamed, the text edited":                  {articles{article("z", "x", "neuf", "Titre A", 1), b}, "urn:a", "urn:a", 1},
		"renamed, text and title edited":            {articles{article("z", "x", "neuf", "Autre", 1), b}, "", "x", 2},
		"renamed, text and date edited":             {articles{article("z", "x", "neuf", "Titre A", 11), b}, "", "x", 2},
		"a copy":                                    {articles{article("z", "x", "texte a", "Titre A", 1), a, b}, "", "x", 2},
		"a copy, the original edited":               {articles{article("z", "x", "texte a", "Titre A", 1), article("a", "urn:a", "neuf", "Titre A", 1), b}, "", "x", 2},
		"renamed, the name used again":              {articles{article("z", "x", "texte a", "Titre A", 1), article("a", "urn:a", "neuf", "Autre", 11), b}, "urn:a", "urn:a", 1},
		"a new article at a renamed one's":          {articles{article("a", "urn:a", "neuf", "Autre", 11), article("z", "x", "texte a", "Titre A", 1), b}, "", "urn:a#6e657566", 2},
		"two files with the old text":               {articles{article("y", "x", "texte a", "Titre A", 1), article("z", "w", "texte a", "Titre A", 1), b}, "", "x", 2},
		"both of two equal files renamed":           {articles{article("y", "x", "même texte", "Jumeau", 9), article("z", "w", "même texte", "Jumeau", 9)}, "", "x", 2},
		"one of two equal files renamed":            {articles{article("z", "x", "même texte", "Jumeau", 9), twin2}, "urn:twin1", "urn:twin1", 1}, // twin2 is matched already
		"a copy by its name, the original retitled": {articles{named("a (1)", article("a (1)", "x", "texte a", "Titre A", 1)), named("a", article("a", "urn:a", "neuf", "Autre", 1)), b}, "", "x", 2},
		"an original retitled beside a copy":        {articles{named("a", article("a", "urn:a", "neuf", "Autre", 1)), named("a (1)", article("a (1)", "x", "texte a", "Titre A", 1)), b}, "urn:a", "urn:a", 0},
		"an original edited all over beside a copy": {articles{named("a", article("a", "urn:a", "neuf", "Autre", 11)), named("a (1)", article("a (1)", "x", "texte a", "Titre A", 1)), b}, "urn:a", "urn:a", 0},
		"hidden, moved, the name used again":        {articles{draft(article("z", "x", "neuf", "Caché", 4)), article("hidden", "w", "aussi", "Autre", 4)}, "urn:hidden", "urn:hidden", 1},
		"a copy, another one at the original's":     {articles{named("a (1)", article("a (1)", "x", "texte a", "Titre A", 1)), named("a", article("a", "urn:a", "texte b", "Titre B", 2))}, "urn:a", "urn:a", 1},
		"renamed beside a copy":                     {articles{named("z", article("z", "x", "texte a", "Titre A", 1)), named("a (1)", article("a (1)", "w", "texte a", "Titre A", 1)), b}, "urn:a", "urn:a", 1},
		"renamed beside one that was a copy":        {articles{article("z", "x", "texte a", "Titre A", 1), article("left", "w", "texte a", "Titre A", 1), b}, "urn:a", "urn:a", 1},
		"renamed beside a draft":                    {articles{article("z", "x", "texte a", "Titre A", 1), draft(article("y", "w", "texte a", "Titre A", 1)), b}, "urn:a", "urn:a", 1},
		"renamed to the name of a copy":             {articles{named("z (1)", article("z (1)", "x", "texte a", "Titre A", 1)), b}, "urn:a", "urn:a", 1},
		"a draft beside a retitled original":        {articles{draft(article("y", "x", "texte a", "Titre A", 1)), article("a", "urn:a", "neuf", "Autre", 1), b}, "", "x", 2},
		"made a draft, the name used again":         {articles{draft(article("y", "x", "texte a", "Titre A", 1)), article("a", "urn:a", "neuf", "Autre", 11), b}, "urn:a", "urn:a", 1},
		"new, with the ID of another new one":       {articles{article("z", "urn:z", "neuf", "Autre", 11), article("y", "urn:z", "aussi", "Aussi", 12)}, "", "urn:z", 2},
		"new, beside another with its ID":           {articles{article("z", "urn:z", "neuf", "Autre", 11), draft(article("y", "urn:z", "aussi", "Aussi", 12))}, "", "urn:z", 2},
		"new, after another with its ID":            {articles{draft(article("z", "urn:z", "neuf", "Autre", 11)), article("y", "urn:z", "aussi", "Aussi", 12)}, "", "urn:z#6e657566", 2},
		"swapped":                                   {articles{article("a", "urn:a", "texte b", "Titre B", 2), article("b", "urn:b", "texte a", "Titre A", 1)}, "urn:b", "urn:b", 1},
		"new":                                       {articles{article("z", "urn:z", "neuf", "Autre", 11), a, b}, "", "urn:z", 2},
		"new, with the ID of another":               {articles{article("z", "urn:b", "neuf", "Autre", 11), a, b}, "", "urn:b#6e657566", 2},
		"new, with the ID of a lost one":            {articles{article("z", "urn:gone", "neuf", "Autre", 11)}, "", "urn:gone#6e657566", 2},
		"new, with the ID of a hidden one":          {articles{article("z", "urn:hidden", "neuf", "Autre", 11)}, "", "urn:hidden#6e657566", 2},
		"new, with the ID of an unread":             {articles{article("z", "urn:unread", "neuf", "Autre", 11)}, "", "urn:unread#6e657566", 2},
		"new, with the ID of a private":             {articles{article("z", "urn:private", "neuf", "Autre", 11)}, "", "urn:private", 2},
		"like an unreadable article":                {articles{article("z", "x", "neuf", "Illisible", 7)}, "", "x", 2},
		"back again":                                {articles{article("gone", "x", "texte parti", "Parti", 3)}, "urn:gone", "urn:gone", 1},
		"back again elsewhere":                      {articles{article("z", "x", "texte parti", "Autre", 11)}, "urn:gone", "urn:gone", 1},
		"back again, edited":                        {articles{article("gone", "x", "neuf", "Parti", 11)}, "urn:gone", "urn:gone", 1},
		"another under the name of a lost":          {articles{article("gone", "x", "neuf", "Autre", 11)}, "", "x", 2},
		"shown again, all edited":                   {articles{article("hidden", "x", "neuf", "Autre", 11)}, "urn:hidden", "urn:hidden", 1},
		"pinned, as before":                         {articles{pinned(article("a", "urn:a", "neuf", "Autre", 11))}, "urn:a", "urn:a", 0},
		"pinned to another ID":                      {articles{pinned(article("a", "urn:mine", "texte a", "Titre A", 1))}, "urn:a", "urn:mine", 0},
		"pinned, moved, all edited":                 {articles{pinned(article("z", "urn:a", "neuf", "Autre", 11))}, "urn:a", "urn:a", 1},
		"pinned to another's ID":                    {articles{pinned(article("z", "urn:a", "neuf", "Autre", 11)), a}, "", "urn:a", 2},
		"pinned to a new ID, same text":             {articles{pinned(article("z", "urn:mine", "texte a", "Titre A", 1))}, "", "urn:mine", 2},
		"pinned to an ID of a lost one":             {articles{pinned(article("z", "urn:gone", "neuf", "Autre", 11))}, "urn:gone", "urn:gone", 1},
		"a local ID is not retained":                {articles{article("local", "https://a.example/local/", "local", "Local", 5)}, "http://localhost:8080/local/", "https://a.example/local/", 0},
		"unknown bytes":                             {articles{{Path: "z", ID: "x", Title: "Autre", Published: day(11)}}, "", "x", 2},
		"an ID that is a tag URI":                   {articles{article("z", "tag:a.example,2024:z", "neuf", "Autre", 11), {Path: "y", Hash: hashOf("y"), ID: "tag:a.example,2024:z", Title: "Y", Published: day(12)}}, "", "tag:a.example,2024:z", 2},
	} {
		var now articles
		for _, each := range c.now { // Identify changes articles
			changed := *each
			now = append(now, &changed)
		}
		i := history.Identify(now)
		was := ""
		if before := i.Was(now[0]); before != nil {
			was = before.ID
		}
		if now[0].ID != c.id || was != c.was || i.Rank(now[0]) != c.rank {
			t.Errorf("%s: ID %s, was %q, rank %d, want %s, %q, %d", name, now[0].ID, was, i.Rank(now[0]), c.id, c.was, c.rank)
		}
	}
}

// Without a history all articles are new and keep their IDs.
func TestIdentifyWithoutHistory(t *testing.T) {
	articles := []*feed.Meta{piece("a", "A", "aa"), piece("b", "B", "bbb")}
	i := feed.History{}.Identify(articles)
	for n, id := range []string{"A", "B"} {
		if a := articles[n]; a.ID != id || i.Was(a) != nil || i.Rank(a) != 2 {
			t.Errorf("%s: %+v", id, a)
		}
	}
	if i.Renames(articles) != nil {
		t.Error("an article was renamed")
	}
}

// The ID of a new article that collides with a tag URI has no fragment (RFC 4151 §2.1).
func TestIdentifyTagCollision(t *testing.T) {
	const id = "tag:a.example,2024:a"
	history := feed.History{Withdrawn: []*feed.Withdrawn{{Meta: *piece("a", id, "ancien texte")}}}
	a := piece("a", id, "neuf")
	history.Identify([]*feed.Meta{a})
	if want := id + "-6e657566"; a.ID != want {
		t.Errorf("%s, want %s", a.ID, want)
	}
}

// Renames lists the articles whose path or page has changed, in their order.
func TestRenames(t *testing.T) {
	history := feed.History{Last: []*feed.Meta{piece("a", "A", "aa"), piece("b", "B", "bbb"), piece("c", "C", "cccc")}}
	b := piece("b", "B", "bbb")
	b.Page = "elsewhere"
	articles := []*feed.Meta{piece("z", "own", "cccc"), b, piece("a", "A", "edited"), piece("new", "N", "something")}
	i := history.Identify(articles)
	var got []string
	for _, r := range i.Renames(articles) {
		got = append(got, r.Was.Path+" → "+r.Now.Path+" "+r.Now.Page)
	}
	if want := "c → z z, b → b elsewhere"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
}

func TestLocalURL(t *testing.T) {
	for id, want := range map[string]bool{
		"http://localhost/": true, "https://localhost/a/": true, "http://localhost:8080/a": true, "http://127.0.0.1:1313/a": true, "http://127.8.9.1/": true, "http://[::1]:8080/a": true,
		"HTTP://localhost/": true, "": false, "h": false, "http://": false, "http://[::1": false, "tag:localhost,2024:a": false, "urn:a": false, "https://localhost.example/": false,
		"https://fil.example/localhost/": false, "http://192.168.1.2/": false, "http://10.0.0.1/": false, "http://128.0.0.1/": false, "ftp://localhost/": false, "localhost/a": false, "https://fil.example/": false,
	} {
		if got := feed.LocalURL(id); got != want {
			t.Errorf("%q: %t", id, got)
		}
	}
}
