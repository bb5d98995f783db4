package websub

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

func ExamplePostText_Compose() {
	text := PostText{Template: "{title}\n{tags}\n{summary}\n{url}", Title: "La caravane", URL: "https://fil.example/caravane/", Tags: []string{"Mali", "coupe du monde", "2024"}}
	fmt.Println(text.Compose(Mastodon))
	// Output:
	// La caravane
	// #Mali #CoupeDuMonde
	//
	// https://fil.example/caravane/
}

// Lengths are those that the services count.
func TestPostLengths(t *testing.T) {
	for text, want := range map[string]int{
		"abc": 3, "é": 1, "e\u0301": 1, "👩‍👩‍👧": 1, "https://fil.example/a/very/long/path?with=a&query=too": 23, "a https://a.example b": 27,
		"@awa@mastodon.example !": 6, "x@awa.example": 13, "ß漢": 2,
	} {
		if got := mastodonLength(text, mastodonURL); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
	if fitsBluesky(strings.Repeat("é", 301)) || !fitsBluesky(strings.Repeat("👩‍👩‍👧", 160)) || fitsBluesky(strings.Repeat("👩‍👩‍👧", 200)) {
		t.Error("Bluesky counts 300 graphemes and 3000 bytes")
	}
}

// The summary is cut before the title, at a word, and the address is never cut.
func TestCompose(t *testing.T) {
	long := strings.Repeat("mot ", 200)
	text := PostText{Template: "{title}\n{summary}\n{url}", Title: "Titre", Summary: long, URL: "https://fil.example/"}
	got := text.Compose(Bluesky)
	if !strings.HasPrefix(got, "Titre\nmot mot") || !strings.HasSuffix(got, "mot…\nhttps://fil.example/") || uniseg.GraphemeClusterCount(got) < 290 {
		t.Errorf("%q", got)
	}
	text.Title = long
	got = text.Compose(Bluesky)
	if !strings.HasSuffix(got, "mot…\n\nhttps://fil.example/") || strings.Count(got, "…") != 1 {
		t.Errorf("%q", got)
	}
	text.Template = strings.Repeat("x", 1000)
	if got := text.Compose(Mastodon); got != text.URL {
		t.Errorf("%q", got)
	}
}

// Whatever the texts are, a post fits, is valid UTF-8 and has the address.
func FuzzCompose(f *testing.F) {
	f.Add("{title}\n{summary}\n{url}", "Titre", strings.Repeat("été ", 200), "mali")
	f.Add("{url} {title}", strings.Repeat("👩‍👩‍👧", 400), "", "a b")
	f.Add("{title}{title}{tags} {url}", strings.Repeat("x", 400), "#", "…")
	f.Fuzz(func(t *testing.T, template, title, summary, tag string) {
		for _, s := range []*string{&template, &title, &summary, &tag} { // package source cleans all text
			*s = strings.ToValidUTF8(*s, "")
		}
		text := PostText{Template: template, Title: title, Summary: summary, URL: "https://fil.example/a/", Tags: []string{tag}}
		if got := text.Compose(Bluesky); !fitsBluesky(got) || !utf8.ValidString(got) {
			t.Errorf("Bluesky: %q", got)
		}
		got := text.Compose(Mastodon)
		if n := mastodonLength(got, mastodonURL); n > mastodonLimit || !utf8.ValidString(got) {
			t.Errorf("Mastodon: %d, %q", n, got)
		}
		for _, f := range facets(text.Compose(Bluesky)) {
			if f.Index.Start >= f.Index.End {
				t.Errorf("%+v", f)
			}
		}
	})
}

// A record's key is a TID, and depends on the article only.
func TestRecordKey(t *testing.T) {
	published := time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC)
	key := recordKey("tag:a", published)
	if !regexp.MustCompile(`^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$`).MatchString(key) || key != recordKey("tag:a", published) || key == recordKey("tag:b", published) {
		t.Error(key)
	}
	if later := recordKey("tag:a", published.Add(time.Hour)); later <= key {
		t.Errorf("%s is not after %s", later, key)
	}
}

