package serve

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// The hub and the cloud answer below the path of the site and, behind a proxy that strips it, without, as long as feeds
// name the hub. A server without subscriptions says so.
func TestHubAddresses(t *testing.T) {
	named := func(name string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, name) })
	}
	p := sample()
	site := siteAt("/blog/")
	s := New(quiet(), Options{})
	s.SetHub(named("hub"), named("cloud"))
	s.Swap(p.files, p.m, site)
	ask := func(s *Server, method, path string) string {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		return strings.TrimSpace(http.StatusText(w.Code) + " " + w.Body.String())
	}
	if got := ask(s, "POST", "/blog/-/hub"); !strings.HasPrefix(got, "Method Not Allowed") {
		t.Errorf("a site without a hub: %s", got)
	}
	site.Hubs = append(site.Hubs, site.BaseURL+"-/hub")
	s.Swap(p.files, p.m, site)
	for path, want := range map[string]string{"/blog/-/hub": "OK hub", "/-/hub": "OK hub", "/blog/-/cloud": "OK cloud", "/-/cloud": "OK cloud", "/blog/-/style-1234.css": "OK p{}"} {
		method := "POST"
		if strings.HasSuffix(path, ".css") {
			method = "GET"
		}
		if got := ask(s, method, path); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
	if got := ask(s, "POST", "/blog/elsewhere/-/hub"); !strings.HasPrefix(got, "Method Not Allowed") {
		t.Errorf("elsewhere: %s", got)
	}
	other := New(quiet(), Options{})
	other.Swap(p.files, p.m, site)
	if got := ask(other, "POST", "/blog/-/hub"); !strings.HasPrefix(got, "Service Unavailable 503") {
		t.Errorf("without subscriptions: %s", got)
	}
}

// Only the own address of a feed is a topic.
func TestTopic(t *testing.T) {
	p := sample()
	s := server(t, p, "/blog/")
	topic, err := s.Topic("https://fil.example/blog/atom.xml")
	if err != nil || string(topic.Body) != "<feed/>" || topic.Type != "application/atom+xml; charset=utf-8" || !strings.HasSuffix(topic.Link, `<https://fil.example/blog/atom.xml>; rel="self"`) || topic.Hash != feedHash(p) {
		t.Errorf("%+v, %v", topic, err)
	}
	for _, address := range []string{"", "https://fil.example/atom.xml", "https://fil.example/blog/a/", "https://fil.example/blog/index.html", "https://fil.example/blog/%61tom.xml", "https://fil.example/blog/atom.xml?a",
		"https://other.example/blog/atom.xml", "https://fil.example/blog/%zz", "https://fil.example/blog/atom.xml.gz", "https://fil.example/blog/../blog/atom.xml"} {
		if _, err := s.Topic(address); !errors.Is(err, ErrNoTopic) {
			t.Errorf("%q: %v", address, err)
		}
		if _, found := s.TopicHash(address); found {
			t.Errorf("%q has a hash", address)
		}
	}
	if _, err := New(quiet(), Options{}).Topic("https://fil.example/blog/atom.xml"); !errors.Is(err, ErrNoTopic) {
		t.Errorf("before the first publication: %v", err)
	}
}

// A fetch of a feed counts if it was answered with the feed or with 304, one of an episode if its first bytes were sent:
// the rules of the IAB for ranges.
func TestFetches(t *testing.T) {
	var got []string
	config := HTTPConfig{Log: quiet(), MaxConnections: 1, Fetched: func(f Fetch) {
		kind := "feed "
		if f.Episode {
			kind = "episode "
		}
		got = append(got, kind+f.Name)
	}}
	p := sample()
	h := config.Server(server(t, p, "/")).Handler
	tag := `"` + shortHash(feedHash(p)) + `"`
	for _, c := range []struct {
		request string
		want    []string
	}{
		{"GET /atom.xml", []string{"feed atom.xml"}},
		{"GET /atom.xml\nIf-None-Match: " + tag, []string{"feed atom.xml"}},
		{"HEAD /atom.xml", nil},
		{"GET /atom.xml\nSec-Fetch-Dest: document", nil}, // a browser gets the page of the feed
		{"GET /a/", nil},
		{"GET /nothing.xml", nil},
		{"GET /%C3%A9p.mp3", []string{"episode ép.mp3"}},
		{"HEAD /%C3%A9p.mp3", nil},
		{"GET /%C3%A9p.mp3\nRange: bytes=0-", []string{"episode ép.mp3"}},
		{"GET /%C3%A9p.mp3\nRange: bytes=0-1", nil},
		{"GET /%C3%A9p.mp3\nRange: bytes=3-", nil},
		{"GET /%C3%A9p.mp3\nRange: bytes=50-", nil},
		{"GET /%C3%A9p.mp3\nRange: bytes=3-4,6-7", nil},
		{"GET /%C3%A9p.mp3\nIf-Modified-Since: " + since.Format(http.TimeFormat), nil},
		{"POST /atom.xml", nil},
	} {
		got = nil
		exchange(h, c.request)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: counted %q, want %q", c.request, got, c.want)
		}
	}
}
