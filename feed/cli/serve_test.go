package cli

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fil/feed/check"
)

func writeFile(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o644)
}

func TestServe(t *testing.T) {
	dir := site(t)
	p := start(t, dir)
	p.await("published")
	resp, body := p.get("/atom.xml")
	if resp.StatusCode != 200 || !strings.Contains(body, "<title>Premier</title>") || !strings.Contains(body, p.base+"/a/") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}

	// SIGHUP requests a run: a new article appears, a bad one is logged, and the feed stays.
	if err := writeFile(filepath.Join(dir, "content/2024-02-b.md"), "---\ntitle: Deuxième\n---\nTexte.\n"); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGHUP)
	p.await("reason=SIGHUP")
	if _, body := p.get("/atom.xml"); !strings.Contains(body, "Deuxième") {
		t.Error(body)
	}
	if err := writeFile(filepath.Join(dir, "content/2024-02-b.md"), "---\ntitle: Deuxième\nauther: x\n---\nTexte.\n"); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGHUP)
	if line := p.await("2024-02-b.md"); !strings.Contains(line, "line=3") {
		t.Error(line)
	}
	p.await("problems=1")
	if _, body := p.get("/atom.xml"); !strings.Contains(body, "Deuxième") {
		t.Error("the last good version is gone")
	}

	// With a bad site.yaml, the previous one stays in use.
	if err := writeFile(filepath.Join(dir, "content/site.yaml"), "titel: S\n"); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGHUP)
	if line := p.await("site.yaml"); !strings.Contains(line, "line=1") || !strings.Contains(line, "did you mean title?; the site goes on as it was") {
		t.Error(line)
	}
	if resp, _ := p.get("/atom.xml"); resp.StatusCode != 200 {
		t.Error(resp.StatusCode)
	}
	// faults.md 24: articles that are written meanwhile appear.
	if err := writeFile(filepath.Join(dir, "content/2024-03-c.md"), "---\ntitle: Troisième\n---\nTexte.\n"); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGHUP)
	p.await("articles=3")
	if _, body := p.get("/atom.xml"); !strings.Contains(body, "Troisième") {
		t.Error(body)
	}

	p.signal(syscall.SIGTERM)
	if status := p.end(); status != 0 {
		t.Errorf("exit status %d: %s", status, p.logged())
	}
}

// A second process fails, and names the one that has locked dist. SIGINT ends fil serve as SIGTERM does.
// After a restart, unchanged feeds have the same validators.
func TestServeAgain(t *testing.T) {
	dir := site(t)
	p := start(t, dir)
	p.await("published")
	resp, _ := p.get("/atom.xml")
	second := exec.Command(p.cmd.Path, "build")
	second.Dir, second.Env = dir, append(os.Environ(), "FIL_TEST_AS_FIL=1")
	out, err := second.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "kill -HUP "+strconv.Itoa(p.cmd.Process.Pid)) {
		t.Errorf("%v: %s", err, out)
	}
	p.signal(os.Interrupt)
	if status := p.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}

	p = start(t, dir, "--base-url", p.base)
	p.await("published")
	again, _ := p.get("/atom.xml")
	if again.Header.Get("Etag") != resp.Header.Get("Etag") || again.Header.Get("Last-Modified") != resp.Header.Get("Last-Modified") {
		t.Errorf("validators changed: %v, %v", resp.Header, again.Header)
	}
}

// If the port is in use, fil serve fails before it builds anything.
func TestTakenPort(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dir := site(t)
	self, _ := os.Executable()
	cmd := exec.Command(self, "serve", "--addr", listener.Addr().String())
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "FIL_TEST_AS_FIL=1")
	out, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), "another program listens") || !strings.Contains(string(out), "hint:") {
		t.Errorf("%v: %s", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "dist", "atom.xml")); err == nil {
		t.Error("it was built all the same")
	}
}

// If the first run fails and there is no publication to serve, the exit status is 1. Here all articles are
// removed, from content and from dist.
func TestFirstRunFails(t *testing.T) {
	dir := site(t)
	p := start(t, dir, "--base-url", "https://fil.example/")
	p.await("published")
	p.signal(syscall.SIGTERM)
	p.end()
	for _, gone := range []string{"dist", "content/2024-01-a.md"} {
		if err := os.RemoveAll(filepath.Join(dir, gone)); err != nil {
			t.Fatal(err)
		}
	}
	p = start(t, dir, "--base-url", "https://fil.example/")
	if status := p.end(); status != 1 || !strings.Contains(p.logged(), "would be gone") || !strings.Contains(p.logged(), "start it with --accept") {
		t.Errorf("exit status %d: %s", status, p.logged())
	}
}

