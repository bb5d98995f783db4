//go:build bench

package bench

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"fil/feed/feedtest"
)

// The day of polling: so many subscribers ask every hour for the feed of a site that is
// built anew every quarter of an hour, and has four new articles that day.
const (
	subscribers = 1000
	quarters    = 4 * 24
	existing    = 100 // articles, when the day begins
	perQuarter  = subscribers / 4
)

// newArticles says in which quarters an article is written.
var newArticles = []int{13, 37, 58, 81}

// site is one way to publish the same articles, and to serve them.
type site struct {
	name    string
	content string
	url     string
	process *running
	// rebuild builds it anew, and returns what that took but for the server's own time.
	rebuild func() time.Duration
	deltas  bool    // its subscribers take RFC 3229
	least   float64 // how many times fewer bytes it has to send: that depends on no clock
	// bySecond says that its server tells builds apart by the second.
	bySecond bool

	cpu               time.Duration
	sent              int64
	full, none, delta int
}

// What a day of polling costs fil, with and without readers that take deltas, and Hugo with
// nginx on the same articles: bytes that the server sends, heads included, and its CPU,
// builds included.
func TestDayOfPolling(t *testing.T) {
	sites := []*site{hugoSite(t), filSite(t, "fil", false, 5), filSite(t, "fil, A-IM", true, 25)}
	var table strings.Builder
	fmt.Fprintf(&table, "\na day of %d subscribers, %d builds, %d new articles, a new connection for each of %d requests\n",
		subscribers, quarters, len(newArticles), quarters*perQuarter)
	for _, s := range sites {
		s.day(t)
		fmt.Fprintf(&table, "  %-14s %7.1f MB sent, %6.2f s of CPU; answers: %d whole, %d delta, %d nothing new", s.name, float64(s.sent)/1e6, s.cpu.Seconds(), s.full, s.delta, s.none)
		if first := sites[0]; s != first {
			fewer := float64(first.sent) / float64(s.sent)
			fmt.Fprintf(&table, "   %.1f × fewer bytes, %.2f of the CPU", fewer, s.cpu.Seconds()/first.cpu.Seconds())
			if fewer < s.least {
				t.Errorf("%s sends %.1f × fewer bytes than %s, and not %.0f ×", s.name, fewer, first.name, s.least)
			}
		}
		table.WriteByte('\n')
	}
	t.Log(table.String())
}

// filSite is the site by fil.
func filSite(t *testing.T, name string, deltas bool, least float64) *site {
	dir := t.TempDir()
	s := &site{name: name, content: filepath.Join(dir, "content"), deltas: deltas, least: least}
	feedtest.Spread(existing).Write(t, s.content)
	port := freePort(t)
	s.url = "http://127.0.0.1:" + port + "/rss.xml"
	s.process = started(t, s.url, built(t, "../..", "."), "--addr", "127.0.0.1:"+port, "--content", s.content,
		"--dist", filepath.Join(dir, "dist"), "--state", filepath.Join(dir, "state"), "--watch=false", "--schedule", "*/15 * * * *")
	s.rebuild = func() time.Duration {
		if err := s.process.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		return 0 // the server's own time
	}
	return s
}

// hugoSite is the site by Hugo, served by nginx with gzip.
func hugoSite(t *testing.T) *site {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/hugo")); err != nil {
		t.Fatal(err)
	}
	s := &site{name: "Hugo and nginx", content: filepath.Join(dir, "content"), bySecond: true}
	feedtest.Spread(existing).Write(t, s.content)
	hugo := installed(t, hugoModule)
	s.rebuild = func() time.Duration {
		cmd := exec.Command(hugo, "--quiet", "-s", dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("hugo: %v\n%s", err, out)
		}
		return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	s.rebuild()
	port := freePort(t)
	s.url = "http://127.0.0.1:" + port + "/index.xml"
	s.process = started(t, s.url, needed(t, "nginx"), "-p", dir, "-c",
		nginx(t, port, filepath.Join(dir, "public"), "gzip on; gzip_comp_level 6; gzip_types application/rss+xml;"))
	return s
}

// day lets all subscribers ask for a day.
func (s *site) day(t *testing.T) {
	t.Helper()
	var sent atomic.Int64
	transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
	dialer := &net.Dialer{}
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dialer.DialContext(ctx, network, addr)
		return &counting{c, &sent}, err
	}
	client := &http.Client{Transport: transport}
	readers := make([]reader, subscribers)
	for i := range readers { // all are current when the day begins
		readers[i].poll(t, client, s)
	}
	sent.Store(0)
	s.full, s.none, s.delta = 0, 0, 0
	order := rand.New(rand.NewPCG(1, 1)).Perm(subscribers)
	cpu, builds := s.process.cpu(t), time.Duration(0)
	written := 0
	for quarter := range quarters {
		if s.bySecond {
			time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
		}
		if written < len(newArticles) && quarter == newArticles[written] {
			feedtest.Spread(existing).Article(t, s.content, existing+written)
			written++
		}
		builds += s.rebuild()
		time.Sleep(200 * time.Millisecond) // until a server has taken it up
		quarterOf := order[quarter%4*perQuarter:][:perQuarter]
		var wg sync.WaitGroup
		for k := range 2 {
			wg.Go(func() {
				for _, i := range quarterOf[k*perQuarter/2:][:perQuarter/2] {
					readers[i].poll(t, client, s)
				}
			})
		}
		wg.Wait()
	}
	s.sent, s.cpu = sent.Load(), s.process.cpu(t)-cpu+builds
}

// reader is one subscriber, with what it remembers of the last answer.
type reader struct{ etag, modified string }

var tally sync.Mutex

// poll asks whether there is anything new, as feed readers do.
func (r *reader) poll(t *testing.T, client *http.Client, s *site) {
	request, err := http.NewRequest(http.MethodGet, s.url, nil)
	if err != nil {
		t.Error(err)
		return
	}
	request.Header.Set("Accept-Encoding", "gzip")
	request.Header.Set("User-Agent", "Reader/1.0")
	if r.etag != "" {
		request.Header.Set("If-None-Match", r.etag)
	}
	if r.modified != "" {
		request.Header.Set("If-Modified-Since", r.modified)
	}
	if s.deltas {
		request.Header.Set("A-IM", "feed")
	}
	resp, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Error(err)
	}
	tally.Lock()
	defer tally.Unlock()
	switch resp.StatusCode {
	case http.StatusOK:
		s.full++
	case http.StatusIMUsed:
		s.delta++
	case http.StatusNotModified:
		s.none++
		return
	default:
		t.Errorf("%s: %s", s.name, resp.Status)
	}
	r.etag, r.modified = resp.Header.Get("Etag"), resp.Header.Get("Last-Modified")
}

// counting counts what comes in.
type counting struct {
	net.Conn
	n *atomic.Int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.n.Add(int64(n))
	return n, err
}
