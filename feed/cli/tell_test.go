package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"fil/feed/feedtest"
	"fil/feed/websub"
)

// receiver plays all targets: a subscriber of the hub and of the cloud, a webhook, and two social networks. It records the
// requests that it receives.
type receiver struct {
	*httptest.Server
	mu        sync.Mutex
	documents []string            // what the subscriber was sent
	cloud     int                 // how often the cloud has told it
	events    []string            // IDs of webhook events, in the order in which they came
	titles    map[string][]string // titles of new articles, by event
	posts     map[string]int      // statuses by title, each key once
	keys      map[string]bool     // Idempotency-Key and rkey
	down      bool                // it answers 503
	verifier  *standardwebhooks.Webhook
	unsigned  error         // the first message that verifier has refused
	got       chan struct{} // has a value after a request
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{got: make(chan struct{}, 1), titles: map[string][]string{}, posts: map[string]int{}, keys: map[string]bool{}}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	t.Cleanup(func() {
		if r.unsigned != nil {
			t.Errorf("a message of a webhook: %v", r.unsigned)
		}
	})
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	data, _ := io.ReadAll(q.Body)
	body := string(data)
	r.mu.Lock()
	defer func() {
		r.mu.Unlock()
		select {
		case r.got <- struct{}{}:
		default:
		}
	}()
	if r.down {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	switch {
	case q.Method == http.MethodGet:
		_, _ = io.WriteString(w, q.URL.Query().Get("hub.challenge")+q.URL.Query().Get("challenge"))
	case q.URL.Path == "/callback":
		r.documents = append(r.documents, body)
	case q.URL.Path == "/cloud":
		r.cloud++
	case q.URL.Path == "/hook":
		var event struct {
			Data struct{ New []struct{ Title string } }
		}
		_ = json.Unmarshal(data, &event)
		if err := r.verifier.Verify(data, q.Header); err != nil && r.unsigned == nil {
			r.unsigned = err
		}
		id := q.Header.Get("webhook-id")
		r.events = append(r.events, id)
		r.titles[id] = nil
		for _, n := range event.Data.New {
			r.titles[id] = append(r.titles[id], n.Title)
		}
	case strings.HasSuffix(q.URL.Path, "createSession"):
		_, _ = io.WriteString(w, `{"accessJwt":"j","did":"did:plc:x"}`)
	case strings.HasSuffix(q.URL.Path, "/statuses"):
		var status struct{ Status string }
		_ = json.Unmarshal(data, &status)
		r.post("mastodon "+q.Header.Get("Idempotency-Key"), "mastodon "+status.Status)
	case strings.HasSuffix(q.URL.Path, "putRecord"):
		var put struct {
			Key    string `json:"rkey"`
			Record struct{ Text string }
		}
		_ = json.Unmarshal(data, &put)
		if !r.post("bluesky "+put.Key, "bluesky "+put.Record.Text) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":"InvalidSwap"}`)
		}
	}
}

// post takes a status unless its key is known, as the services do.
func (r *receiver) post(key, text string) bool {
	if r.keys[key] {
		return false
	}
	r.keys[key] = true
	title, _, _ := strings.Cut(text, "\n")
	r.posts[title]++
	return true
}

// tellingSite is a site that tells a receiver everything, at an address that stays the same for each process.
func tellingSite(t *testing.T, r *receiver) (dir, addr string) {
	t.Helper()
	dir = site(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr = free.Addr().String()
	free.Close()
	config := "title: S\nid_authority: fil.example,2024\nbase_url: http://" + addr + "/\nallow_private_hubs: true\nhub: true\nsettle: 0\nschedule: 0 0 1 1 *\n" +
		"webhooks: [{url: " + r.URL + "/hook, secret_file: hook.secret}]\n" +
		"posts: [{mastodon: " + r.URL + ", token_file: token}, {bluesky: awa.example, server: " + r.URL + ", password_file: token}]\n"
	secret := websub.NewSecret()
	r.verifier, err = standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"content/site.yaml": config, "hook.secret": secret, "token": "t\n"} {
		if err := writeFile(filepath.Join(dir, name), text); err != nil {
			t.Fatal(err)
		}
	}
	return dir, addr
}

// subscribe asks a running Fil for a subscription to a feed, at the hub or at the cloud.
func (p *process) subscribe(path string, form url.Values) string {
	p.t.Helper()
	resp, err := http.PostForm(p.base+path, form)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return resp.Status + " " + string(body)
}

// await waits until ok returns true, which it checks after each request.
func (r *receiver) await(t *testing.T, p *process, what string, ok func() bool) {
	t.Helper()
	for deadline := time.After(20 * time.Second); ; {
		r.mu.Lock()
		done := ok()
		r.mu.Unlock()
		if done {
			return
		}
		select {
		case <-r.got:
		case <-deadline:
			t.Fatalf("%s: %d documents, cloud %d, events %v %v, posts %v\n%s", what, len(r.documents), r.cloud, r.events, r.titles, r.posts, p.logged())
		}
	}
}

