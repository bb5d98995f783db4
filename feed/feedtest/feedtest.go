// Package feedtest has what the tests of several packages share.
//
// [Site], [Articles], [Feed], [Archive], [Podcast] and [Minimal] return sample values; each call
// returns new ones, which a test may modify. [Golden] compares output with a file in testdata, which
// go test -update rewrites. [Goldens], [FuzzWriter] and [BenchWriter] are the tests that every writer
// of feeds has. [Corpus] writes a content folder of any size.
package feedtest

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Updating reports whether the tests run with -update, and so should rewrite their golden files.
func Updating() bool { return *update }

// Zone returns the time zone of the samples, Europe/Paris: its offset is not zero and changes with
// summer time.
func Zone() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // the go command sets GOROOT, which has a time zone database
	}
	return zone
}

// Site returns a site with all common fields set.
func Site() *feed.Site {
	return &feed.Site{
		Title: "Le fil & ses <amis>", Subtitle: "Des notes", BaseURL: "https://fil.example/", Language: "fr",
		Authors: []feed.Person{{Name: "La rédaction", URL: "https://fil.example/nous", Email: "nous@fil.example"}},
		Rights:  "© 2024 La rédaction", Icon: "https://fil.example/icon.png", Logo: "https://fil.example/logo.png",
		TimeZone: Zone(), IDAuthority: "fil.example,2024", Pages: true, Each: []feed.Kind{feed.Tag},
		Feed: feed.FeedOptions{Limit: 20, MaxBytes: 512 << 10}, Hub: true, Hubs: []string{"https://hub.example/"},
	}
}

// Articles returns two articles, the newest first: one with every field that feeds and
// pages show, except those of an episode, and one with only the required fields.
func Articles() []*feed.Article {
	articles := articles()
	for _, a := range articles {
		content, frame := a.AtomSize()
		a.ContentSize, a.FrameSize = int32(content), int32(frame)
	}
	return articles
}

func articles() []*feed.Article {
	zone, comments := Zone(), 7
	return []*feed.Article{
		{Meta: feed.Meta{Path: "2024-07-02-tout.md", Stem: "2024-07-02-tout", ID: "tag:fil.example,2024:2024-07-02-tout",
			Permalink: "https://fil.example/tout/", Page: "tout/index.html", Title: "Tout & <plus> : l’été",
			Published: time.Date(2024, 7, 2, 18, 30, 0, 0, zone), Updated: time.Date(2024, 7, 3, 8, 0, 0, 0, zone),
			Authors: []feed.Person{{Name: "Awa Traoré", URL: "https://awa.example/", Email: "awa@fil.example", Avatar: "https://awa.example/a.png"},
				{Name: "Ben"}},
			Tags: []string{"Mali", "été & hiver"}, Section: "notes", Language: "en",
			HasMedia: true}, Slug: "tout", Summary: "Un résumé\u00a0: court.",
			Content: "<p>« Bonjour\u00a0» &amp; <em>bienvenue</em> ]]&gt; ici. <a href=\"https://fil.example/rien/\">Lien</a></p>\n",
			Link:    "https://ailleurs.example/x?a=1&b=2", Rights: "CC BY 4.0",
			Image:     feed.Image{URL: "https://fil.example/tout/p.jpg", Type: "image/jpeg", Width: 640, Height: 480, Length: 1234},
			Source:    feed.Source{Title: "La & source", URL: "https://source.example/atom.xml", ID: "tag:source.example,2024:", Updated: time.Date(2024, 7, 1, 12, 0, 0, 0, zone)},
			InReplyTo: feed.Reference{ID: "tag:source.example,2024:un", URL: "https://source.example/un/"}, CommentCount: &comments,
			Comments: "https://fil.example/tout/#comments", Replies: "https://fil.example/tout/comments.xml",
			Enclosures: []feed.Enclosure{
				{URL: "https://fil.example/tout/e.mp3", Type: "audio/mpeg", Length: 3 << 30, Title: "Épisode"},
				{URL: "https://fil.example/tout/e.pdf", Type: "application/pdf", Length: 12},
			},
		},
		{Meta: feed.Meta{Path: "2024-01-rien.md", Stem: "2024-01-rien", ID: "https://fil.example/rien/",
			Permalink: "https://fil.example/rien/", Page: "rien/index.html", Title: "Rien",
			Published: time.Date(2024, 1, 1, 0, 0, 0, 0, zone), Updated: time.Date(2024, 1, 1, 0, 0, 0, 0, zone),
			Authors: []feed.Person{{Name: "La rédaction"}}}, Slug: "rien", Content: "<p>Peu.</p>\n",
		},
	}
}

