package cli

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"fil/feed/store/bucket/s3test"
)

// count returns how many requests of a store have each method.
func count(requests []string) string {
	n := map[string]int{}
	for _, request := range requests {
		method, _, _ := strings.Cut(request, " ")
		n[method]++
	}
	return fmt.Sprint(n)
}

// A site is published into a bucket, with few requests, and served from it by a process that has no
// content.
func TestBucket(t *testing.T) {
	s, dir, elsewhere := s3test.New(t), site(t), t.TempDir()
	dist := s.Address("site", "")
	if status := fil(t, dir, "build", "--dist", dist, "--base-url", "https://fil.example/"); status != 0 {
		t.Fatal(status)
	}
	s.Requests()
	if status := fil(t, dir, "build", "--dist", dist, "--base-url", "https://fil.example/"); status != 0 {
		t.Fatal(status)
	}
	if all := s.Requests(); len(all) > 2 {
		t.Errorf("a run that changes nothing makes the requests %q", all)
	}
	public := s.Objects()["site/atom.xml"]
	if !strings.Contains(string(public.Data), "<title>Premier</title>") || !strings.HasPrefix(public.Header.Get("Content-Type"), "application/atom+xml") {
		t.Errorf("%v", public.Header)
	}

	cache := filepath.Join(elsewhere, "cache")
	p := start(t, elsewhere, "--dist", dist, "--cache", cache)
	p.await("serving")
	resp, body := p.get("/atom.xml")
	if resp.StatusCode != http.StatusOK || body != string(public.Data) || resp.Header.Get("Etag") == "" {
		t.Errorf("%d %v", resp.StatusCode, resp.Header)
	}
	if resp, _ := p.get("/.fil-site.json"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("the file for servers is served: %d", resp.StatusCode)
	}
	if err := writeFile(filepath.Join(dir, "content/2024-02-b.md"), "---\ntitle: Deuxième\n---\nTexte.\n"); err != nil {
		t.Fatal(err)
	}
	s.Requests()
	if status := fil(t, dir, "build", "--dist", dist, "--base-url", "https://fil.example/", "--verbose"); status != 0 {
		t.Fatal(status)
	}
	all := s.Requests()
	t.Logf("a run with one new article makes the requests %s", count(all))
	p.signal(syscall.SIGHUP)
	p.await("publication=2")
	if _, body := p.get("/atom.xml"); !strings.Contains(body, "Deuxième") {
		t.Error(body)
	}

	// While the bucket cannot be reached, what was read is served; so it is by a process that starts then.
	s.Fail(func(int, string) *s3test.Failure { return &s3test.Failure{Status: 403, Code: "AccessDenied"} })
	p.signal(syscall.SIGHUP)
	if line := p.await("cannot be read"); !strings.Contains(line, "let these credentials") {
		t.Error(line)
	}
	if resp, _ := p.get("/atom.xml"); resp.StatusCode != http.StatusOK {
		t.Error(resp.StatusCode)
	}
	p.signal(syscall.SIGTERM)
	if status := p.end(); status != 0 {
		t.Errorf("exit status %d: %s", status, p.logged())
	}
	p = start(t, elsewhere, "--dist", dist, "--cache", cache)
	p.await("cannot be read")
	if resp, body := p.get("/atom.xml"); resp.StatusCode != http.StatusOK || !strings.Contains(body, "Deuxième") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if _, body := p.get("/-/readyz"); !strings.Contains(body, "the bucket has not answered yet") {
		t.Error(body)
	}
	if resp, _ := p.get("/b/"); resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
		t.Errorf("a page that is not in the cache: %d", resp.StatusCode)
	}
	s.Fail(nil)
	p.signal(syscall.SIGHUP)
	p.await("can be read again")
	if resp, _ := p.get("/b/"); resp.StatusCode != http.StatusOK {
		t.Error(resp.StatusCode)
	}
}

// A run that changes nothing makes two requests, and one that publishes an article as many as it has
// files, and four at most.
func TestBucketRequests(t *testing.T) {
	s, dir := s3test.New(t), site(t)
	build := func() []string {
		t.Helper()
		s.Requests()
		if status := fil(t, dir, "build", "--dist", s.Address("site", "&plain=false"), "--base-url", "https://fil.example/"); status != 0 {
			t.Fatal(status)
		}
		return s.Requests()
	}
	build()
	if all := build(); len(all) > 2 {
		t.Errorf("a run that changes nothing makes the requests %q", all)
	}
	if err := writeFile(filepath.Join(dir, "content/2024-02-b.md"), "---\ntitle: Deuxième\n---\nTexte.\n"); err != nil {
		t.Fatal(err)
	}
	all := build()
	files := 0
	for _, request := range all {
		if strings.HasPrefix(request, "PUT site/.fil/blobs/") {
			files++
		}
	}
	t.Logf("an article in %d files: %s", files, count(all))
	if files < 10 || len(all) > files+4 {
		t.Errorf("%d files, %d requests", files, len(all))
	}
}

