package cli

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// hub is a WebSub hub and a target of XML-RPC pings. It records the notifications that it receives.
type hub struct {
	*httptest.Server
	received chan notification
}

// notification is one notification: the topic and its content at that moment, or the body of a ping.
type notification struct{ topic, body, call string }

func startHub(t *testing.T) *hub {
	l := &hub{received: make(chan notification, 1000)}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/rpc" {
			body, _ := io.ReadAll(r.Body)
			l.received <- notification{call: string(body)}
			_, _ = io.WriteString(w, `<methodResponse><params><param><value><struct><member><name>flerror</name><value><boolean>0</boolean></value></member></struct></value></param></params></methodResponse>`)
			return
		}
		topic := r.PostFormValue("hub.topic")
		resp, err := http.Get(topic)
		if err != nil {
			t.Errorf("the topic %s cannot be fetched: %v", topic, err)
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		l.received <- notification{topic: topic, body: string(body)}
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(l.Close)
	return l
}

// next waits for n notifications, and returns their topics, sorted, and all contents and pings.
func (l *hub) next(t *testing.T, n int) (topics []string, all string) {
	t.Helper()
	for range n {
		select {
		case got := <-l.received:
			topics, all = append(topics, got.topic), all+got.body+got.call
		case <-time.After(20 * time.Second):
			t.Fatalf("told only %v", topics)
		}
	}
	slices.Sort(topics)
	return topics, all
}

// A hub is notified of each changed topic once, after it is served (faults.md 61), and not if nothing has
// changed (62). The next process does not notify it again.
func TestNotifiesHubs(t *testing.T) {
	l, dir := startHub(t), site(t)
	config := "title: S\nid_authority: fil.example,2024\neach: [tag]\nhubs: [" + l.URL + "/hub]\nping: [" + l.URL + "/rpc]\nallow_private_hubs: true\n"
	write := func(name, text string) {
		t.Helper()
		if err := writeFile(filepath.Join(dir, "content", name), text); err != nil {
			t.Fatal(err)
		}
	}
	write("site.yaml", config)
	write("2024-02-b.md", "---\ntitle: Deux\ntags: [mali]\n---\nTexte.\n")
	p := start(t, dir, "--watch=false", "--schedule", "0 0 1 1 *")
	base := p.base + "/"
	got, all := l.next(t, 7)
	want := []string{"", base + "atom.xml", base + "feed.json", base + "rss.xml", base + "tags/mali/atom.xml", base + "tags/mali/feed.json", base + "tags/mali/rss.xml"}
	if !slices.Equal(got, want) || !strings.Contains(all, "extendedPing") {
		t.Errorf("told %v, want %v: %s", got, want, all)
	}
	resp, _ := p.get("/tags/mali/atom.xml")
	if link := resp.Header.Get("Link"); link != "<"+l.URL+"/hub>; rel=\"hub\", <"+base+"tags/mali/atom.xml>; rel=\"self\"" {
		t.Error(link)
	}

	p.signal(syscall.SIGHUP)
	p.await("reason=SIGHUP")
	write("2024-01-a.md", "---\ntitle: Premier\n---\nUn autre texte, bien neuf.\n")
	p.signal(syscall.SIGHUP)
	got, all = l.next(t, 4)
	if !slices.Equal(got, []string{"", base + "atom.xml", base + "feed.json", base + "rss.xml"}) {
		t.Errorf("after a change of an article without tags: %v", got)
	}
	if strings.Count(all, "bien neuf") < 3 {
		t.Errorf("told before it was served: %s", all)
	}
	p.await("told=3")
	// A hub that is removed from site.yaml and added again is notified of the topics that it missed.
	write("site.yaml", strings.Replace(config, "hubs:", "# hubs:", 1))
	p.signal(syscall.SIGHUP)
	l.next(t, 1) // the feed has changed, because it names its hubs: the XML-RPC target is notified
	write("2024-01-a.md", "---\ntitle: Premier\n---\nÉcrit pendant son absence.\n")
	p.signal(syscall.SIGHUP)
	l.next(t, 1)
	write("site.yaml", config)
	p.signal(syscall.SIGHUP)
	if got, _ := l.next(t, 4); got[1] != base+"atom.xml" {
		t.Errorf("after it came back: %v", got)
	}
	p.await("told=3")
	p.signal(syscall.SIGTERM)
	p.end()
	p = start(t, dir, "--watch=false", "--base-url", strings.TrimSuffix(base, "/"))
	p.await("reason=start")
	p.signal(syscall.SIGTERM)
	p.end()
	if len(l.received) > 0 {
		t.Errorf("told again: %v", <-l.received)
	}
}

