package publish

import (
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// What a webhook is sent, as the golden file has it.
func TestWebhookBody(t *testing.T) {
	site := &feed.Site{Title: "Le fil & ses <amis>", BaseURL: "https://fil.example/"}
	e := feed.Event{ID: "X-1", At: time.Date(2026, 11, 30, 8, 52, 38, 5000, time.FixedZone("", 3600)), Omitted: 3, Changes: []feed.Change{
		{Kind: feed.IsNew, ID: "tag:b", URL: "https://fil.example/b/", Feeds: []string{"news"}, Item: `{"id":"tag:b","title":"“B” & <b>"}`},
		{Kind: feed.IsNew, ID: "tag:sport", URL: "https://fil.example/s/", Feeds: []string{"sport"}, Item: `{"id":"tag:sport"}`},
		{Kind: feed.IsChanged, ID: "tag:unread", URL: "https://fil.example/u/", Feeds: []string{"news"}},
		{Kind: feed.IsGone, ID: "tag:a", URL: "https://fil.example/a/?x=1&y", Feeds: []string{"", "news"}},
	}}
	body, err := EventBody(site, feed.Webhook{Feeds: []string{"news"}}, e)
	if err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "webhook.golden.json", append(body, '\n'))
}
