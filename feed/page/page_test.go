package page_test

import (
	"bytes"
	"os"
	"testing"

	"fil/feed/feedtest"
	"fil/feed/page"
)

func TestGolden(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"home.html": func(b *bytes.Buffer) error {
			return page.HomePage{Site: feedtest.Site(), Feed: feedtest.Feed(), Introduction: feedtest.Articles()[1], Articles: feedtest.Articles()}.Write(b)
		},
		"article.html": func(b *bytes.Buffer) error {
			return page.ArticlePage{Site: feedtest.Site(), Feed: feedtest.Feed(), Article: feedtest.Articles()[0]}.Write(b)
		},
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		feedtest.Golden(t, name, b.Bytes())
	}
}

func ExampleArticlePage_Write() {
	site, article := feedtest.Site(), feedtest.Articles()[1]
	if err := (page.ArticlePage{Site: site, Feed: feedtest.Feed(), Article: article}).Write(&firstLine{}); err != nil {
		panic(err)
	}
	// Output: <!DOCTYPE html>
}

// firstLine prints the first line of what is written to it.
type firstLine struct{ done bool }

func (f *firstLine) Write(p []byte) (int, error) {
	if line, _, found := bytes.Cut(p, []byte("\n")); !f.done && len(line) > 0 {
		os.Stdout.Write(line)
		f.done = found
	}
	return len(p), nil
}