// A server that publishes into a bucket publishes, and gives its lease up at the end. One that does not
// hold the lease serves what the other one publishes.
func TestPublishIntoBucket(t *testing.T) {
	s, dir, other := s3test.New(t), site(t), site(t)
	dist := s.Address("site", "")
	p := start(t, dir, "--publish", "--dist", dist, "--settle", "0")
	p.await("this process publishes now")
	p.await("published reason=lease")
	second := start(t, other, "--publish", "--dist", dist)
	if err := writeFile(filepath.Join(dir, "content/2024-02-b.md"), "---\ntitle: Deuxième\n---\nTexte.\n"); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGHUP)
	p.await("reason=SIGHUP")
	if _, body := p.get("/atom.xml"); !strings.Contains(body, "Deuxième") {
		t.Error(body)
	}
	for _, server := range []*process{second, p} { // the second one would take over the lease of the first
		server.signal(syscall.SIGTERM)
		if status := server.end(); status != 0 {
			t.Errorf("exit status %d: %s", status, server.logged())
		}
	}
	if strings.Contains(second.logged(), "published reason") {
		t.Errorf("the second process has published: %s", second.logged())
	}
	if _, left := s.Objects()["site/.fil/lease"]; left {
		t.Error("the lease was not given up")
	}
}

// Content may be in a bucket. Commands that write into it refuse.
func TestContentInBucket(t *testing.T) {
	s, dir := s3test.New(t), t.TempDir()
	content := s.Address("content", "")
	s.Put("content/site.yaml", []byte("title: S\nid_authority: fil.example,2024\n"))
	s.Put("content/2024-01-a.md", []byte("---\ntitle: Premier\n---\nTexte.\n"))
	for _, command := range []string{"build", "check", "next"} {
		if status := fil(t, dir, command, "--content", content); status != 0 {
			t.Errorf("fil %s: exit status %d", command, status)
		}
	}
	feed := func() string {
		data, err := os.ReadFile(filepath.Join(dir, "dist/atom.xml"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if !strings.Contains(feed(), "<title>Premier</title>") {
		t.Error(feed())
	}
	p := start(t, dir, "--content", content, "--settle", "0")
	p.await("published")
	s.Put("content/2024-01-a.md", []byte("---\ntitle: Premier, revu\n---\nTexte.\n"))
	p.signal(syscall.SIGHUP)
	p.await("reason=SIGHUP")
	if !strings.Contains(feed(), "<title>Premier, revu</title>") {
		t.Error(feed())
	}
	p.signal(syscall.SIGTERM)
	p.end()
	for _, args := range [][]string{{"new", "Titre"}, {"pin"}, {"init"}, {"import", "x.xml"}} {
		if status := fil(t, dir, append(args, "--content", content)...); status != exitUsage {
			t.Errorf("fil %s: exit status %d", args, status)
		}
	}
}

// Without --publish, a server of a folder serves what fil build publishes into it.
func TestServeWithoutPublishing(t *testing.T) {
	dir := site(t)
	if status := fil(t, dir, "build"); status != 0 {
		t.Fatal(status)
	}
	p := start(t, dir, "--publish=false")
	p.await("serving")
	if err := writeFile(filepath.Join(dir, "content/2024-02-b.md"), "---\ntitle: Deuxième\n---\nTexte.\n"); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGHUP)
	if resp, body := p.get("/atom.xml"); resp.StatusCode != http.StatusOK || strings.Contains(body, "Deuxième") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if status := fil(t, dir, "build"); status != 0 {
		t.Fatal(status)
	}
	p.signal(syscall.SIGHUP)
	p.await("publication=2")
	if _, body := p.get("/atom.xml"); !strings.Contains(body, "Deuxième") {
		t.Error(body)
	}
	if err := os.RemoveAll(filepath.Join(dir, "dist")); err != nil {
		t.Fatal(err)
	}
	if status := fil(t, dir, "build"); status != 0 {
		t.Fatal(status)
	}
	p.signal(syscall.SIGHUP)
	p.await("publication=1")
	if resp, _ := p.get("/atom.xml"); resp.StatusCode != http.StatusOK {
		t.Error(resp.StatusCode)
	}
}

// Wrong addresses of buckets, and flags that do not go together, are wrong usage.
func TestBucketUsage(t *testing.T) {
	dir := site(t)
	for _, args := range [][]string{
		{"build", "--dist", "gs://bucket"}, {"build", "--dist", "s3://"}, {"build", "--dist", "s3://bucket?acl=public"}, {"build", "--content", "s3://bucket?endpoint=x"},
		{"build", "--state", "s3://bucket"}, {"serve", "--cache", "c"}, {"serve", "--publish=perhaps"}, {"serve", "--drafts", "--publish=false"},
		{"serve", "--publish=false", "--rebuild-token-file", "x"}, {"build", "--dist", "s3://key:secret@bucket"},
	} {
		if status := fil(t, dir, args...); status != exitUsage {
			t.Errorf("fil %q: exit status %d", args, status)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 || !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == "content" }) {
		t.Errorf("something was written: %v, %v", entries, err)
	}
}
