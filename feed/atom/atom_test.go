package atom_test

import (
	"bytes"
	"io"
	"os"
	"testing"

	"fil/feed"
	"fil/feed/atom"
	"fil/feed/check"
	"fil/feed/feedtest"
)

// Everything that a feed can say, and nothing for what an article lacks.
func TestGolden(t *testing.T) {
	var b bytes.Buffer
	if err := atom.Write(&b, feedtest.Feed()); err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "golden.xml", b.Bytes())
	if problems := check.Atom(b.Bytes()); len(problems) > 0 {
		t.Error(problems)
	}
}

// Summaries alone, and no article at all.
func TestSmall(t *testing.T) {
	short := feedtest.Feed()
	short.SummaryOnly = true
	for name, f := range map[string]*feed.Feed{"summary.golden.xml": short, "empty.golden.xml": feedtest.Feed().First(0)} {
		var b bytes.Buffer
		if err := atom.Write(&b, f); err != nil {
			t.Fatal(err)
		}
		feedtest.Golden(t, name, b.Bytes())
		if problems := check.Atom(b.Bytes()); len(problems) > 0 {
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
		if err := atom.Write(&b, fd); err != nil {
			t.Fatal(err)
		}
		for _, p := range check.Atom(b.Bytes()) {
			t.Errorf("%s\n%s", p, b.Bytes())
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	f := feedtest.Feed()
	b.ReportAllocs()
	for b.Loop() {
		if err := atom.Write(io.Discard, f); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleWrite() {
	f := feedtest.Feed().First(0)
	f.Subtitle, f.Rights, f.Icon, f.Logo, f.Hubs, f.Authors = "", "", "", "", nil, []feed.Person{{Name: "Awa"}}
	if err := atom.Write(os.Stdout, f); err != nil {
		panic(err)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
	//   <title>Le fil &amp; ses &lt;amis&gt;</title>
	//   <id>tag:fil.example,2024:/</id>
	//   <updated>1970-01-01T01:00:00+01:00</updated>
	//   <link rel="self" type="application/atom+xml" href="https://fil.example/atom.xml"></link>
	//   <link rel="alternate" type="text/html" href="https://fil.example/"></link>
	//   <author>
	//     <name>Awa</name>
	//   </author>
	//   <generator>Fil</generator>
	// </feed>
}
