package jsonfeed_test

import (
	"encoding/json"
	"fil/feed"
	"fmt"
	"os"
	"testing"
	"time"

	"fil/feed/check"
	"fil/feed/feedtest"
	"fil/feed/jsonfeed"
)

// problems checks data, and returns "" if it is valid.
func problems(data []byte) string {
	if found := check.Document(data, check.Options{}).AtLeast(check.Error); len(found) > 0 {
		return fmt.Sprint(found)
	}
	return ""
}

// TestWrite compares documents with golden files and checks them.
func TestWrite(t *testing.T) { feedtest.Goldens(t, "golden.json", jsonfeed.Write, problems) }

// FuzzWrite wants any text in the fields of an article to be read back unchanged.
func FuzzWrite(f *testing.F) { feedtest.FuzzWriter(f, jsonfeed.Write, problems, firstItem) }

// firstItem parses the first item with encoding/json.
func firstItem(data []byte) (feedtest.Item, error) {
	var d struct {
		Items []struct {
			ID, Title, Summary string
			Content            string `json:"content_html"`
			Tags               []string
			Authors            []struct{ Name string }
		}
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return feedtest.Item{}, err
	}
	i := d.Items[0]
	return feedtest.Item{ID: i.ID, Title: i.Title, Summary: i.Summary, Content: i.Content, Tag: i.Tags[0], Author: i.Authors[0].Name}, nil
}

func BenchmarkWrite(b *testing.B) { feedtest.BenchWriter(b, jsonfeed.Write) }

func ExampleWrite() {
	if err := jsonfeed.Write(os.Stdout, feedtest.Minimal()); err != nil {
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

func ExampleItem() {
	item, err := jsonfeed.Item(&feed.Feed{Language: "fr"}, &feed.Article{Meta: feed.Meta{ID: "tag:a", Title: "“A” & <b>", Permalink: "https://fil.example/a/", Language: "ff",
		Published: time.Date(2024, 1, 15, 10, 0, 0, 0, time.UTC), Updated: time.Date(2024, 1, 15, 10, 0, 0, 0, time.UTC)}, Content: "<p>Texte.</p>"})
	if err != nil {
		panic(err)
	}
	fmt.Println(item)
	// Output:
	// {"id":"tag:a","url":"https://fil.example/a/","title":"“A” & <b>","content_html":"<p>Texte.</p>","date_published":"2024-01-15T10:00:00Z","date_modified":"2024-01-15T10:00:00Z","language":"ff"}
}