// Feed returns the feed of all Articles of Site.
func Feed() *feed.Feed {
	return FeedOf(Articles()...)
}

// FeedOf returns the feed of Site with these articles.
func FeedOf(articles ...*feed.Article) *feed.Feed {
	f := feed.Make(Site(), feed.Definition{Kind: feed.Whole, Title: Site().Title}, false)
	f.Updated, f.Articles = feed.Updated(Metas(articles...), Site().TimeZone), articles
	return f
}

// Metas returns what articles are planned with.
func Metas(articles ...*feed.Article) []*feed.Meta {
	metas := make([]*feed.Meta, len(articles))
	for i, a := range articles {
		metas[i] = &a.Meta
	}
	return metas
}

// Archive returns an archive document of that feed, with all links to its neighbours (RFC 5005 §4).
func Archive() *feed.Feed {
	f := FeedOf(Articles()[0])
	address := func(name string) feed.Address {
		return feed.Address{Atom: "https://fil.example/" + name + "atom.xml", RSS: "https://fil.example/" + name + "rss.xml", JSON: "https://fil.example/" + name + "feed.json"}
	}
	f.Self, f.Archived = address("archive/2024-07/1-"), true
	f.Current, f.Previous, f.Next = address(""), address("archive/2024-06/2-"), address("archive/2024-08/3-")
	return f
}

// Podcast returns a feed with every field of a podcast and of an episode set.
func Podcast() *feed.Feed {
	f := Feed()
	clean := false
	f.NewURL = "https://new.example/rss.xml"
	f.Podcast = &feed.Podcast{Title: "Le son", Author: "Awa", Owner: feed.Person{Name: "Awa", Email: "awa@fil.example"},
		Categories: []string{"News > Daily News", "Arts"}, Image: "https://fil.example/son.png", Type: "serial",
		GUID: "917393e3-1b1e-5cef-ace4-edaa54e1f810", Locked: true, Funding: []feed.Funding{{URL: "https://fil.example/don", Text: "Un don"}},
		Block: true, Complete: true, Keywords: []string{"blé", "or"}, Medium: "podcast", Persons: []feed.Cast{{Name: "Awa", Role: "host"}},
		Location: feed.Location{Name: "Bamako", Geo: "geo:12.65,-8.0", OSM: "R1"}, License: feed.License{Name: "cc-by-4.0", URL: "https://creativecommons.org/licenses/by/4.0/"},
		Txt:      []feed.Txt{{Purpose: "verify", Text: "abc"}},
		Trailers: []feed.Trailer{{Title: "Bientôt", URL: "https://fil.example/t.mp3", Type: "audio/mpeg", Length: 5, Published: time.Date(2024, 1, 1, 0, 0, 0, 0, Zone()), Season: 1}},
		Podroll:  []feed.RemoteItem{{GUID: "9b024349-ccf0-5f69-a609-6b82873eab3c", URL: "https://other.example/feed.xml", Title: "Un autre"}}, Publisher: feed.RemoteItem{GUID: "003af0a0-6a45-55cf-b765-68e3d349551a"},
		Frequency: feed.Frequency{Text: "Le lundi", Rule: "FREQ=WEEKLY;BYDAY=MO", Start: time.Date(2024, 1, 1, 0, 0, 0, 0, Zone())}}
	a := f.Articles[0].Clone()
	a.Episode = feed.Episode{Duration: 754*time.Second + 600*time.Millisecond, Season: 2, Number: 7, Type: "bonus", Explicit: &clean,
		Transcripts: []feed.Transcript{{URL: "https://fil.example/tout/e.vtt", Type: "text/vtt", Language: "fr"}},
		Chapters:    "https://fil.example/tout/e.json",
		Persons:     []feed.Cast{{Name: "Ben", Role: "guest", Group: "cast", URL: "https://ben.example/", Image: "https://ben.example/b.png"}},
		Title:       "Tout", Block: true, Keywords: []string{"été"}, SeasonName: "L’or", Display: "Ch. 7", Location: feed.Location{Name: "Kidal"}, License: feed.License{Name: "cc0-1.0"},
		Marks: []feed.Chapter{{Start: time.Minute, Title: "Suite"}}, Txt: []feed.Txt{{Text: "t"}}, Soundbites: []feed.Soundbite{{Title: "Le cœur", Start: 73 * time.Second, Duration: time.Minute}},
		Alternates: []feed.AlternateEnclosure{{Enclosure: feed.Enclosure{URL: "https://fil.example/tout/e.opus", Type: "audio/opus", Length: 9, Title: "Petit"}, Bitrate: 32000, Height: 720, Language: "fr", Default: true}},
		Social:     []feed.SocialInteract{{URL: "https://m.example/@awa/1", Protocol: "activitypub", AccountID: "@awa", AccountURL: "https://m.example/@awa"}}}
	f.Articles = append([]*feed.Article{a}, f.Articles[1:]...)
	return f
}

