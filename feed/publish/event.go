package publish

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/jsonfeed"
)

// Item returns an article as an item of JSON Feed, as the site's feed would have it.
func Item(site *feed.Site, a *feed.Article) (string, error) {
	return jsonfeed.Item(&feed.Feed{Language: site.Language, SummaryOnly: site.Feed.SummaryOnly}, a)
}

// eventBody is the JSON that webhooks are sent, in the form of Standard Webhooks ("Payload structure").
type eventBody struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      eventData `json:"data"`
}

// eventData says what has changed: items are as in the site's JSON Feed.
type eventData struct {
	Title   string            `json:"title"`
	Home    string            `json:"home_page_url"`
	Feed    string            `json:"feed_url"`
	New     []json.RawMessage `json:"new"`
	Changed []json.RawMessage `json:"changed"`
	Gone    []goneItem        `json:"gone"`
	// Omitted is the number of changes of the publication that are in no event.
	Omitted int `json:"omitted,omitempty"`
}

// goneItem is an item of which only the identity is known.
type goneItem struct {
	ID  string `json:"id"`
	URL string `json:"url"`
}

// EventFor reports whether an event has a change that a webhook takes.
func EventFor(w feed.Webhook, e feed.Event) bool {
	return slices.ContainsFunc(e.Changes, func(c feed.Change) bool { return c.In(w.Feeds) })
}

// EventBody returns what a webhook is sent for an event: JSON on one line, with the changes that it takes.
func EventBody(site *feed.Site, w feed.Webhook, e feed.Event) ([]byte, error) {
	data := eventData{Title: site.Title, Home: site.BaseURL, Feed: site.URL(feed.JSON.File), Omitted: e.Omitted,
		New: []json.RawMessage{}, Changed: []json.RawMessage{}, Gone: []goneItem{}}
	for _, c := range e.Changes {
		if !c.In(w.Feeds) {
			continue
		}
		item := json.RawMessage(c.Item)
		if c.Item == "" { // it is gone, or its text could not be read
			item, _ = json.Marshal(goneItem{c.ID, c.URL}) // strings have no error
		}
		switch c.Kind {
		case feed.IsNew:
			data.New = append(data.New, item)
		case feed.IsChanged:
			data.Changed = append(data.Changed, item)
		case feed.IsGone:
			data.Gone = append(data.Gone, goneItem{c.ID, c.URL})
		}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false) // as in the feed
	err := encoder.Encode(eventBody{"feed.changed", e.At.UTC().Truncate(time.Second), data})
	return bytes.TrimSpace(b.Bytes()), err
}