// If a process has published without notifying hubs (it was killed, or was fil build), the next fil serve
// notifies them.
func TestNotifiesLater(t *testing.T) {
	l, dir := startHub(t), site(t)
	if err := writeFile(filepath.Join(dir, "content/site.yaml"), "title: S\nid_authority: fil.example,2024\nallow_private_hubs: true\nhubs: ["+l.URL+"]\n"); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir, "--watch=false")
	l.next(t, 3)
	p.await("told=3")
	p.signal(syscall.SIGTERM)
	p.end()
	if err := writeFile(filepath.Join(dir, "content/2024-05-c.md"), "---\ntitle: Trois\n---\nNeuf.\n"); err != nil {
		t.Fatal(err)
	}
	fil(t, dir, "build", "--base-url", p.base)
	p = start(t, dir, "--addr", strings.TrimPrefix(p.base, "http://"), "--watch=false")
	if got, all := l.next(t, 3); got[0] != p.base+"/atom.xml" || !strings.Contains(all, "Neuf") {
		t.Errorf("told %v", got)
	}
	p.await("reason=start")
	p.signal(syscall.SIGTERM)
	p.end()
}

// Only a client with the token can request a run. The token is not logged.
func TestRebuild(t *testing.T) {
	const token = "a-token-that-nobody-guesses"
	dir := site(t)
	p := start(t, dir, "--watch=false")
	p.await("published")
	for path, want := range map[string]int{"/-/rebuild": 405, "/nowhere": 405} {
		if got := p.request("POST", path, "Bearer "+token); got != want {
			t.Errorf("without a token, POST %s: %d", path, got)
		}
	}
	if got := p.request("GET", "/-/runs", "Bearer "); got != 404 {
		t.Errorf("without a token, GET /-/runs: %d", got)
	}
	p.signal(syscall.SIGTERM)
	p.end()

	t.Setenv("FIL_REBUILD_TOKEN", token)
	p = start(t, dir, "--watch=false", "--base-url", "https://fil.example/blog/")
	p.await("published")
	for _, c := range []struct {
		method, path, authorization string
		want                        int
	}{
		{"POST", "/-/rebuild", "", 401}, {"POST", "/-/rebuild", "Bearer wrong", 401}, {"POST", "/-/rebuild", token, 401},
		{"POST", "/-/rebuild", "Basic " + token, 401}, {"GET", "/-/rebuild", "Bearer " + token, 405}, {"GET", "/-/runs", "", 401},
		{"POST", "/-/rebuild", "Bearer " + token, 202},
	} {
		if got := p.request(c.method, c.path, c.authorization); got != c.want {
			t.Errorf("%s %s with %q: %d, want %d", c.method, c.path, c.authorization, got, c.want)
		}
	}
	p.await("reason=rebuild")
	// A run that removes all articles is refused, and accepted with ?accept.
	if err := os.Remove(filepath.Join(dir, "content/2024-01-a.md")); err != nil {
		t.Fatal(err)
	}
	p.request("POST", "/-/rebuild", "bearer "+token)
	p.await("would be gone")
	p.request("POST", "/blog/-/rebuild?accept", "Bearer "+token)
	p.await("articles=0")
	r, err := http.NewRequest("GET", p.base+"/-/runs", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	for _, want := range []string{`"reason": "rebuild"`, `"reason": "start"`, "would be gone"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	p.signal(syscall.SIGTERM)
	p.end()
	if strings.Contains(p.logged()+string(body), token) {
		t.Error("the token was logged")
	}
}

// A token that is empty, too short or not in its file is an error of usage.
func TestBadToken(t *testing.T) {
	dir := site(t)
	for name, text := range map[string]string{"empty": "\n", "short": "abc\n"} {
		if err := writeFile(filepath.Join(dir, name), text); err != nil {
			t.Fatal(err)
		}
		if got := fil(t, dir, "serve", "--addr", "127.0.0.1:0", "--rebuild-token-file", name); got != exitUsage {
			t.Errorf("%s: status %d", name, got)
		}
	}
	if got := fil(t, dir, "serve", "--addr", "127.0.0.1:0", "--rebuild-token-file", "nowhere"); got != exitUsage {
		t.Errorf("no file: status %d", got)
	}
}
