package publish

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// BenchmarkGuard compares what it takes to write a changed feed of 200 articles with what it takes to check it.
func BenchmarkGuard(b *testing.B) {
	f := feedtest.Feed()
	text := strings.Repeat("<p>Le train de <a href=\"https://fil.example/mali/\">Bamako</a> à Dakar part le mardi &amp; le jeudi.</p>\n", 30)
	var articles []*feed.Article
	for i := range 200 {
		a := f.Articles[len(f.Articles)-1].Clone()
		a.ID, a.Permalink, a.Content, a.Published = fmt.Sprint("tag:fil.example,2024:", i), fmt.Sprintf("https://fil.example/%d/", i), text, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		articles = append(articles, a)
	}
	f.Articles = articles
	for _, m := range forms {
		var data bytes.Buffer
		if err := m.write(&data, f); err != nil {
			b.Fatal(err)
		}
		if errs := feedErrors(data.Bytes()); len(errs) > 0 {
			b.Fatal(errs)
		}
		b.Run(string(m.Name)+"/write", func(b *testing.B) {
			b.SetBytes(int64(data.Len()))
			for b.Loop() {
				if err := m.write(io.Discard, f); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(string(m.Name)+"/check", func(b *testing.B) {
			b.SetBytes(int64(data.Len()))
			for b.Loop() {
				feedErrors(data.Bytes())
			}
		})
	}
}
