package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/publish"
	"fil/feed/websub"
)

// webhook returns what a webhook is sent for an event that the memory has.
func (s *service) webhook(target, event string) (websub.Webhook, error) {
	site := s.site.Load()
	i := slices.IndexFunc(site.Webhooks, func(w feed.Webhook) bool { return w.URL == target })
	e, found := s.memory.Load().Event(event)
	if i < 0 || !found {
		return websub.Webhook{}, websub.ErrNothing
	}
	return s.app.webhook(site, site.Webhooks[i], e)
}

// webhook returns what a webhook is sent for an event.
func (a *app) webhook(site *feed.Site, w feed.Webhook, e feed.Event) (websub.Webhook, error) {
	secret, err := a.webhookSecret(w)
	if err != nil {
		return websub.Webhook{}, err
	}
	body, err := publish.EventBody(site, w, e)
	return websub.Webhook{Secret: secret, Body: body}, err
}

// post returns what is posted to an account for a change of an event that the memory has.
func (s *service) post(target, topic string) (websub.Post, error) {
	site := s.site.Load()
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
	post.Token, err = readSecret(site.Posts[i].TokenFile)
	return post, err
}

// newPost returns the post of a new article, without the token. It is made of the article's item of JSON Feed.
func newPost(site *feed.Site, to feed.PostTarget, c feed.Change) (websub.Post, error) {
	var item struct {
		Title, Summary, Language string
		Text                     string `json:"content_text"`
		Tags                     []string
		Authors                  []struct{ Name string }
	}
	if err := json.Unmarshal([]byte(c.Item), &item); err != nil {
		return websub.Post{}, errors.Join(websub.ErrNothing, err)
	}
	p := websub.Post{Account: websub.Account{Service: websub.Service(to.Service), Server: to.Server, Name: to.Name, Visibility: to.Visibility},
		ID: c.ID, Published: c.Published, Language: cmp.Or(item.Language, site.Language),
		Text: websub.PostText{Template: cmp.Or(to.Template, websub.DefaultTemplate), Title: cmp.Or(item.Title, item.Summary, item.Text), Summary: item.Summary, URL: c.URL, Tags: item.Tags}}
	for _, author := range item.Authors {
		p.Text.Authors = append(p.Text.Authors, author.Name)
	}
	return p, nil
}

// printPosts prints what would be posted for events, with the limits that most servers have.
func (a *app) printPosts(site *feed.Site, events []feed.Event) {
	for _, e := range events {
		for _, c := range slices.Backward(e.Changes) { // the oldest first
			for _, to := range site.Posts {
				if !c.IsPost(to) || !websub.IsNews(c.Published, a.clock()) {
					continue
				}
				if p, err := newPost(site, to, c); err == nil {
					fmt.Fprintf(a.stdout, "post to %s:\n", to.Target())
					for line := range strings.SplitSeq(p.Text.Compose(p.Service), "\n") {
						fmt.Fprintln(a.stdout, strings.TrimRight("  "+feed.Visible(line), " "))
					}
				}
			}
		}
	}
}
