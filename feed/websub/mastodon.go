package websub

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/rivo/uniseg"
)

// mastodonLimit is the most characters of a status, and mastodonURL the number of characters that a URL counts as. Both are
// defaults, for servers that do not state theirs.
const mastodonLimit, mastodonURL = 500, 23

// idempotent is how long a server of Mastodon recognises a status that it gets again by its Idempotency-Key: an hour,
// less some time for requests and clocks.
const idempotent = 50 * time.Minute

// mentions matches the account in a text, of which only the name counts.
var mentions = regexp.MustCompile(`(^|[^/\w])@(\w+)@[\w.-]+\w`)

// mastodonLength returns the length of a status as Mastodon counts it: in graphemes, each address as a number of
// characters, and mentions without their server.
func mastodonLength(text string, addressLength int) int {
	text = links.ReplaceAllString(text, strings.Repeat("x", addressLength))
	return uniseg.GraphemeClusterCount(mentions.ReplaceAllString(text, "$1@$2"))
}

// postMastodon posts an article. since is the time of the first try. A server recognises a repeated status by its key for
// an hour. After that, postMastodon first looks for the article among the account's latest statuses.
func (c *client) postMastodon(ctx context.Context, p Post, since time.Time) *failure {
	if time.Since(since) > idempotent {
		posted, failed := c.isOnMastodon(ctx, p)
		if posted || failed != nil {
			return failed
		}
	}
	limit, addressLength := c.mastodonLimits(ctx, p.Server)
	status := map[string]string{"status": p.Text.compose(func(text string) bool { return mastodonLength(text, addressLength) <= limit })}
	if p.Language != "" {
		status["language"], _, _ = strings.Cut(p.Language, "-")
	}
	if p.Visibility != "" {
		status["visibility"] = p.Visibility
	}
	sum := sha256.Sum256([]byte(p.ID))
	return c.exchangeJSON(ctx, http.MethodPost, p.Server+"/api/v1/statuses", p.Token, http.Header{"Idempotency-Key": {hex.EncodeToString(sum[:])}}, status, nil)
}

// mastodonLimits returns a server's values of mastodonLimit and mastodonURL.
func (c *client) mastodonLimits(ctx context.Context, server string) (limit, addressLength int) {
	var instance struct {
		Configuration struct {
			Statuses struct {
				Max int `json:"max_characters"`
				URL int `json:"characters_reserved_per_url"`
			} `json:"statuses"`
		} `json:"configuration"`
	}
	s := &instance.Configuration.Statuses
	if c.exchangeJSON(ctx, http.MethodGet, server+"/api/v2/instance", "", nil, nil, &instance) != nil || s.Max <= 0 || s.URL <= 0 {
		return mastodonLimit, mastodonURL
	}
	return s.Max, s.URL
}

// isOnMastodon reports whether one of the account's latest statuses links to the article. It fails if the token must not
// read them, because the article might be posted twice otherwise.
func (c *client) isOnMastodon(ctx context.Context, p Post) (posted bool, failed *failure) {
	var account struct{ ID string }
	failed = c.exchangeJSON(ctx, http.MethodGet, p.Server+"/api/v1/accounts/verify_credentials", p.Token, nil, nil, &account)
	var statuses []struct{ Content string }
	if failed == nil {
		failed = c.exchangeJSON(ctx, http.MethodGet, p.Server+"/api/v1/accounts/"+account.ID+"/statuses?limit=40&exclude_reblogs=true", p.Token, nil, nil, &statuses)
	}
	if failed != nil {
		failed.err = fmt.Errorf("it may have been posted an hour ago, which a token with read:accounts and read:statuses could tell: %w", failed.err)
		return false, failed
	}
	for _, status := range statuses {
		if strings.Contains(html.UnescapeString(status.Content), `"`+p.Text.URL+`"`) {
			return true, nil
		}
	}
	return false, nil
}
