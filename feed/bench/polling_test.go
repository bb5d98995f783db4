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

// The simulated day: each subscriber requests the feed every hour. The site is rebuilt every quarter of
// an hour, and gets four new articles during the day.
const (
	subscribers = 1000
	quarters    = 4 * 24          // quarters of an hour in the day
	existing    = 100             // articles at the beginning of the day
	perQuarter  = subscribers / 4 // requests in a quarter of an hour
)

// newArticles are the quarters at whose beginning an article is written.
var newArticles = []int{13, 37, 58, 81}

// site is a generator and a server, which publish the same articles as the other sites.
type site struct {
	name    string
	content string
	url     string // of the feed
	process *process
	// rebuild builds the site, and returns the CPU time that this took outside of process.
	rebuild func() time.Duration
	deltas  bool // whether the subscribers accept deltas (RFC 3229)
	// minRatio is how many times fewer bytes than the first site it must send. The number of bytes
	// does not depend on the speed of the machine, so the test can require it.
	minRatio float64
	// hasSecondValidators says that the server's validators change only once in a second, so that
	// two builds in the same second would look equal.
	hasSecondValidators bool

	// The results of the day.
	cpu               time.Duration // of the server and of builds
	sent              int64         // bytes, with headers
	full, none, delta int           // responses 200, 304 and 226
}

// TestDayOfPolling compares what a day of polling costs: fil, with and without subscribers that accept
// deltas, and Hugo with nginx on the same articles. It counts the bytes that the server sends, with
// headers, and the CPU time of the server and of builds.
func TestDayOfPolling(t *testing.T) {
	sites := []*site{hugoSite(t), filSite(t, "fil", false, 5), filSite(t, "fil, A-IM", true, 25)}
	var table strings.Builder
	fmt.Fprintf(&table, "\na day of %d subscribers, %d builds, %d new articles, a new connection for each of %d requests\n",
		subscribers, quarters, len(newArticles), quarters*perQuarter)
	for _, s := range sites {
		s.simulateDay(t)
		fmt.Fprintf(&table, "  %-14s %7.1f MB sent, %6.2f s of CPU; responses: %d full, %d delta, %d not modified", s.name, float64(s.sent)/1e6, s.cpu.Seconds(), s.full, s.delta, s.none)
		if first := sites[0]; s != first {
			fewer := float64(first.sent) / float64(s.sent)
			fmt.Fprintf(&table, "   %.1f × fewer bytes, %.2f of the CPU", fewer, s.cpu.Seconds()/first.cpu.Seconds())
			if fewer < s.minRatio {
				t.Errorf("%s sends %.1f × fewer bytes than %s, want %.0f ×", s.name, fewer, first.name, s.minRatio)
			}
		}
		table.WriteByte('\n')
	}
	t.Log(table.String())
}

// filSite publishes the articles with fil.
func filSite(t *testing.T, name string, deltas bool, minRatio float64) *site {
	dir := t.TempDir()
	s := &site{name: name, content: filepath.Join(dir, "content"), deltas: deltas, minRatio: minRatio}
	feedtest.Spread(existing).Write(t, s.content)
	port := freePort(t)
	s.url = "http://127.0.0.1:" + port + "/rss.xml"
	s.process = startServer(t, s.url, buildProgram(t, "../..", "."), "--addr", "127.0.0.1:"+port, "--content", s.content,
		"--dist", filepath.Join(dir, "dist"), "--state", filepath.Join(dir, "state"), "--watch=false", "--schedule", "*/15 * * * *")
	s.rebuild = func() time.Duration {
		if err := s.process.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		return 0 // the server itself builds the site
	}
	return s
}

// hugoSite builds the articles with Hugo and serves them with nginx, which compresses with gzip.
func hugoSite(t *testing.T) *site {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/hugo")); err != nil {
		t.Fatal(err)
	}
	s := &site{name: "Hugo and nginx", content: filepath.Join(dir, "content"), hasSecondValidators: true}
	feedtest.Spread(existing).Write(t, s.content)
	hugo := goProgram(t, hugoModule)
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
	s.process = startServer(t, s.url, systemProgram(t, "nginx"), "-p", dir, "-c",
		nginxConfig(t, port, filepath.Join(dir, "public"), "gzip on; gzip_comp_level 6; gzip_types application/rss+xml;"))
	return s
}

// simulateDay makes the requests of all subscribers for a day, over a new connection each, and sets
// the results.
func (s *site) simulateDay(t *testing.T) {
	t.Helper()
	var sent atomic.Int64
	transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
	dialer := &net.Dialer{}
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dialer.DialContext(ctx, network, addr)
		return &countingConn{c, &sent}, err
	}
	client := &http.Client{Transport: transport}
	readers := make([]reader, subscribers)
	for i := range readers { // at the beginning of the day all have the current feed
		readers[i].poll(t, client, s)
	}
	sent.Store(0)
	s.full, s.none, s.delta = 0, 0, 0
	order := rand.New(rand.NewPCG(1, 1)).Perm(subscribers)
	cpu, builds := s.process.cpu(t), time.Duration(0)
	articles := 0 // written today
	for quarter := range quarters {
		if s.hasSecondValidators {
			time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
		}
		if articles < len(newArticles) && quarter == newArticles[articles] {
			feedtest.Spread(existing).Article(t, s.content, existing+articles)
			articles++
		}
		builds += s.rebuild()
		time.Sleep(200 * time.Millisecond) // until the server serves the new build
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

// reader is one subscriber. etag and modified are the validators of its last full response.
type reader struct{ etag, modified string }

// resultsMu guards the results of a site while readers poll.
var resultsMu sync.Mutex

// poll makes one conditional request for the feed, as feed readers do.
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
	resultsMu.Lock()
	defer resultsMu.Unlock()
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

// countingConn adds the bytes that are read from a connection to n.
type countingConn struct {
	net.Conn
	n *atomic.Int64
}

func (c *countingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.n.Add(int64(n))
	return n, err
}
