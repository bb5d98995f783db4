package jsonfeed_test

import (
	"fmt"
	"os"
	"testing"

	"fil/feed/check"
	"fil/feed/feedtest"
	"fil/feed/jsonfeed"
)

func problems(data []byte) string {
	if found := check.JSON(data); len(found) > 0 {
		return fmt.Sprint(found)
	}
	return ""
}

func TestWrite(t *testing.T) { feedtest.Goldens(t, "golden.json", jsonfeed.Write, problems) }

func FuzzWrite(f *testing.F) { feedtest.FuzzWriter(f, jsonfeed.Write, problems) }

func BenchmarkWrite(b *testing.B) { feedtest.BenchWriter(b, jsonfeed.Write) }

func ExampleWrite() {
	if err := jsonfeed.Write(os.Stdout, feedtest.Plain()); err != nil {
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
