package rss_test

import (
	"fmt"
	"os"
	"testing"

	"fil/feed/check"
	"fil/feed/feedtest"
	"fil/feed/rss"
)

func problems(data []byte) string {
	if found := check.RSS(data); len(found) > 0 {
		return fmt.Sprint(found)
	}
	return ""
}

func TestWrite(t *testing.T) { feedtest.Goldens(t, "golden.xml", rss.Write, problems) }

func FuzzWrite(f *testing.F) { feedtest.FuzzWriter(f, rss.Write, problems) }

func BenchmarkWrite(b *testing.B) { feedtest.BenchWriter(b, rss.Write) }

func ExampleWrite() {
	if err := rss.Write(os.Stdout, feedtest.Plain()); err != nil {
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
