//go:build e2e

package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
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

// The subscriber of npm pubsubhubbub finds the hub of a feed, subscribes, and receives an article as soon
// as it is saved.
func TestForeignSubscriber(t *testing.T) {
	hub, dir := newSmallHub(t), site(t)
	if err := writeFile(filepath.Join(dir, "content/site.yaml"), "title: S\nid_authority: fil.example,2024\nallow_private_hubs: true\nhubs: ["+hub.URL+"]\n"); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir)
	p.await("told=3")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "testdata/readers/subscribe.mjs", p.base+"/atom.xml")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = &testLog{t}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cancel(); _ = cmd.Wait() }()
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	await := func(what string) (event struct{ What, Topic, Text, Error string }) {
		t.Helper()
		for lines.Scan() {
			if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
				t.Fatalf("%s: %v", lines.Text(), err)
			}
			if event.What == what {
				return event
			}
			if event.Error != "" {
				t.Fatal(lines.Text())
			}
		}
		t.Fatalf("the subscriber has ended before %q", what)
		return event
	}
	await("subscribed")
	if err := writeFile(filepath.Join(dir, "content/2024-06-d.md"), "---\ntitle: À l’instant\n---\nDéjà là.\n"); err != nil {
		t.Fatal(err)
	}
	if feed := await("feed"); feed.Topic != p.base+"/atom.xml" || !strings.Contains(feed.Text, "Déjà là.") {
		t.Errorf("%+v", feed)
	}
}

// testLog writes the standard error of a tool to the log of the test.
type testLog struct{ t *testing.T }

func (l *testLog) Write(p []byte) (int, error) { l.t.Log(string(p)); return len(p), nil }
