package opml_test

import (
	"bytes"
	"os"
	"testing"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/opml"
)

// TestGolden compares a list of two feeds with a golden file.
func TestGolden(t *testing.T) {
	var b bytes.Buffer
	tag := feed.Make(feedtest.Site(), feed.Tag.Define(feedtest.Site(), "été & hiver", "tags/été-hiver"), false)
	if err := (opml.List{Site: feedtest.Site(), Feeds: []*feed.Feed{feedtest.Feed(), tag}}).Write(&b); err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "golden.opml", b.Bytes())
}

func ExampleList_Write() {
	if err := (opml.List{Site: feedtest.Site(), Feeds: []*feed.Feed{feedtest.Minimal()}}).Write(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <opml version="2.0">
	//   <head>
	//     <title>Le fil &amp; ses &lt;amis&gt;</title>
	//     <ownerName>La rédaction</ownerName>
	//   </head>
	//   <body>
	//     <outline type="rss" text="Le fil &amp; ses &lt;amis&gt;" title="Le fil &amp; ses &lt;amis&gt;" xmlUrl="https://fil.example/atom.xml" htmlUrl="https://fil.example/" language="fr"></outline>
	//   </body>
	// </opml>
}