// A process that is killed at any moment loses and doubles nothing: each article is told by one event, events come in
// order (some may come again, with their IDs), each article is posted once to each account, and subscribers, also one whose request was taken a moment before,
// have the newest document in the end.
func TestKilledWhileTelling(t *testing.T) {
	r := newReceiver(t)
	dir, addr := tellingSite(t, r)
	rounds := feedtest.Sampled(60, 6)
	random := rand.New(rand.NewPCG(7, 7))
	p := start(t, dir, "--addr", addr)
	p.await("reason=start")
	topic := p.base + "/atom.xml"
	form := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.callback": {r.URL + "/callback"}, "hub.secret": {"s"}}
	if got := p.subscribe("/-/hub", form); !strings.HasPrefix(got, "202") {
		t.Fatal(got)
	}
	p.signal(syscall.SIGKILL) // the request is stored, and perhaps not verified
	p.end()
	for i := range rounds {
		p = start(t, dir, "--addr", addr)
		if i == 0 {
			got := p.subscribe("/-/cloud", url.Values{"domain": {"localhost"}, "port": {r.URL[strings.LastIndex(r.URL, ":")+1:]}, "path": {"/cloud"}, "protocol": {"http-post"}, "url1": {p.base + "/rss.xml"}})
			if !strings.Contains(got, `success="true"`) {
				t.Fatal(got)
			}
		}
		text := fmt.Sprintf("---\ntitle: Article %d\ndate: %s\n---\nTexte %d.\n", i, time.Now().UTC().Format("2006-01-02 15:04:05"), i)
		if err := writeFile(filepath.Join(dir, fmt.Sprintf("content/n%d.md", i)), text); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Duration(random.IntN(250)) * time.Millisecond) // the moment at which it is killed
		p.signal(syscall.SIGKILL)
		p.end()
	}
	p = start(t, dir, "--addr", addr)
	p.await("reason=start")
	_, feed := p.get("/atom.xml")
	r.await(t, p, "in the end", func() bool {
		n := 0
		for _, titles := range r.titles {
			n += len(titles)
		}
		return len(r.documents) > 0 && r.documents[len(r.documents)-1] == feed && r.cloud > 0 && n >= rounds && len(r.posts) >= 2*rounds
	})
	p.signal(syscall.SIGTERM)
	p.end()
	r.mu.Lock()
	defer r.mu.Unlock()
	told := map[string]int{}
	for _, titles := range r.titles {
		for _, title := range titles {
			told[title]++
		}
	}
	for i := range rounds {
		title := fmt.Sprintf("Article %d", i)
		if told[title] != 1 || r.posts["mastodon "+title] != 1 || r.posts["bluesky "+title] != 1 {
			t.Errorf("%s: told by %d events, posted %d and %d times", title, told[title], r.posts["mastodon "+title], r.posts["bluesky "+title])
		}
	}
	var first []string // without those that came again after a kill
	for _, id := range r.events {
		if !slices.Contains(first, id) {
			first = append(first, id)
		}
	}
	if !slices.IsSorted(first) {
		t.Errorf("events came in another order: %v", r.events)
	}
}

// While the receiver is down, changes are owed; when it is back, events come in order, and a subscriber gets the newest
// document only.
func TestReceiverDown(t *testing.T) {
	r := newReceiver(t)
	dir, addr := tellingSite(t, r)
	p := start(t, dir, "--addr", addr)
	p.await("reason=start")
	p.subscribe("/-/hub", url.Values{"hub.mode": {"subscribe"}, "hub.topic": {p.base + "/feed.json"}, "hub.callback": {r.URL + "/callback"}})
	p.await("subscribers")
	r.mu.Lock()
	r.down = true
	r.mu.Unlock()
	for i := range 3 {
		if err := writeFile(filepath.Join(dir, fmt.Sprintf("content/n%d.md", i)), fmt.Sprintf("---\ntitle: N%d\ndate: 2026-01-0%d\n---\nTexte.\n", i, i+1)); err != nil {
			t.Fatal(err)
		}
		p.await(fmt.Sprintf("told=0 later=%d ", i+1)) // the webhook may be tried before the log says that a run has published
	}
	p.signal(syscall.SIGTERM)
	p.end()
	r.mu.Lock()
	r.down = false
	r.mu.Unlock()
	if got := fil(t, dir, "webhooks", "--replay", "1h"); got != exitOK {
		t.Errorf("replay: status %d", got)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var titles []string
	for _, id := range r.events {
		titles = append(titles, r.titles[id]...)
	}
	if !slices.Equal(titles, []string{"N0", "N1", "N2"}) || len(r.posts) != 0 {
		t.Errorf("replayed %v; posts %v", titles, r.posts)
	}
}

// A webhook that takes some feeds only is sent only their changes; a secret that cannot be read is said at the start.
func TestWebhookFeeds(t *testing.T) {
	r := newReceiver(t)
	dir, addr := tellingSite(t, r)
	config := "title: S\nid_authority: fil.example,2024\nbase_url: http://" + addr + "/\nallow_private_hubs: true\nsettle: 0\nschedule: 0 0 1 1 *\nfeeds: [{name: news, tags: [news]}]\n" +
		"webhooks: [{url: " + r.URL + "/hook, secret_file: hook.secret, feeds: [news]}, {url: " + r.URL + "/other, secret_file: no.secret}]\n"
	if err := writeFile(filepath.Join(dir, "content/site.yaml"), config); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir, "--addr", addr)
	p.await("nothing can be sent without its secret")
	p.await("reason=start")
	for i, tag := range []string{"sport", "news"} {
		if err := writeFile(filepath.Join(dir, fmt.Sprintf("content/n%d.md", i)), "---\ntitle: "+tag+"\ntags: ["+tag+"]\n---\nTexte.\n"); err != nil {
			t.Fatal(err)
		}
		p.await("reason=change")
	}
	r.await(t, p, "the one of the feed", func() bool { return len(r.events) == 1 && slices.Equal(r.titles[r.events[0]], []string{"news"}) })
	p.signal(syscall.SIGTERM)
	p.end()
}
