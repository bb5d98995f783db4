package cli

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/mmcdole/gofeed"
)

// FreshRSS asks with hub.verify=sync, and takes what is pushed only if the document itself says that it is the topic.
func TestSubscriberLikeFreshRSS(t *testing.T) {
	dir, addr := tellingSite(t, newReceiver(t))
	p := start(t, dir, "--addr", addr)
	p.await("reason=start")
	_, text := p.get("/atom.xml")
	parsed, err := gofeed.NewParser().ParseString(text)
	if err != nil {
		t.Fatal(err)
	}
	_, hub, _ := strings.Cut(text, `<link rel="hub" href="`)
	hub, _, _ = strings.Cut(strings.TrimPrefix(hub, p.base), `"`)
	topic, pushed := parsed.FeedLink, make(chan *gofeed.Feed, 10)
	reader := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Query().Get("k") != "0123abcd" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		if q.Method == http.MethodGet {
			if q.URL.Query().Get("hub.topic") == topic {
				_, _ = io.WriteString(w, q.URL.Query().Get("hub.challenge"))
			}
			return
		}
		f, err := gofeed.NewParser().Parse(q.Body)
		if err != nil || f.FeedLink != topic {
			t.Errorf("pushed %v, %v", f, err)
		}
		pushed <- f
	}))
	defer reader.Close()
	form := url.Values{"hub.verify": {"sync"}, "hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.callback": {reader.URL + "/api/pshb.php?k=0123abcd"}}
	if got := p.subscribe(hub, form); !strings.HasPrefix(got, "202") {
		t.Fatal(hub, got)
	}
	p.await("subscribers")
	if err := writeFile(filepath.Join(dir, "content/n.md"), "---\ntitle: Neuf\ndate: 2026-01-01\n---\nTexte.\n"); err != nil {
		t.Fatal(err)
	}
	if f := <-pushed; f.Items[0].Title != "Neuf" {
		t.Errorf("pushed %v", f)
	}
	p.signal(syscall.SIGTERM)
	p.end()
}
