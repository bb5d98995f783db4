//go:build e2e

package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/mmcdole/gofeed"
)

const shared = "../../../shared"

// published is the repository's own content and the article of the seed. fil serves it behind a proxy
// that records the requests of feed readers and the statuses of the responses.
type published struct {
	t     *testing.T
	proxy *httptest.Server
	dist  string

	mu    sync.Mutex
	log   []string // "GET /atom.xml 304"
	items int
}

func publishSeed(t *testing.T) *published {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
	seed, err := os.ReadFile(shared + "/seed/article-2024-01.txt")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "content", "article-2024-01.txt"), seed, 0o644); err != nil {
		t.Fatal(err)
	}
	p := &published{t: t, dist: filepath.Join(dir, "dist")}
	var target *url.URL
	p.proxy = httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(r *http.Response) error {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.log = append(p.log, r.Request.Method+" "+r.Request.URL.Path+" "+r.Status[:3])
			return nil
		},
	})
	t.Cleanup(p.proxy.Close)
	fil := start(t, dir, "--base-url", p.proxy.URL)
	target, err = url.Parse(fil.base)
	if err != nil {
		t.Fatal(err)
	}
	line := fil.await("published")
	if !strings.Contains(line, "problems=0") {
		t.Fatal(line)
	}
	_, body := fil.get("/atom.xml")
	p.items = strings.Count(body, "<entry")
	if p.items < 2 {
		t.Fatalf("%d entries", p.items)
	}
	return p
}

// takeStatuses returns the statuses of the responses for a path since the last call.
func (p *published) takeStatuses(path string) (statuses []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.log {
		if fields := strings.Fields(line); fields[1] == path {
			statuses = append(statuses, fields[2])
		}
	}
	p.log = nil
	return statuses
}

func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, &out, &errs)
	}
	return out.String()
}

func TestValid(t *testing.T) {
	p := publishSeed(t)
	tool(t, "xmllint", "--noout", p.dist+"/atom.xml", p.dist+"/rss.xml")
	tool(t, "jing", "-c", shared+"/schema/atom.rnc", p.dist+"/atom.xml")
	wantNoFindings(t, p.dist)
}

// entry is what a feed reader must know of each item.
type entry struct{ Title, Author, ID, Link, Date, Content string }

func (p *published) checkEntries(reader string, entries []entry) {
	p.t.Helper()
	if len(entries) != p.items {
		p.t.Errorf("%s: %d items, want %d", reader, len(entries), p.items)
	}
	seed := false
	for _, e := range entries {
		if e.Title == "" || e.Author == "" || e.ID == "" || e.Link == "" || e.Date == "" || len(e.Content) < 100 {
			p.t.Errorf("%s: incomplete: %.300v", reader, e)
		}
		seed = seed || strings.Contains(e.Content, "restée plus d’une décennie hors du contrôle") && strings.HasSuffix(e.ID, ":article-2024-01")
	}
	if !seed {
		p.t.Errorf("%s: the seed is not among %d items", reader, len(entries))
	}
}

func TestGofeed(t *testing.T) {
	p := publishSeed(t)
	for _, name := range []string{"/atom.xml", "/rss.xml", "/feed.json"} {
		resp, err := http.Get(p.proxy.URL + name)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		f, err := gofeed.NewParser().ParseString(string(body))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var entries []entry
		for _, i := range f.Items {
			e := entry{Title: i.Title, ID: i.GUID, Link: i.Link, Date: i.Published, Content: i.Content}
			if len(i.Authors) > 0 {
				e.Author = i.Authors[0].Name
			}
			entries = append(entries, e)
		}
		p.checkEntries("gofeed "+name, entries)
		again, err := http.NewRequest("GET", p.proxy.URL+name, nil)
		if err != nil {
			t.Fatal(err)
		}
		again.Header.Set("If-None-Match", resp.Header.Get("Etag"))
		resp, err = http.DefaultTransport.RoundTrip(again)
		if err != nil || resp.StatusCode != 304 {
			t.Errorf("%s asked again: %v, %v", name, resp, err)
		}
	}
}

func TestFeedparser(t *testing.T) {
	p := publishSeed(t)
	const script = `
import feedparser, json, sys
url = sys.argv[1]
d = feedparser.parse(url)
again = feedparser.parse(url, etag=d.etag, modified=d.modified)
print(json.dumps({"bozo": str(d.get("bozo_exception", "")), "again": again.status, "entries": [
  {"Title": e.title, "Author": e.get("author", ""), "ID": e.id, "Link": e.link, "Date": e.published,
   "Content": e.content[0].value} for e in d.entries]}))`
	for _, name := range []string{"/atom.xml", "/rss.xml"} {
		var got struct {
			Bozo    string
			Again   int
			Entries []entry
		}
		if err := json.Unmarshal([]byte(tool(t, "/usr/bin/python3", "-c", script, p.proxy.URL+name)), &got); err != nil {
			t.Fatal(err)
		}
		if got.Bozo != "" || got.Again != 304 {
			t.Errorf("feedparser %s: %s, asked again %d", name, got.Bozo, got.Again)
		}
		p.checkEntries("feedparser "+name, got.Entries)
	}
}

// newsboat sends validators from the third reload on. It identifies an item by its ID alone, so that
// each form is tested with a cache of its own.
func TestNewsboat(t *testing.T) {
	p := publishSeed(t)
	const script = `
import sqlite3, json, sys
rows = sqlite3.connect(sys.argv[1]).execute("select title, author, guid, url, pubDate, content from rss_item")
print(json.dumps([dict(zip(["Title", "Author", "ID", "Link", "Date", "Content"], map(str, r))) for r in rows]))`
	for _, name := range []string{"/atom.xml", "/rss.xml"} {
		dir := t.TempDir()
		for file, text := range map[string]string{"urls": p.proxy.URL + name + "\n", "config": "auto-reload no\n"} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		p.takeStatuses(name)
		for range 3 {
			tool(t, "newsboat", "-q", "-u", dir+"/urls", "-C", dir+"/config", "-c", dir+"/cache.db", "-x", "reload")
		}
		if got := strings.Join(p.takeStatuses(name), " "); !strings.HasSuffix(got, " 304") {
			t.Errorf("newsboat %s: three reloads were answered %s", name, got)
		}
		var entries []entry
		if err := json.Unmarshal([]byte(tool(t, "/usr/bin/python3", "-c", script, dir+"/cache.db")), &entries); err != nil {
			t.Fatal(err)
		}
		p.checkEntries("newsboat "+name, entries)
	}
}
