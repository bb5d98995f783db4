package feed_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/index"
)

// valuesOf returns the values that articles have, as feed.Definitions takes them.
func valuesOf(site *feed.Site, articles []*feed.Meta) func(kind feed.Kind) map[string]string {
	c := index.Change{}
	for i, a := range articles {
		a.Path, a.Stem, a.ID, a.Permalink = fmt.Sprint(i, ".md"), fmt.Sprint(i), fmt.Sprint(i), fmt.Sprint(i)
		c.Put = append(c.Put, a)
	}
	return index.New(site).With(c).Values
}

// Each tag has a path of its own, and keeps it when a tag with a better claim is added.
func TestDefinitionsKeepTheirPaths(t *testing.T) {
	site := feedtest.Site()
	tagged := func(tags ...string) []*feed.Meta { return []*feed.Meta{{Tags: tags}} }
	paths := func(tags []string, standing []feed.Definition) map[string]string {
		all, _ := feed.Definitions(site, valuesOf(site, tagged(tags...)), standing)
		got := map[string]string{}
		for _, d := range all[1:] {
			got[d.Value] = d.Path
		}
		return got
	}
	if got := paths([]string{"C", "C++"}, nil); got["C"] != "tags/c" || !strings.HasPrefix(got["C++"], "tags/c-") {
		t.Error(got)
	}
	all, _ := feed.Definitions(site, valuesOf(site, tagged("C++")), nil)
	if got := paths([]string{"C", "C++", "🎉"}, all); got["C++"] != "tags/c" || !strings.HasPrefix(got["C"], "tags/c-") || len(got["🎉"]) != len("tags/123456") {
		t.Error(got)
	}
}

// A feed keeps its ID when the site's address changes, and no other feed gets it.
func TestDefinitionsKeepTheirIDs(t *testing.T) {
	site := feedtest.Site()
	site.IDAuthority, site.BaseURL = "", "https://a.example/blog/"
	values := valuesOf(site, []*feed.Meta{{Tags: []string{"mali"}}})
	all, _ := feed.Definitions(site, values, nil)
	if all[0].ID != "https://a.example/blog/" || all[1].ID != "https://a.example/blog/tags/mali/" {
		t.Errorf("new feeds have the IDs %s and %s", all[0].ID, all[1].ID)
	}
	site.BaseURL = "https://a.example/"
	site.Named = []feed.Definition{{Kind: feed.Named, Path: "blog"}, {Kind: feed.Named, Path: "revue", ID: "urn:revue"}}
	now, _ := feed.Definitions(site, values, all)
	var ids []string
	for _, d := range now {
		ids = append(ids, feed.Make(site, d, false).ID)
	}
	want := []string{"https://a.example/blog/", "https://a.example/blog/#blog", "urn:revue", "https://a.example/blog/tags/mali/"}
	if !slices.Equal(ids, want) {
		t.Errorf("IDs %q, want %q", ids, want)
	}
}

// A site's feeds: the whole, the named ones, then those of each value, sorted by path within each kind.
func TestDefinitions(t *testing.T) {
	site := feedtest.Site()
	site.Title = "Fil"
	site.Each = []feed.Kind{feed.Tag, feed.Author, feed.Section, feed.Language}
	site.Named = []feed.Definition{{Kind: feed.Named, Value: "revue", Path: "revue", Title: "La revue"}}
	site.LanguageName = func(tag string) string { return map[string]string{"fr": "français", "en": "English"}[tag] }
	articles := []*feed.Meta{
		{Tags: []string{"Zoo", "été & hiver"}, Authors: []feed.Person{{Name: "Awa Traoré"}}, Section: "Notes"},
		{Tags: []string{"mali", "Mali"}, Authors: []feed.Person{{Name: "Ben"}}, Section: "Mes récits", Language: "en"},
		{Tags: []string{"caché"}, NoFeed: true},
	}
	all, problems := feed.Definitions(site, valuesOf(site, articles), nil)
	var got []string
	for _, d := range all {
		got = append(got, fmt.Sprintf("%s %q at %q: %s", d.Kind, d.Value, d.Path, d.Title))
	}
	want := []string{
		`site "" at "": Fil`,
		`named "revue" at "revue": La revue`,
		`tag "caché" at "tags/caché": Fil – caché`,
		`tag "Mali" at "tags/mali": Fil – Mali`,
		`tag "Zoo" at "tags/zoo": Fil – Zoo`,
		`tag "été & hiver" at "tags/été-hiver": Fil – été & hiver`,
		`author "Awa Traoré" at "authors/awa-traoré": Fil – Awa Traoré`,
		`author "Ben" at "authors/ben": Fil – Ben`,
		`section "Notes" at "Notes": Fil – Notes`,
		`section "Mes récits" at "mes-récits": Fil – Mes récits`,
		`language "en" at "lang/en": Fil – English`,
		`language "fr" at "lang/fr": Fil – français`,
	}
	if !slices.Equal(got, want) || len(problems) > 0 {
		t.Errorf("got\n%s\nwant\n%s\n%v", strings.Join(got, "\n"), strings.Join(want, "\n"), problems)
	}
	for _, d := range all[2:] {
		if !slices.ContainsFunc(articles, func(a *feed.Meta) bool { return d.Match(site, a) }) || d.Limit != site.Feed.Limit || d.Archive {
			t.Errorf("%+v", d)
		}
	}
	if whole := all[0]; !whole.Archive || !reflect.DeepEqual(whole.FeedOptions, site.Feed) {
		t.Errorf("%+v", whole)
	}
}

