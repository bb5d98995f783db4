package websub

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Post is an article that is posted to an account at a social network.
type Post struct {
	Account
	Text PostText
	// ID is the article's. Each ID is posted once to an account, even if a process is killed or an answer is lost.
	ID        string
	Published time.Time
	// Language is a BCP 47 tag, "" if it is unknown.
	Language string
}

// Account is an account at a social network.
type Account struct {
	// Service is [Mastodon] or [Bluesky], Server the address of the account's server, without a path.
	Service Service
	Server  string
	// Name is the handle of a Bluesky account.
	Name string
	// Token is what gives access: an access token of Mastodon that may write statuses, or an app password of
	// Bluesky.
	Token string
	// Visibility is Mastodon's: public, unlisted, private or direct; "" is the account's default.
	Visibility string
}

// Service is a kind of social network.
type Service string

// The services that take posts.
const (
	Mastodon Service = "mastodon"
	Bluesky  Service = "bluesky"
)

// maxPostAge is the age from which on an article is not posted any more.
const maxPostAge = 24 * time.Hour

// IsNews reports whether an article that was published at a time is young enough to be posted now.
func IsNews(published, now time.Time) bool { return now.Sub(published) < maxPostAge }

// post posts an article to an account.
func (s *Sender) post(ctx context.Context, p Ping) *failure {
	post, err := s.options.Post(p.Target, p.Topic)
	if err != nil {
		return failureOf(err)
	}
	if !IsNews(post.Published, time.Now()) {
		if p.Tries > 0 {
			return &failure{err: fmt.Errorf("posting %s: it is older than a day by now", post.Text.URL)}
		}
		return pointless()
	}
	failed := s.client.post(ctx, post, p.Since)
	if failed != nil {
		failed.err = fmt.Errorf("posting %s: %w", post.Text.URL, failed.err)
	}
	return failed
}

// post posts an article. since is the time of the first try. Failures by a wrong token or address are temporary, because
// the user can correct them.
func (c *client) post(ctx context.Context, p Post, since time.Time) (failed *failure) {
	if p.Service == Bluesky {
		failed = c.postBluesky(ctx, p, since)
	} else {
		failed = c.postMastodon(ctx, p, since)
	}
	if failed != nil && (failed.status == http.StatusUnauthorized || failed.status == http.StatusForbidden || failed.status == http.StatusNotFound) {
		failed.temporary = true
	}
	return failed
}

// exchangeJSON sends a request with a body in JSON, unless in is nil, and reads the answer into out, unless that is
// nil. The token is a bearer token, "" for none.
func (c *client) exchangeJSON(ctx context.Context, method, url, token string, header http.Header, in, out any) *failure {
	q := request{method: method, url: url, header: header.Clone()}
	if q.header == nil {
		q.header = http.Header{}
	}
	if token != "" {
		q.header.Set("Authorization", "Bearer "+token)
	}
	if in != nil {
		body, err := json.Marshal(in)
		if err != nil {
			return &failure{err: err}
		}
		q.body = body
		q.header.Set("Content-Type", "application/json")
	}
	answer, failed := c.do(ctx, q)
	switch {
	case failed != nil:
		return failed
	case answer.err != nil:
		return &failure{err: answer.err, temporary: true}
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(answer.text, out); err != nil {
		return &failure{err: fmt.Errorf("%s: the answer is not what the service documents: %w", url, err)}
	}
	return nil
}
