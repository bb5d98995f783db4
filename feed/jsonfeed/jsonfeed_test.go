package jsonfeed_test

import (
	"bytes"
	"io"
	"os"
	"testing"

	"fil/feed"
	"fil/feed/check"
	"fil/feed/feedtest"
	"fil/feed/jsonfeed"
)

// Everything that a feed can say, and nothing for what an article lacks.
func TestGolden(t *testing.T) {
	var b bytes.Buffer
	if err := jsonfeed.Write(&b, feedtest.Feed()); err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "golden.json", b.Bytes())
	if problems := check.JSON(b.Bytes()); len(problems) > 0 {
		t.Error(problems)
	}
}

// Summaries alone, and no article at all.
func TestSmall(t *testing.T) {
	short := feedtest.Feed()
	short.SummaryOnly = true
	for name, f := range map[string]*feed.Feed{"summary.golden.json": short, "empty.golden.json": feedtest.Feed().First(0)} {
		var b bytes.Buffer
		if err := jsonfeed.Write(&b, f); err != nil {
			t.Fatal(err)
		}
		feedtest.Golden(t, name, b.Bytes())
		if problems := check.JSON(b.Bytes()); len(problems) > 0 {
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
		if err := jsonfeed.Write(&b, fd); err != nil {
			t.Fatal(err)
		}
		for _, p := range check.JSON(b.Bytes()) {
			t.Errorf("%s\n%s", p, b.Bytes())
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	f := feedtest.Feed()
	b.ReportAllocs()
	for b.Loop() {
		if err := jsonfeed.Write(io.Discard, f); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleWrite() {
	f := feedtest.Feed().First(0)
	f.Subtitle, f.Rights, f.Icon, f.Logo, f.Hubs, f.Authors = "", "", "", "", nil, []feed.Person{{Name: "Awa"}}
	if err := jsonfeed.Write(os.Stdout, f); err != nil {
		panic(err)
	}
	// Output:
	// {
	//   "version": "https://jsonfeed.org/version/1.1",
	//   "title": "Le fil & ses <amis>",
	//   "language": "fr",
	//   "home_page_url": "https://fil.example/",
	//   "feed_url": "https://fil.example/feed.json",
	//   "authors": [
	//     {
	//       "name": "Awa"
	//     }
	//   ],
	//   "items": []
	// }
}