// Values that want the same folder: which one gets it, and what is said.
func TestDefinitionsCollide(t *testing.T) {
	existing := func(value, path string) feed.Definition {
		return feed.Definition{Kind: feed.Tag, Value: value, Path: path}
	}
	for name, c := range map[string]struct {
		tags     []string
		existing []feed.Definition
		want     map[string]string // folders below tags/, "#" for a hash
		warnings int
	}{
		"one":                              {[]string{"Mali"}, nil, map[string]string{"Mali": "mali"}, 0},
		"spelled like the folder":          {[]string{"A b", "a-b"}, nil, map[string]string{"a-b": "a-b", "A b": "a-b-#"}, 1},
		"none spelled like it":             {[]string{"a & b", "a b"}, nil, map[string]string{"a & b": "a-b", "a b": "a-b-#"}, 1}, // & is before b
		"the existing one":                 {[]string{"C", "C++"}, []feed.Definition{existing("C++", "tags/c")}, map[string]string{"C++": "c", "C": "c-#"}, 1},
		"the existing one, another case":   {[]string{"MALI"}, []feed.Definition{existing("Mali", "tags/ancien")}, map[string]string{"MALI": "ancien"}, 0},
		"an existing one without articles": {[]string{"C"}, []feed.Definition{existing("C++", "tags/c")}, map[string]string{"C": "c-#"}, 1},
		"an existing feed of an author":    {[]string{"C"}, []feed.Definition{{Kind: feed.Author, Value: "C++", Path: "authors/c"}}, map[string]string{"C": "c"}, 0},
		"no letters":                       {[]string{"🎉", "!!!"}, nil, map[string]string{"🎉": "#", "!!!": "#"}, 0},
		"three of them":                    {[]string{"c", "C+", "C#"}, nil, map[string]string{"c": "c", "C+": "c-#", "C#": "c-#"}, 2},
	} {
		site := feedtest.Site()
		all, problems := feed.Definitions(site, valuesOf(site, []*feed.Meta{{Tags: c.tags}}), c.existing)
		hash := regexp.MustCompile(`[0-9a-f]{6}$`)
		got, paths := map[string]string{}, map[string]bool{}
		for _, d := range all[1:] {
			slug := strings.TrimPrefix(d.Path, "tags/")
			if strings.HasSuffix(c.want[d.Value], "#") {
				slug = hash.ReplaceAllString(slug, "#")
			}
			got[d.Value], paths[d.Path] = slug, true
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) || len(problems) != c.warnings || len(paths) != len(c.tags) {
			t.Errorf("%s: %v, want %v; %v", name, got, c.want, problems)
		}
		for _, p := range problems {
			if !p.Warning || p.Hint == "" {
				t.Errorf("%s: %+v", name, p)
			}
		}
	}
}

func TestUnder(t *testing.T) {
	for path, want := range map[string]string{"": "atom.xml", "tags/été": "tags/été/atom.xml", "revue": "revue/atom.xml"} {
		if got := (feed.Definition{Path: path}).Under(feed.AtomName); got != want {
			t.Errorf("%q: %s", path, got)
		}
	}
}
