package rss_test

import (
	"bytes"
	"io"
	"os"
	"testing"

	"fil/feed"
	"fil/feed/check"
	"fil/feed/feedtest"
	"fil/feed/rss"
)

// Everything that a feed can say, and nothing for what an article lacks.
func TestGolden(t *testing.T) {
	var b bytes.Buffer
	if err := rss.Write(&b, feedtest.Feed()); err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "golden.xml", b.Bytes())
	if problems := check.RSS(b.Bytes()); len(problems) > 0 {
		t.Error(problems)
	}
}

// Summaries alone, and no article at all.
func TestSmall(t *testing.T) {
	short := feedtest.Feed()
	short.SummaryOnly = true
	for name, f := range map[string]*feed.Feed{"summary.golden.xml": short, "empty.golden.xml": feedtest.Feed().First(0)} {
		var b bytes.Buffer
		if err := rss.Write(&b, f); err != nil {
			t.Fatal(err)
		}
		feedtest.Golden(t, name, b.Bytes())
		if problems := check.RSS(b.Bytes()); len(problems) > 0 {
			t.Error(name, problems)
		}
	}
}

// Any clean text in any field comes through, and the document parses.
func FuzzWrite(f *testing.F) {
	f.Add("]]>", "<p>&nbsp;</p>")
	f.Add("\u2028 \U0001F600", "<![CDATA[x]]>")
	f.Fuzz(func(t *testing.T, title, content string) {
		title, content = feedtest.Clean(title), feedtest.Clean(content)
		fd := feedtest.Feed()
		a := *fd.Articles[0]
		a.Title, a.Content, a.Summary = title, content, title
		a.Tags, a.Authors = []string{"t" + title}, []feed.Person{{Name: "n" + title}}
		fd.Articles[0] = &a
		var b bytes.Buffer
		if err := rss.Write(&b, fd); err != nil {
			t.Fatal(err)
		}
		for _, p := range check.RSS(b.Bytes()) {
			t.Errorf("%s\n%s", p, b.Bytes())
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	f := feedtest.Feed()
	b.ReportAllocs()
	for b.Loop() {
		if err := rss.Write(io.Discard, f); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleWrite() {
	f := feedtest.Feed().First(0)
	f.Subtitle, f.Rights, f.Icon, f.Logo, f.Hubs, f.Authors = "", "", "", "", nil, []feed.Person{{Name: "Awa"}}
	if err := rss.Write(os.Stdout, f); err != nil {
		panic(err)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
	//   <channel>
	//     <title>Le fil &amp; ses &lt;amis&gt;</title>
	//     <link>https://fil.example/</link>
	//     <description>Le fil &amp; ses &lt;amis&gt;</description>
	//     <language>fr</language>
	//     <lastBuildDate>Thu, 01 Jan 1970 01:00:00 +0100</lastBuildDate>
	//     <generator>Fil</generator>
	//     <docs>https://www.rssboard.org/rss-specification</docs>
	//     <atom:link href="https://fil.example/rss.xml" rel="self" type="application/rss+xml"></atom:link>
	//   </channel>
	// </rss>
}
