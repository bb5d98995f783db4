package online

import (
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"fil/feed/check"
	"fil/feed/dial"
)

// rss returns a feed that says that it is at an address.
func rss(self string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Le fil</title><link>https://fil.example/</link>` +
		`<description>d</description><language>fr</language><atom:link rel="self" type="application/rss+xml" href="` + self + `"/>` +
		strings.Repeat("<!-- long enough to be compressed -->\n", 100) +
		`<item><title>t</title><guid isPermaLink="false">tag:fil.example,2024:a</guid></item></channel></rss>`
}

// setHeaders sets the headers that a server should send.
func setHeaders(h http.Header) {
	h.Set("Content-Type", "application/rss+xml; charset=utf-8")
	h.Set("ETag", `"a"`)
	h.Set("Last-Modified", "Mon, 15 Jan 2024 09:30:00 GMT")
	h.Set("Cache-Control", "max-age=600")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Vary", "Accept-Encoding")
}

// good answers as a server should.
func good(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	setHeaders(h)
	if r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != "" {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Encoding", "gzip")
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return
	}
	z := gzip.NewWriter(w)
	fmt.Fprint(z, rss("http://"+r.Host+r.URL.Path))
	_ = z.Close()
}

// without returns good with a change of its headers.
func without(change func(h http.Header, r *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		good(&changed{w, func(h http.Header) { change(h, r) }, false}, r)
	}
}

// changed is a http.ResponseWriter whose headers are changed before they are sent.
type changed struct {
	http.ResponseWriter
	change func(http.Header)
	done   bool
}

func (c *changed) WriteHeader(status int) {
	if !c.done {
		c.done = true
		c.change(c.Header())
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *changed) Write(b []byte) (int, error) {
	if !c.done {
		c.WriteHeader(http.StatusOK)
	}
	return c.ResponseWriter.Write(b)
}

// A server that answers as it should has no finding; each mistake has the one of its rule.
func TestServer(t *testing.T) {
	requests := 0
	for want, handler := range map[string]http.HandlerFunc{
		"":                  good,
		"server-status":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) },
		"server-media-type": without(func(h http.Header, _ *http.Request) { h.Set("Content-Type", "text/html; charset=utf-8") }),
		"server-text-xml":   without(func(h http.Header, _ *http.Request) { h.Set("Content-Type", "text/xml; charset=utf-8") }),
		"server-charset":    without(func(h http.Header, _ *http.Request) { h.Set("Content-Type", "application/rss+xml") }),
		"server-validators": without(func(h http.Header, _ *http.Request) { h.Del("ETag"); h.Del("Last-Modified") }),
		"server-vary":       without(func(h http.Header, _ *http.Request) { h.Del("Vary") }),
		"server-cache":      without(func(h http.Header, _ *http.Request) { h.Set("Cache-Control", "max-age=31536000") }),
		"server-cors":       without(func(h http.Header, _ *http.Request) { h.Del("Access-Control-Allow-Origin") }),
		"server-validators-change": without(func(h http.Header, _ *http.Request) {
			requests++
			h.Set("ETag", fmt.Sprintf(`"%d"`, requests))
		}),
		"server-not-modified": func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("If-Modified-Since")
			good(w, r)
		},
		"server-head": func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodHead {
				http.Error(w, "no", http.StatusMethodNotAllowed)
				return
			}
			good(w, r)
		},
		"server-cache-advised": without(func(h http.Header, _ *http.Request) { h.Del("Cache-Control") }),
		"server-validator":     without(func(h http.Header, _ *http.Request) { h.Del("Last-Modified") }),
		"server-compression": func(w http.ResponseWriter, r *http.Request) {
			setHeaders(w.Header())
			if r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != "" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, rss("http://"+r.Host+r.URL.Path))
		},
		"server-redirect": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" {
				http.Redirect(w, r, "/feed.xml", http.StatusFound)
				return
			}
			good(w, r)
		},
		"server-size": func(w http.ResponseWriter, _ *http.Request) {
			for range MaxBytes/1000 + 1 {
				if _, err := w.Write([]byte(strings.Repeat(" ", 1000))); err != nil {
					return
				}
			}
		},
		"atom-link-href-self-elsewhere": func(w http.ResponseWriter, r *http.Request) {
			r.Host = "elsewhere.example"
			good(w, r)
		},
	} {
		t.Run(want, func(t *testing.T) {
			server := httptest.NewServer(handler)
			defer server.Close()
			results, err := Check(t.Context(), server.URL+"/", check.Options{Now: time.Now()})
			if err != nil {
				t.Fatal(err)
			}
			var rules []string
			for _, f := range results[0].Findings {
				rules = append(rules, f.Rule)
				if f.Message == "" || f.Mend == "" {
					t.Errorf("not said in full: %+v", f)
				}
			}
			if len(results) != 1 || strings.Join(rules, " ") != want {
				t.Errorf("found %v", rules)
			}
		})
	}
}

// Of a page, each feed that it names is checked; a page that names none has a finding.
func TestPage(t *testing.T) {
	page := `<!DOCTYPE html><html><head><base href="/sub/"><link rel="stylesheet" href="x.css"><link rel="alternate" type="application/rss+xml" href="feed.xml">` +
		`<link rel="alternate" type="application/rss+xml" href="feed.xml"><link rel="alternate" hreflang="en" href="/en/"></head></html>`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/sub/feed.xml" {
			good(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path == "/" {
			fmt.Fprint(w, page)
			return
		}
		fmt.Fprint(w, "<!doctype html><title>x</title>")
	}))
	defer server.Close()
	results, _ := Check(t.Context(), server.URL+"/", check.Options{})
	if len(results) != 1 || results[0].URL != server.URL+"/sub/feed.xml" || len(results[0].Findings) > 0 || results[0].Items != 1 {
		t.Errorf("%+v", results)
	}
	none, _ := Check(t.Context(), server.URL+"/none", check.Options{})
	if len(none) != 1 || len(none[0].Findings) != 1 || none[0].Findings[0].Rule != "server-discovery" {
		t.Errorf("%+v", none)
	}
}

// A private address is asked only if the user has typed it: not by a name, not after a redirect, and not because
// a page names it.
func TestPrivate(t *testing.T) {
	asked := 0
	inside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked++; good(w, r) }))
	defer inside.Close()
	byName := strings.Replace(inside.URL, "127.0.0.1", "localhost", 1)
	redirecting := httptest.NewServer(http.RedirectHandler(byName, http.StatusFound))
	defer redirecting.Close()
	naming := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><link rel=alternate type=application/rss+xml href=%q>`, byName)
	}))
	defer naming.Close()
	for _, address := range []string{redirecting.URL, naming.URL} {
		r, _ := Check(t.Context(), address, check.Options{})
		if len(r) != 1 || !slices.ContainsFunc(r[0].Findings, func(f check.Finding) bool { return f.Rule == "server-connection" }) || asked > 0 {
			t.Errorf("%s: %+v, asked %d times", address, r, asked)
		}
	}
	if _, err := Check(t.Context(), byName, check.Options{}); asked == 0 || err != nil {
		t.Error("localhost was typed, and not asked")
	}
	c := newClient("http://fil.example/")
	if _, err := c.ask(t.Context(), http.MethodGet, inside.URL, nil); !errors.Is(err, dial.ErrPrivate) {
		t.Errorf("%v", err)
	}
}