// If dist was changed by hand, the next run restores it: a folder in the place of a feed is an error of
// that file alone, and a dist that was emptied, removed or renamed is written again.
func TestDistByHand(t *testing.T) {
	dir := site(t)
	dist := filepath.Join(dir, "dist")
	p := start(t, dir, "--watch=false") // else a run may write while the test removes a folder
	p.await("published")
	run := func(words string) {
		t.Helper()
		p.signal(syscall.SIGHUP)
		p.await(words)
	}
	os.Remove(dist + "/rss.xml")
	if err := writeFile(dist+"/rss.xml/mine", "m"); err != nil {
		t.Fatal(err)
	}
	run("problems=1")
	if resp, _ := p.get("/atom.xml"); resp.StatusCode != 200 {
		t.Error(resp.StatusCode)
	}
	os.RemoveAll(dist + "/rss.xml")
	run("written=1")
	os.Remove(dist + "/.fil-dist/manifest")
	if err := writeFile(dir+"/content/2024-02-b.md", "Deux.\n"); err != nil {
		t.Fatal(err)
	}
	run("reason=SIGHUP")
	for _, wreck := range []func() error{
		func() error { return errors.Join(os.RemoveAll(dist+"/.fil-dist"), os.RemoveAll(dist+"/atom.xml")) },
		func() error { return os.RemoveAll(dist) },
		func() error { return os.Rename(dist, dist+".old") },
	} {
		if err := wreck(); err != nil {
			t.Fatal(err)
		}
		// A folder that has files but no marker is not recognised as Fil's.
		if _, err := os.Stat(dist + "/index.html"); err == nil {
			os.RemoveAll(dist)
		}
		run("reason=SIGHUP")
		for _, path := range []string{"/atom.xml", "/a/", "/b/"} {
			if resp, _ := p.get(path); resp.StatusCode != 200 || resp.Header.Get("Etag") == "" {
				t.Errorf("%s: %d %v", path, resp.StatusCode, resp.Header)
			}
		}
	}
	p.signal(syscall.SIGTERM)
	if status := p.end(); status != 0 {
		t.Errorf("exit status %d: %s", status, p.logged())
	}
}

// After a kill at any moment, the next start serves a whole publication.
func TestKilled(t *testing.T) {
	dir := site(t)
	for i := range 8 {
		if err := writeFile(filepath.Join(dir, "content", "2024-03-"+strconv.Itoa(i)+".md"), "---\ntitle: "+strconv.Itoa(i)+"\n---\nTexte.\n"); err != nil {
			t.Fatal(err)
		}
		p := start(t, dir)
		for range i * 3 { // delays the kill, by a different time in each round
			p.get("/atom.xml")
		}
		p.cmd.Process.Kill()
		p.end()
	}
	p := start(t, dir)
	p.await("published")
	if _, body := p.get("/atom.xml"); strings.Count(body, "<entry>") != 9 {
		t.Errorf("%d entries", strings.Count(body, "<entry>"))
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "dist", ".fil-dist", "stage")); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// The last publication is served during the first run.
func TestServesAtOnce(t *testing.T) {
	dir := site(t)
	p := start(t, dir)
	p.await("published")
	p.signal(syscall.SIGTERM)
	p.end()
	big := filepath.Join(dir, "content/big.bin")
	os.WriteFile(big, nil, 0o644)
	os.Truncate(big, 64<<20)
	p = start(t, dir)
	if resp, _ := p.get("/atom.xml"); resp.StatusCode != 200 {
		t.Error(resp.StatusCode)
	}
	p.cmd.Process.Kill()
	p.end()
}

// A new schedule in site.yaml takes effect at the next run.
func TestFollowsSchedule(t *testing.T) {
	dir := site(t)
	p := start(t, dir)
	p.await("published")
	writeFile(filepath.Join(dir, "content/site.yaml"), "title: S\nschedule: '@every 10s'\ntimezone: Europe/Paris\n")
	p.signal(syscall.SIGHUP)
	p.await("the schedule has changed")
}

// A problem that stays is logged once.
func TestLogsProblemOnce(t *testing.T) {
	dir := site(t)
	writeFile(filepath.Join(dir, "content/bad.md"), "---\nauther: x\n---\n")
	p := start(t, dir)
	p.await("problems=1")
	p.signal(syscall.SIGHUP)
	p.await("reason=SIGHUP")
	if n := strings.Count(p.logged(), "auther"); n != 1 {
		t.Error(n)
	}
}

