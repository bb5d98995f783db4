package feed_test

import (
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// A feed's Updated is the latest of its articles', whichever article has it.
func TestUpdated(t *testing.T) {
	site, articles := feedtest.Site(), feedtest.Metas(feedtest.Articles()...)
	older := *articles[1]
	older.Updated = articles[0].Updated.AddDate(1, 0, 0)
	for name, c := range map[string]struct {
		articles []*feed.Meta
		want     time.Time
	}{
		"none":                 {nil, time.Unix(0, 0)},
		"the newest":           {articles, articles[0].Updated},
		"the second":           {[]*feed.Meta{articles[0], &older}, older.Updated},
		"the first of the two": {[]*feed.Meta{&older, articles[0]}, older.Updated},
	} {
		if got := feed.Updated(c.articles, site.TimeZone); !got.Equal(c.want) || got.Location().String() != "Europe/Paris" {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// What a feed says of itself depends on its definition.
func TestMake(t *testing.T) {
	for name, c := range map[string]struct {
		definition                         feed.Definition
		authority                          string
		id, home, atom, subtitle, language string
	}{
		"the site's": {feed.Definition{Kind: feed.Whole, Title: "x"}, "fil.example,2024",
			"tag:fil.example,2024:/", "https://fil.example/", "https://fil.example/atom.xml", "Des notes", "fr"},
		"a tag's": {feed.Definition{Kind: feed.Tag, Value: "Été", Path: "tags/été", Title: "x"}, "fil.example,2024",
			"tag:fil.example,2024:/tags/%C3%A9t%C3%A9", "https://fil.example/tags/%C3%A9t%C3%A9/", "https://fil.example/tags/%C3%A9t%C3%A9/atom.xml", "", "fr"},
		"a language's": {feed.Definition{Kind: feed.Language, Value: "en", Path: "lang/en", Title: "x"}, "fil.example,2024",
			"tag:fil.example,2024:/lang/en", "https://fil.example/lang/en/", "https://fil.example/lang/en/atom.xml", "", "en"},
		"the site's, no authority": {feed.Definition{Kind: feed.Whole, Title: "x"}, "",
			"https://fil.example/", "https://fil.example/", "https://fil.example/atom.xml", "Des notes", "fr"},
		"a named one, no authority": {feed.Definition{Kind: feed.Named, Value: "revue", Path: "la revue", Title: "x"}, "",
			"https://fil.example/la%20revue/", "https://fil.example/la%20revue/", "https://fil.example/la%20revue/atom.xml", "", "fr"},
	} {
		site := feedtest.Site()
		site.IDAuthority = c.authority
		f := feed.Make(site, c.definition, false)
		if f.ID != c.id || f.HomeURL != c.home || f.Self.Atom != c.atom || f.Subtitle != c.subtitle || f.Language != c.language || f.Title != "x" {
			t.Errorf("%s: %+v", name, f)
		}
		if f.Self.RSS != c.home+feed.RSSName || f.Self.JSON != c.home+feed.JSONName || f.Podcast != nil || f.OfPodcast {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// A podcast's GUID is that of the whole feed alone, and feeds without episodes are no podcasts.
func TestMakePodcast(t *testing.T) {
	site := feedtest.Site()
	site.Podcast = &feed.Podcast{Title: "Le balado", GUID: "917393e3-1b1e-5cef-ace4-edaa54e1f810", Type: "serial"}
	for name, c := range map[string]struct {
		definition  feed.Definition
		episodes    bool
		title, guid string // "" if it is no podcast
	}{
		"the site's":             {feed.Definition{Kind: feed.Whole, Title: "Fil"}, true, "Le balado", site.Podcast.GUID},
		"the site's, no episode": {feed.Definition{Kind: feed.Whole, Title: "Fil"}, false, "", ""},
		"a tag's":                {feed.Definition{Kind: feed.Tag, Title: "Fil – mer"}, true, "Fil – mer", ""},
		"a tag's, no episode":    {feed.Definition{Kind: feed.Tag, Title: "Fil – mer"}, false, "", ""},
	} {
		f := feed.Make(site, c.definition, c.episodes)
		if !f.OfPodcast || (f.Podcast != nil) != (c.title != "") {
			t.Errorf("%s: %+v", name, f)
		} else if p := f.Podcast; p != nil && (p.Title != c.title || p.GUID != c.guid || p.Type != "serial") {
			t.Errorf("%s: %+v", name, p)
		}
		if forms := f.Forms(); forms[0].Name != "RSS" || forms[1].Name != "Atom" || forms[2].Name != "JSON Feed" {
			t.Errorf("%s: %v", name, forms)
		}
	}
	if site.Podcast.Title != "Le balado" || site.Podcast.GUID == "" {
		t.Errorf("the site's podcast was changed: %+v", site.Podcast)
	}
}

// Archives yields the links that a document has, in a fixed order (RFC 5005 §4).
func TestArchives(t *testing.T) {
	link := func(name string) feed.Address { return feed.Address{Atom: name} }
	for _, c := range []struct {
		feed feed.Feed
		want string
	}{
		{feed.Feed{}, ""},
		{feed.Feed{Previous: link("p")}, "prev-archive p"},
		{feed.Feed{Current: link("c"), Next: link("n")}, "current c, next-archive n"},
		{feed.Feed{Next: link("n"), Previous: link("p"), Current: link("c")}, "current c, prev-archive p, next-archive n"},
		{feed.Feed{Previous: feed.Address{RSS: "r"}}, "prev-archive "},
	} {
		var got []string
		for rel, to := range c.feed.Archives() {
			got = append(got, rel+" "+to.Atom)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%v, want %s", got, c.want)
		}
		for range c.feed.Archives() {
			break // must not panic
		}
	}
}

// Updated is the latest time of change, in whatever zone it was written, and never the clock.
func TestUpdatedZones(t *testing.T) {
	at := func(zone *time.Location, hour int) *feed.Meta {
		return &feed.Meta{Updated: time.Date(2024, 10, 27, hour, 30, 0, 0, zone)}
	}
	paris, tokyo := feedtest.Zone(), time.FixedZone("", 9*60*60)
	for name, c := range map[string]struct {
		articles []*feed.Meta
		want     time.Time
	}{
		"none":                  {nil, time.Unix(0, 0)},
		"one before the epoch":  {[]*feed.Meta{{Updated: time.Unix(-5, 0)}}, time.Unix(-5, 0)},
		"the same time in two":  {[]*feed.Meta{at(time.UTC, 1), at(tokyo, 10)}, at(time.UTC, 1).Updated},
		"zones decide":          {[]*feed.Meta{at(tokyo, 9), at(time.UTC, 1)}, at(time.UTC, 1).Updated},
		"summer time ends":      {[]*feed.Meta{at(time.UTC, 1), at(time.UTC, 0)}, at(time.UTC, 1).Updated}, // both are 02:30 in Paris
		"the last one has it":   {[]*feed.Meta{at(paris, 1), at(paris, 5), at(paris, 9)}, at(paris, 9).Updated},
		"the middle one has it": {[]*feed.Meta{at(paris, 1), at(paris, 9), at(paris, 5)}, at(paris, 9).Updated},
	} {
		if got := feed.Updated(c.articles, paris); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// The instruction that names a style sheet follows the first write, escaped, and only once.
func TestStyled(t *testing.T) {
	for style, want := range map[string]string{
		"":                        "<?xml?><feed/><!---->",
		"https://a.example/f.css": `<?xml?><?xml-stylesheet type="text/css" href="https://a.example/f.css"?><feed/><!---->`,
		`/a"b&c<d>.css`:           `<?xml?><?xml-stylesheet type="text/css" href="/a&#34;b&amp;c&lt;d&gt;.css"?><feed/><!---->`,
	} {
		var b strings.Builder
		w := (&feed.Feed{Style: style}).Styled(&b)
		for _, text := range []string{"<?xml?>", "<feed/>", "<!---->"} {
			if n, err := w.Write([]byte(text)); n != len(text) || err != nil {
				t.Errorf("%q: %d bytes of %d (%v)", style, n, len(text), err)
			}
		}
		if b.String() != want {
			t.Errorf("%q: %s, want %s", style, b.String(), want)
		}
	}
}
