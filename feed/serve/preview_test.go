package serve

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// previewServer serves a Preview without a publication.
func previewServer(t *testing.T) (*Preview, *httptest.Server) {
	t.Helper()
	p := NewPreview(New(quiet(), Options{Preview: true}))
	server := httptest.NewServer(HTTPConfig{Log: quiet(), MaxConnections: 10}.Server(p).Handler)
	t.Cleanup(server.Close)
	return p, server
}

// A preview answers only requests whose Host is this machine.
func TestPreviewHost(t *testing.T) {
	_, server := previewServer(t)
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
}

// A page of another site can read nothing of a preview; a user who opens an address can.
func TestPreviewOrigin(t *testing.T) {
	_, server := previewServer(t)
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
}

// The stream sends the version at once, and a new one when the site has changed. It ends with End.
func TestPreviewEvents(t *testing.T) {
	p, server := previewServer(t)
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
	p.Reload()
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
