package websub

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/rivo/uniseg"
)

// The most that the text of a post may have (app.bsky.feed.post).
const blueskyGraphemes, blueskyBytes = 300, 3000

// fitsBluesky reports whether a text is short enough for a post.
func fitsBluesky(text string) bool {
	return len(text) <= blueskyBytes && uniseg.GraphemeClusterCount(text) <= blueskyGraphemes
}

// blueskyPost is a record of app.bsky.feed.post.
type blueskyPost struct {
	Type      string   `json:"$type"`
	Text      string   `json:"text"`
	CreatedAt string   `json:"createdAt"`
	Langs     []string `json:"langs,omitempty"`
	Facets    []facet  `json:"facets,omitempty"`
	Embed     *embed   `json:"embed,omitempty"`
}

// facet makes a link or a tag of some bytes of the text (app.bsky.richtext.facet).
type facet struct {
	Index    byteSlice `json:"index"`
	Features []feature `json:"features"`
}

type byteSlice struct {
	Start int `json:"byteStart"`
	End   int `json:"byteEnd"`
}

type feature struct {
	Type string `json:"$type"`
	URI  string `json:"uri,omitempty"`
	Tag  string `json:"tag,omitempty"`
}

// embed is a card with a link (app.bsky.embed.external).
type embed struct {
	Type     string   `json:"$type"`
	External external `json:"external"`
}

type external struct {
	URI         string `json:"uri"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

// BlueskyRecord returns the record of a post, which encoding/json marshals as app.bsky.feed.post.
func BlueskyRecord(p Post, created time.Time) any {
	text := p.Text.Compose(Bluesky)
	record := blueskyPost{Type: "app.bsky.feed.post", Text: text, CreatedAt: created.UTC().Format("2006-01-02T15:04:05.000Z"), Facets: facets(text),
		Embed: &embed{"app.bsky.embed.external", external{p.Text.URL, p.Text.Title, p.Text.Summary}}}
	if p.Language != "" {
		record.Langs = []string{p.Language}
	}
	return record
}

// hashtags matches the tags in a text, without the character before them.
var hashtags = regexp.MustCompile(`(?:^|\s)#([\pL\pN\pM]+)`)

// facets returns the links and tags of a text.
func facets(text string) (all []facet) {
	for _, at := range links.FindAllStringIndex(text, -1) {
		all = append(all, facet{byteSlice{at[0], at[1]}, []feature{{Type: "app.bsky.richtext.facet#link", URI: text[at[0]:at[1]]}}})
	}
	for _, at := range hashtags.FindAllStringSubmatchIndex(text, -1) {
		all = append(all, facet{byteSlice{at[2] - 1, at[3]}, []feature{{Type: "app.bsky.richtext.facet#tag", Tag: text[at[2]:at[3]]}}})
	}
	return all
}

// recordKey returns the key of an article's record, a TID. It depends on the article only, so that the same article cannot
// be posted twice.
func recordKey(id string, published time.Time) string {
	const digits, clockBits, hashBits = "234567abcdefghijklmnopqrstuvwxyz", 10, 30 // the last 20 bits of the time, and the clock, are those of a hash
	sum := sha256.Sum256([]byte(id))
	value := uint64(published.UnixMicro())<<clockBits&(1<<63-1)>>hashBits<<hashBits | uint64(binary.BigEndian.Uint32(sum[:]))&(1<<hashBits-1)
	key := make([]byte, 13)
	for i := range key {
		key[len(key)-1-i] = digits[value>>(5*i)&31]
	}
	return string(key)
}

// postBluesky posts an article. A record that is there already stays as it is.
func (c *client) postBluesky(ctx context.Context, p Post, since time.Time) *failure {
	const procedures = "/xrpc/com.atproto."
	var session struct {
		Token string `json:"accessJwt"`
		DID   string `json:"did"`
	}
	login := map[string]string{"identifier": p.Name, "password": p.Token}
	if failed := c.exchangeJSON(ctx, http.MethodPost, p.Server+procedures+"server.createSession", "", nil, login, &session); failed != nil {
		return failed
	}
	put := map[string]any{"repo": session.DID, "collection": "app.bsky.feed.post", "rkey": recordKey(p.ID, p.Published), "record": BlueskyRecord(p, since),
		"swapRecord": nil} // there must be none
	failed := c.exchangeJSON(ctx, http.MethodPost, p.Server+procedures+"repo.putRecord", session.Token, nil, put, nil)
	if failed != nil && failed.status == http.StatusBadRequest && isInvalidSwap(failed.body) {
		return nil
	}
	return failed
}

// isInvalidSwap reports whether an answer says that the record is there already.
func isInvalidSwap(body []byte) bool {
	var refused struct{ Error string }
	return json.Unmarshal(body, &refused) == nil && strings.EqualFold(refused.Error, "InvalidSwap")
}
