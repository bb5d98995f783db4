//go:build e2e

package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fil/feed/websub"
)

// smallHub is a WebSub hub with one subscriber. It verifies the intent of the subscriber (WebSub §5.3),
// fetches the topics that publishers name, and sends them on with their Link headers (§7).
type smallHub struct {
	*httptest.Server
	t        *testing.T
	mu       sync.Mutex
	callback string
}

func newSmallHub(t *testing.T) *smallHub {
	h := &smallHub{t: t}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *smallHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	topic := r.PostFormValue("hub.topic")
	switch r.PostFormValue("hub.mode") {
	case "subscribe":
		h.mu.Lock()
		h.callback = r.PostFormValue("hub.callback")
		h.mu.Unlock()
		w.WriteHeader(http.StatusAccepted)
		go func() {
			resp, err := http.Get(h.callback + "&" + url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.challenge": {"why"}, "hub.lease_seconds": {"600"}}.Encode())
			if err != nil {
				h.t.Error(err)
				return
			}
			resp.Body.Close()
		}()
	case "publish":
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.callback != "" && strings.HasSuffix(topic, "/atom.xml") {
			h.deliver(topic)
		}
		w.WriteHeader(http.StatusAccepted)
	}
}

func (h *smallHub) deliver(topic string) {
	resp, err := http.Get(topic)
	if err != nil {
		h.t.Error(err)
		return
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	r, err := http.NewRequest(http.MethodPost, h.callback, bytes.NewReader(body))
	if err != nil {
		h.t.Error(err)
		return
	}
	r.Header["Link"], r.Header["Content-Type"] = resp.Header["Link"], resp.Header["Content-Type"]
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Error(err)
		return
	}
	answer.Body.Close()
}

// program is a program of node that prints a line of JSON for each event.
type program struct {
	t     *testing.T
	lines *bufio.Scanner
	in    io.WriteCloser
}

// event is one event of a program.
type event struct {
	What, Topic, Text, Error, Type string
	Port                           int
	Titles                         []string
}

// runNode starts a script of testdata/readers, which ends with the test.
func runNode(t *testing.T, script string, args ...string) *program {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	path, err := filepath.Abs("testdata/readers/" + script)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, "node", append([]string{path}, args...)...)
	cmd.Dir = t.TempDir() // where some write
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = &testLog{t}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	return &program{t, lines, in}
}

// await waits for an event.
func (p *program) await(what string) (e event) {
	p.t.Helper()
	for p.lines.Scan() {
		e = event{}
		if err := json.Unmarshal(p.lines.Bytes(), &e); err != nil {
			p.t.Fatalf("%s: %v", p.lines.Text(), err)
		}
		if e.What == what {
			return e
		}
		if e.Error != "" {
			p.t.Fatal(p.lines.Text())
		}
	}
	p.t.Fatalf("the program has ended before %q", what)
	return e
}

// The subscriber of npm pubsubhubbub finds the hub of a feed, another's and the site's own, subscribes, and receives an
// article as soon as it is saved.
func TestForeignSubscriber(t *testing.T) {
	for name, hub := range map[string]string{"another's hub": "hubs: [" + newSmallHub(t).URL + "]", "the site's own": "hub: true"} {
		t.Run(name, func(t *testing.T) {
			dir := site(t)
			if err := writeFile(filepath.Join(dir, "content/site.yaml"), "title: S\nid_authority: fil.example,2024\nallow_private_hubs: true\n"+hub+"\n"); err != nil {
				t.Fatal(err)
			}
			p := start(t, dir)
			p.await("reason=start")
			subscriber := runNode(t, "subscribe.mjs", p.base+"/atom.xml")
			subscriber.await("subscribed")
			if hub == "hub: true" {
				p.await("subscribers") // it has confirmed
			}
			if err := writeFile(filepath.Join(dir, "content/2024-06-d.md"), "---\ntitle: À l’instant\n---\nDéjà là.\n"); err != nil {
				t.Fatal(err)
			}
			if feed := subscriber.await("feed"); feed.Topic != p.base+"/atom.xml" || !strings.Contains(feed.Text, "Déjà là.") {
				t.Errorf("%+v", feed)
			}
		})
	}
}

