package feed_test

import (
	"testing"

	"fil/feed"
	"fil/feed/feedtest"
)

func TestCompose(t *testing.T) {
	site := feedtest.Site()
	articles := feedtest.Articles()
	whole := feed.Definition{Kind: feed.Whole, Title: "x"}
	if f := feed.Compose(site, whole, articles).First(1); !f.Updated.Equal(articles[0].Updated) || f.ID != "tag:fil.example,2024:/" {
		t.Errorf("%+v", f)
	}
	articles[0].NoFeed = true
	if f := feed.Compose(site, whole, articles); len(f.Articles) != 1 || f.Articles[0] != articles[1] {
		t.Errorf("%+v", f)
	}
	if f := feed.Compose(site, whole, nil); f.Updated.Unix() != 0 {
		t.Errorf("an empty feed was updated %v", f.Updated)
	}
}

// A feed's Updated is the latest of its articles', whichever article has it.
func TestUpdated(t *testing.T) {
	articles := feedtest.Articles()
	older := *articles[1]
	older.Updated = articles[0].Updated.AddDate(1, 0, 0)
	f := feed.Compose(feedtest.Site(), feed.Definition{Kind: feed.Whole}, []*feed.Article{articles[0], &older})
	if !f.Updated.Equal(older.Updated) {
		t.Error(f.Updated)
	}
}
