package serve

import (
	"bufio"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A preview answers only this machine, and sends an event to open pages when they must reload.
func TestPreview(t *testing.T) {
	s := New(slog.New(slog.DiscardHandler), Options{Preview: true})
	p := NewPreview(s)
	server := httptest.NewServer(HTTPConfig{Log: slog.New(slog.DiscardHandler), MaxConnections: 10}.Server(p).Handler)
	defer server.Close()

	for host, want := range map[string]int{"": 200, "localhost:8080": 200, "localhost": 200, "[::1]:80": 200, "127.0.0.1": 200,
		"evil.example": 421, "localhost.evil.example:8080": 421, "192.168.1.2": 421} {
		r, err := http.NewRequest("GET", server.URL+"/-/preview.js", nil)
		if err != nil {
			t.Fatal(err)
		}
		if host != "" {
			r.Host = host
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("for the host %q: %d, want %d", host, resp.StatusCode, want)
		}
		if want == 200 && resp.Header.Get("X-Robots-Tag") != "noindex" {
			t.Error("it may be indexed")
		}
	}

	// A page of another site can read nothing; a user who opens an address can.
	for header, want := range map[[4]string]int{
		{"Origin", "https://evil.example"}: 403, {"Origin", "null"}: 403, {"Origin", "http://localhost:8080"}: 503,
		{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}: 403, {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"}: 503,
	} {
		r, err := http.NewRequest("GET", server.URL+"/atom.xml", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(header[0], header[1])
		if header[2] != "" {
			r.Header.Set(header[2], header[3])
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want || resp.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%v: %d, want %d; %v", header, resp.StatusCode, want, resp.Header)
		}
	}

	resp, err := http.Get(server.URL + "/blog/-/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("Content-Type %s", got)
	}
	lines := bufio.NewScanner(resp.Body)
	next := func() string {
		t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		t.Fatalf("the stream has ended: %v", lines.Err())
		return ""
	}
	first := next()
	p.Changed()
	if second := next(); second == first {
		t.Error("the version has not changed")
	}
	p.End()
	for lines.Scan() {
		if lines.Text() != "" {
			t.Errorf("after End: %q", lines.Text())
		}
	}
}
