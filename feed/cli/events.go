package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/websub"
)

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
	// Omitted is how many more articles have changed than there are here.
	Omitted int `json:"omitted,omitempty"`
}

type goneItem struct {
	ID  string `json:"id"`
	URL string `json:"url"`
}

// webhookBody returns what a webhook is sent for an event.
func webhookBody(site *feed.Site, w feed.Webhook, e feed.Event) ([]byte, error) {
	data := eventData{Title: site.Title, Home: site.BaseURL, Feed: site.URL(feed.JSON.File), Omitted: e.Omitted,
		New: []json.RawMessage{}, Changed: []json.RawMessage{}, Gone: []goneItem{}}
	for _, c := range e.Changes {
		if !c.In(w.Feeds) {
			continue
		}
		item := json.RawMessage(c.Item)
		if c.Item == "" && c.Kind != feed.IsGone { // its text could not be read
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

// touches reports whether an event has a change that a webhook takes.
func touches(e feed.Event, w feed.Webhook) bool {
	return slices.ContainsFunc(e.Changes, func(c feed.Change) bool { return c.In(w.Feeds) })
}

// webhook returns what a webhook is sent for an event that the memory has.
func (s *service) webhook(target, event string) (websub.Webhook, error) {
	site := s.targets.Load()
	i := slices.IndexFunc(site.Webhooks, func(w feed.Webhook) bool { return w.URL == target })
	e, found := s.memory.Load().Event(event)
	if i < 0 || !found {
		return websub.Webhook{}, websub.ErrNothing
	}
	return s.app.webhook(site, site.Webhooks[i], e)
}

// webhook returns what a webhook is sent for an event.
func (a *app) webhook(site *feed.Site, w feed.Webhook, e feed.Event) (websub.Webhook, error) {
	text, err := a.readSecret(w.SecretFile)
	if err != nil {
		return websub.Webhook{}, err
	}
	secret, err := websub.ParseSecret(text)
	if err != nil {
		return websub.Webhook{}, fmt.Errorf("%s: %w; fil webhooks --new-secret makes one", w.SecretFile, err)
	}
	body, err := webhookBody(site, w, e)
	return websub.Webhook{Secret: secret, Body: body}, err
}

// maxSecretFile is how many bytes of a file with a secret are read.
const maxSecretFile = 8 << 10

// readSecret reads a file with a secret. One in content would be published, and is refused.
func (a *app) readSecret(file string) (string, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	for _, dir := range []string{a.settings.content, a.settings.dist} {
		folder, err := filepath.Abs(dir)
		if err != nil {
			return "", err
		}
		if rest, err := filepath.Rel(folder, path); err == nil && filepath.IsLocal(rest) {
			return "", fmt.Errorf("%s is in %s, which is public: move it out, and make a new one", file, dir)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("reading a secret: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSecretFile))
	if err != nil {
		return "", fmt.Errorf("reading a secret: %w", err)
	}
	text := strings.TrimSpace(string(data))
	if text == "" {
		return "", fmt.Errorf("%s is empty", file)
	}
	return text, nil
}

// post returns what is posted to an account for a change of an event that the memory has.
func (s *service) post(target, topic string) (websub.Post, error) {
	site := s.targets.Load()
	i := slices.IndexFunc(site.Posts, func(t feed.PostTarget) bool { return t.Target() == target })
	event, change := changeOf(topic)
	e, found := s.memory.Load().Event(event)
	if i < 0 || !found || change < 0 || change >= len(e.Changes) {
		return websub.Post{}, websub.ErrNothing
	}
	post, err := newPost(site, site.Posts[i], e.Changes[change])
	if err != nil {
		return websub.Post{}, err
	}
	post.Token, err = s.app.readSecret(site.Posts[i].TokenFile)
	return post, err
}

// item has the members of an item of JSON Feed of which a post is made.
type item struct {
	ID, URL, Title, Summary, Language string
	Text                              string    `json:"content_text"`
	Published                         time.Time `json:"date_published"`
	Tags                              []string
	Authors                           []struct{ Name string }
}

// newPost returns the post of a new article, without the token.
func newPost(site *feed.Site, t feed.PostTarget, c feed.Change) (websub.Post, error) {
	var from item
	if err := json.Unmarshal([]byte(c.Item), &from); err != nil {
		return websub.Post{}, errors.Join(websub.ErrNothing, err)
	}
	p := websub.Post{Account: websub.Account{Service: websub.Service(t.Service), Server: t.Server, Name: t.Name, Visibility: t.Visibility},
		ID: c.ID, Published: from.Published, Language: cmp.Or(from.Language, site.Language),
		Text: websub.PostText{Template: cmp.Or(t.Template, websub.DefaultTemplate), Title: cmp.Or(from.Title, from.Summary, from.Text), Summary: from.Summary, URL: c.URL, Tags: from.Tags}}
	for _, author := range from.Authors {
		p.Text.Authors = append(p.Text.Authors, author.Name)
	}
	return p, nil
}

// isPost reports whether a change is posted to an account: that of a new article, which was not published before and
// is no older than a day.
func isPost(c feed.Change, t feed.PostTarget, now time.Time) bool {
	if c.Kind != feed.IsNew || c.Again || c.Item == "" || !c.In(t.Feeds) {
		return false
	}
	var from item
	return json.Unmarshal([]byte(c.Item), &from) == nil && websub.IsNews(from.Published, now)
}

// printPosts prints what would be posted for an event.
func (a *app) printPosts(site *feed.Site, e *feed.Event) {
	if e == nil {
		return
	}
	for _, c := range slices.Backward(e.Changes) {
		for _, t := range site.Posts {
			if !isPost(c, t, a.clock()) {
				continue
			}
			if p, err := newPost(site, t, c); err == nil {
				text := p.Text.Compose(p.Service)
				fmt.Fprintf(a.stdout, "post to %s:\n", t.Target())
				for line := range strings.SplitSeq(text, "\n") {
					fmt.Fprintln(a.stdout, strings.TrimRight("  "+feed.Visible(line), " "))
				}
			}
		}
	}
}