// The reader of npm davereader finds the cloud of a feed, asks to be told, and reads the feed again when it is.
func TestForeignCloud(t *testing.T) {
	dir := site(t)
	if err := writeFile(filepath.Join(dir, "content/site.yaml"), "title: S\nid_authority: fil.example,2024\nallow_private_hubs: true\nhub: true\nsettle: 0\n"); err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	free.Close()
	p := start(t, dir)
	p.await("reason=start")
	reader := runNode(t, "rsscloud.mjs", p.base+"/rss.xml", port)
	reader.await("told") // the first time, when it has asked
	if err := writeFile(filepath.Join(dir, "content/2024-06-d.md"), "---\ntitle: À l’instant\n---\nDéjà là.\n"); err != nil {
		t.Fatal(err)
	}
	if told := reader.await("told"); told.Topic != p.base+"/rss.xml" {
		t.Errorf("%+v", told)
	}
	if item := reader.await("item"); item.Text != "À l’instant" {
		t.Errorf("%+v", item)
	}
}

// The receiver of npm standardwebhooks takes the messages of a webhook, and knows their signatures.
func TestForeignWebhook(t *testing.T) {
	dir, secret := site(t), websub.NewSecret()
	hook := runNode(t, "hook.mjs", secret)
	port := hook.await("listening").Port
	config := fmt.Sprintf("title: S\nid_authority: fil.example,2024\nallow_private_hubs: true\nsettle: 0\nwebhooks: {url: \"http://127.0.0.1:%d/\", secret_file: hook.secret}\n", port)
	for name, text := range map[string]string{"content/site.yaml": config, "hook.secret": secret} {
		if err := writeFile(filepath.Join(dir, name), text); err != nil {
			t.Fatal(err)
		}
	}
	p := start(t, dir)
	p.await("reason=start")
	if err := writeFile(filepath.Join(dir, "content/2024-06-d.md"), "---\ntitle: “Là” & <là>\n---\nDéjà là.\n"); err != nil {
		t.Fatal(err)
	}
	if got := hook.await("message"); got.Type != "feed.changed" || !slices.Equal(got.Titles, []string{"“Là” & <là>"}) {
		t.Errorf("%+v", got)
	}
	p.await("told=1")
}

// The records of posts are what the lexicon of npm @atproto/api has, and their links and tags are where it finds them.
func TestForeignBluesky(t *testing.T) {
	checker := runNode(t, "bluesky.mjs")
	text := websub.PostText{Template: "{title} {tags}\n{summary}\n{url}", Title: "Été 👩‍👩‍👧", Summary: strings.Repeat("là-bas ", 100), URL: "https://fil.example/%C3%A9t%C3%A9/", Tags: []string{"été", "coupe du monde"}}
	record, err := json.Marshal(websub.BlueskyRecord(websub.Post{Account: websub.Account{Service: websub.Bluesky}, Text: text, ID: "tag:a", Language: "fr-ML"}, time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := checker.in.Write(append(record, '\n')); err != nil {
		t.Fatal(err)
	}
	if err := checker.in.Close(); err != nil {
		t.Fatal(err)
	}
	if !checker.lines.Scan() {
		t.Fatal("the record was refused")
	}
	var got struct {
		Graphemes int
		Parts     []struct{ Text, Link, Tag string }
	}
	if err := json.Unmarshal(checker.lines.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := []struct{ Text, Link, Tag string }{{"#été", "", "été"}, {"#CoupeDuMonde", "", "CoupeDuMonde"}, {text.URL, text.URL, ""}}
	if got.Graphemes > 300 || got.Graphemes < 280 || !slices.Equal(got.Parts, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// testLog writes the standard error of a tool to the log of the test.
type testLog struct{ t *testing.T }

func (l *testLog) Write(p []byte) (int, error) { l.t.Log(string(p)); return len(p), nil }