// A saved article is published without a request, and one with a date in the future at that time.
func TestWatchesAndPublishesOnTime(t *testing.T) {
	dir := site(t)
	p := start(t, dir, "--schedule", "0 0 1 1 *")
	p.await("reason=start")
	due := time.Now().Add(2 * time.Second).Format(time.RFC3339)
	if err := writeFile(filepath.Join(dir, "content/b.md"), "---\ntitle: Bientôt\ndate: "+due+"\n---\nPas encore.\n"); err != nil {
		t.Fatal(err)
	}
	p.await("1 waits until")
	if _, body := p.get("/atom.xml"); strings.Contains(body, "Bientôt") || !strings.Contains(body, "Premier") {
		t.Errorf("before its time: %s", body)
	}
	p.await("reason=due")
	if _, body := p.get("/atom.xml"); !strings.Contains(body, "Bientôt") {
		t.Errorf("at its time: %s", body)
	}
	p.signal(syscall.SIGTERM)
	if status := p.end(); status != exitOK {
		t.Errorf("status %d: %s", status, p.logged())
	}
}

// faults.md 40: a rescan finds changes without an event of the file system, here those written through a
// hard link outside of content.
func TestRescanFinds(t *testing.T) {
	t.Setenv("FIL_TEST_RESCAN", "50ms")
	dir := site(t)
	elsewhere := filepath.Join(dir, "elsewhere.md")
	if err := os.Link(filepath.Join(dir, "content/2024-01-a.md"), elsewhere); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir, "--schedule", "0 0 1 1 *")
	p.await("reason=start")
	if err := writeFile(elsewhere, "---\ntitle: Premier\n---\nPar une autre porte.\n"); err != nil {
		t.Fatal(err)
	}
	if line := p.await("published"); !strings.Contains(line, "reason=rescan") {
		t.Error(line)
	}
	if _, body := p.get("/atom.xml"); !strings.Contains(body, "Par une autre porte") {
		t.Error(body)
	}
	p.signal(syscall.SIGTERM)
	p.end()
}

// A client that accepts deltas (RFC 3229) is sent the entries that are new since its version, even if the
// server was restarted in between.
func TestDelta(t *testing.T) {
	dir := site(t)
	p := start(t, dir, "--watch=false")
	p.await("published")
	resp, _ := p.get("/atom.xml")
	p.signal(syscall.SIGTERM)
	p.end()
	if err := writeFile(filepath.Join(dir, "content/2024-02-b.md"), "---\ntitle: Deux\n---\nDu neuf.\n"); err != nil {
		t.Fatal(err)
	}
	p = start(t, dir, "--watch=false", "--base-url", p.base)
	p.await("reason=start")
	r, err := http.NewRequest("GET", p.base+"/atom.xml", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("A-IM", "feed")
	r.Header.Set("User-Agent", "newsboat/2.21")
	r.Header.Set("If-None-Match", resp.Header.Get("ETag"))
	delta, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer delta.Body.Close()
	body, err := io.ReadAll(delta.Body)
	if err != nil || delta.StatusCode != http.StatusIMUsed || strings.Count(string(body), "<entry") != 1 || !strings.Contains(string(body), "Du neuf") {
		t.Errorf("%d, %v: %s", delta.StatusCode, err, body)
	}
	if problems := check.Document(body, check.Options{}).AtLeast(check.Error); len(problems) > 0 {
		t.Error(problems)
	}
	p.signal(syscall.SIGTERM)
	p.end()
}

// largeSize is the size of a file that is sent from the disk, and not from memory.
const largeSize = 64 << 20

// large writes a file into content that is larger than all network buffers.
func large(t *testing.T, dir string) {
	t.Helper()
	name := filepath.Join(dir, "content/large.mp3")
	if err := writeFile(name, "ID3"); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, largeSize); err != nil {
		t.Fatal(err)
	}
}

// faults.md 57: after SIGTERM, the process completes the responses that it has begun, accepts no new
// connection, and ends with status 0.
func TestDrains(t *testing.T) {
	dir := site(t)
	large(t, dir)
	p := start(t, dir)
	p.await("published")
	resp, err := http.Get(p.base + "/large.mp3")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	p.signal(syscall.SIGTERM)
	for { // until the listener is closed
		again, err := http.Get(p.base + "/")
		if err != nil {
			break
		}
		again.Body.Close()
	}
	if n, err := io.Copy(io.Discard, resp.Body); n != largeSize || err != nil {
		t.Errorf("%d bytes of %d, %v", n, largeSize, err)
	}
	if status := p.end(); status != 0 {
		t.Errorf("exit status %d: %s", status, p.logged())
	}
}