// Links and tags are at their bytes.
func TestFacets(t *testing.T) {
	text := "Été #été, #a https://fil.example/é #CoupeDuMonde x#no"
	var got []string
	for _, f := range facets(text) {
		got = append(got, text[f.Index.Start:f.Index.End]+" "+f.Features[0].URI+f.Features[0].Tag)
	}
	if want := []string{"https://fil.example/é https://fil.example/é", "#été été", "#a a", "#CoupeDuMonde CoupeDuMonde"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Two articles with the same text are two posts: the key by which a service knows one is that of the article.
func TestSameText(t *testing.T) {
	n := &network{t: t, keys: map[string]time.Time{}}
	c := newClient(allowed)
	c.http.Transport = n
	for _, service := range []Service{Mastodon, Bluesky} {
		for _, id := range []string{"tag:a", "tag:b", "tag:a"} {
			p := Post{Account: Account{Service: service, Server: "https://social.example", Token: "t"}, ID: id, Text: PostText{Template: DefaultTemplate, Title: "T", URL: "https://fil.example/"}}
			if failed := c.post(t.Context(), p, time.Now()); failed != nil {
				t.Error(service, id, failed)
			}
		}
	}
	if len(n.statuses) != 4 {
		t.Errorf("posted %d times", len(n.statuses))
	}
}

// network is a social network: it keeps what was posted by the key with which it recognises it, for as long as it does.
type network struct {
	t        *testing.T
	keys     map[string]time.Time
	statuses []string
	fail     []string // what happens to the next posts: "before" or "after" they are taken
	bodies   []string
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		data := make([]byte, 1<<16)
		k, _ := r.Body.Read(data)
		body = string(data[:k])
	}
	switch {
	case strings.HasSuffix(r.URL.Path, "/api/v2/instance"):
		return answered(200, `{"configuration":{"statuses":{"max_characters":60,"characters_reserved_per_url":23}}}`)
	case strings.HasSuffix(r.URL.Path, "verify_credentials"):
		return answered(200, `{"id":"7"}`)
	case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/7/statuses"):
		found := []map[string]string{}
		for _, s := range n.statuses {
			found = append(found, map[string]string{"content": `<p><a href="` + s + `">x</a></p>`})
		}
		text, _ := json.Marshal(found)
		return answered(200, string(text))
	case strings.HasSuffix(r.URL.Path, "createSession"):
		return answered(200, `{"accessJwt":"j","did":"did:plc:x"}`)
	}
	if r.Header.Get("Authorization") == "" {
		n.t.Error("no token")
	}
	n.bodies = append(n.bodies, body)
	fail := ""
	if len(n.fail) > 0 {
		fail, n.fail = n.fail[0], n.fail[1:]
	}
	switch fail {
	case "before":
		return answered(503, "")
	case "token":
		return answered(401, "")
	}
	key, lasts := r.Header.Get("Idempotency-Key"), time.Hour
	if key == "" {
		var put struct {
			Key string `json:"rkey"`
		}
		_ = json.Unmarshal([]byte(body), &put)
		key, lasts = put.Key, 1e6*time.Hour
	}
	if at, known := n.keys[key]; !known || time.Since(at) > lasts {
		n.keys[key] = time.Now()
		n.statuses = append(n.statuses, "https://fil.example/a/")
	} else if lasts > time.Hour {
		return answered(400, `{"error":"InvalidSwap","message":"Record was at"}`)
	}
	if fail == "after" {
		return answered(502, "")
	}
	return answered(200, "{}")
}

// One article is posted once to an account, whether a try fails before or after the service has taken it, soon or only
// after the service has forgotten it. One that is older than a day is not posted.
func TestPostsOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		service Service
		fail    []string
		down    time.Duration
		want    int
	}{
		"mastodon":                {Mastodon, nil, 0, 1},
		"mastodon, lost answers":  {Mastodon, []string{"after", "after", "before", "after"}, 0, 1},
		"mastodon, for long":      {Mastodon, []string{"after", "after", "after", "after", "after", "after", "after", "after", "after"}, 0, 1},
		"mastodon, never":         {Mastodon, []string{"before", "before", "before", "before", "before", "before", "before", "before"}, 0, 1},
		"mastodon, wrong token":   {Mastodon, []string{"token", "token"}, 0, 1},
		"bluesky, wrong token":    {Bluesky, []string{"token"}, 0, 1},
		"mastodon, after a day":   {Mastodon, nil, 25 * time.Hour, 0},
		"bluesky":                 {Bluesky, nil, 0, 1},
		"bluesky, lost answers":   {Bluesky, []string{"after", "before", "after", "after", "after", "after", "after", "after"}, 0, 1},
		"bluesky, three days ago": {Bluesky, nil, 72 * time.Hour, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{t: t, keys: map[string]time.Time{}, fail: tc.fail}
				account := Account{Service: tc.service, Server: "https://social.example", Name: "awa.social.example", Token: "secret"}
				published := time.Now().Add(-tc.down)
				post := func(string, string) (Post, error) {
					return Post{Account: account, ID: "tag:a", Published: published, Language: "fr-ML",
						Text: PostText{Template: DefaultTemplate, Title: strings.Repeat("Titre ", 20), URL: "https://fil.example/a/"}}, nil
				}
				ping := Ping{Kind: PostEvent, Target: "https://social.example", Topic: "e.001", Since: time.Now(), Next: time.Now()}
				s, _, _, log := running(t, []Ping{ping}, func(s *Sender) { s.options.Post, s.client.http.Transport = post, n })
				time.Sleep(36 * time.Hour)
				synctest.Wait()
				if len(n.statuses) != tc.want || s.Owed() != 0 {
					t.Fatalf("posted %d times, want %d; owed %d: %s", len(n.statuses), tc.want, s.Owed(), log)
				}
				if text := log.String(); strings.Contains(text, "secret") || len(tc.fail) > 0 && !strings.Contains(text, "posting https://fil.example/a/") {
					t.Error(text)
				}
				if tc.want > 0 && strings.Contains(log.String(), "lost=1") {
					t.Errorf("it counts as lost: %s", log)
				}
				if strings.Contains(log.String(), "dropped=1") != (tc.want == 0) {
					t.Errorf("what was dropped: %s", log)
				}
				if tc.want > 0 && tc.service == Mastodon && !strings.Contains(n.bodies[0], `Titre Titre…\n\nhttps://fil.example/a/`) {
					t.Error(n.bodies[0])
				}
			})
		})
	}
}