// Golden compares got with testdata/name. With -update it first writes got to that file.
func Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: -want +got (go test -update rewrites it)\n%s", name, diff)
	}
}

// Clean removes from s what package source removes from all text: invalid UTF-8 and characters that
// XML 1.0 forbids. It also removes carriage returns.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// Writer is the signature of rss.Write, atom.Write and jsonfeed.Write.
type Writer func(w io.Writer, f *feed.Feed) error

// Goldens writes Feed, Archive, Podcast, a feed of summaries and a feed without articles. It compares
// each with a golden file, whose name is name with a prefix such as "archive.", and wants check to
// find no problem; check returns "" for none.
func Goldens(t *testing.T, name string, write Writer, check func(data []byte) string) {
	t.Helper()
	short := Feed()
	short.SummaryOnly = true
	empty := FeedOf()
	empty.Complete = true
	for prefix, f := range map[string]*feed.Feed{"": Feed(), "summary.": short, "empty.": empty, "archive.": Archive(), "podcast.": Podcast()} {
		var b bytes.Buffer
		if err := write(&b, f); err != nil {
			t.Fatal(err)
		}
		Golden(t, prefix+name, b.Bytes())
		if problems := check(b.Bytes()); problems != "" {
			t.Errorf("%s%s: %s", prefix, name, problems)
		}
	}
}

// Item has the fields of a document's first item or entry as another parser reads them. Tag and
// Author are the first of each.
type Item struct{ ID, Title, Summary, Content, Tag, Author string }

// FuzzWriter puts fuzzed text into the fields of an article and writes a feed with it. It wants check
// to find no problem, and parse to return each field unchanged. parse parses the document's first
// item.
func FuzzWriter(f *testing.F, write Writer, check func(data []byte) string, parse func(data []byte) (Item, error)) {
	f.Add("]]>", "<p>&nbsp;</p>")
	f.Add("\u2028 \U0001F600", "<![CDATA[x]]>")
	f.Fuzz(func(t *testing.T, title, content string) {
		title, content = "t"+Clean(title), Clean(content) // an article always has a title
		fd := Feed()
		a := fd.Articles[0].Clone()
		a.Title, a.Content, a.Summary = title, content, title
		a.Tags, a.Authors = []string{title}, []feed.Person{{Name: title}}
		fd.Articles[0] = a
		var b bytes.Buffer
		if err := write(&b, fd); err != nil {
			t.Fatal(err)
		}
		if problems := check(b.Bytes()); problems != "" {
			t.Errorf("%s\n%s", problems, b.Bytes())
		}
		got, err := parse(b.Bytes())
		want := Item{ID: a.ID, Title: title, Summary: title, Content: content, Tag: title, Author: title}
		if got.Content == "" {
			want.Content = "" // without content, JSON Feed has the summary as content_text
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v -want +got\n%s", err, diff)
		}
	})
}

// BenchWriter measures write with a feed of 20 articles.
func BenchWriter(b *testing.B, write Writer) {
	f := Feed()
	for len(f.Articles) < 20 {
		f.Articles = append(f.Articles, f.Articles[0])
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := write(io.Discard, f); err != nil {
			b.Fatal(err)
		}
	}
}

// Minimal returns a feed without articles and optional fields, short enough for examples.
func Minimal() *feed.Feed {
	f := FeedOf()
	f.Subtitle, f.Rights, f.Icon, f.Logo, f.Cloud, f.Hubs, f.Authors = "", "", "", "", "", nil, []feed.Person{{Name: "Awa"}}
	return f
}
