//go:build bench

package bench

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fil/feed/feedtest"
)

// server is one that answers for the same feed.
type server struct {
	name    string
	url     string
	process *running
}

// scenario is one kind of request.
type scenario struct {
	name  string
	close bool // a new connection for each, as feed readers make them
	known bool // the client has what there is
	want  int
}

var scenarios = []scenario{
	{"304, new connection each", true, true, http.StatusNotModified},
	{"304, keep-alive", false, true, http.StatusNotModified},
	{"200 gzip, keep-alive", false, false, http.StatusOK},
	{"200 gzip, new connection each", true, false, http.StatusOK},
}

// One feed of 20 articles in full from fil, nginx, Caddy and, where ../shared is there, the
// prototype on net/http: CPU per request and requests per second, as the median of
// interleaved rounds.
func TestServers(t *testing.T) {
	wrk := needed(t, "wrk")
	servers := startServers(t)
	rounds, lasts := 5, 3*time.Second
	if testing.Short() {
		rounds, lasts = 1, time.Second
	}
	type figure struct{ perRequest, perSecond []float64 }
	figures := map[string]map[string]*figure{}
	for round := range rounds {
		for _, what := range scenarios {
			order := slices.Clone(servers)
			if round%2 == 1 {
				slices.Reverse(order)
			}
			for _, s := range order {
				args := s.prepare(t, what)
				before := s.process.cpu(t)
				requests, seconds := load(t, wrk, lasts, args)
				used := s.process.cpu(t) - before
				if figures[what.name] == nil {
					figures[what.name] = map[string]*figure{}
				}
				f := figures[what.name][s.name]
				if f == nil {
					f = &figure{}
					figures[what.name][s.name] = f
				}
				f.perRequest = append(f.perRequest, float64(used.Microseconds())/float64(requests))
				f.perSecond = append(f.perSecond, float64(requests)/seconds)
			}
		}
	}
	var table strings.Builder
	for _, what := range scenarios {
		mine := median(figures[what.name]["fil"].perRequest)
		fmt.Fprintf(&table, "\n%s\n", what.name)
		for _, s := range servers {
			f := figures[what.name][s.name]
			fmt.Fprintf(&table, "  %-10s %6.1f µs CPU a request (%.1f to %.1f)  %7.0f requests a second", s.name,
				median(f.perRequest), slices.Min(f.perRequest), slices.Max(f.perRequest), median(f.perSecond))
			if s.name != "fil" {
				fmt.Fprintf(&table, "   fil takes %.2f of its CPU", mine/median(f.perRequest))
			}
			table.WriteByte('\n')
		}
	}
	t.Log(table.String())
}

// startServers publishes the feed, and starts all that serve it.
func startServers(t *testing.T) []server {
	dir := t.TempDir()
	content, dist, www := filepath.Join(dir, "content"), filepath.Join(dir, "dist"), filepath.Join(dir, "www")
	feedtest.Spread(20).Write(t, content)
	var servers []server
	start := func(name, path string, command func(port string) []string) {
		port := freePort(t)
		url := "http://127.0.0.1:" + port + path
		servers = append(servers, server{name, url, started(t, url, command(port)...)})
	}
	fil := built(t, "../..", ".")
	start("fil", "/rss.xml", func(port string) []string {
		return []string{fil, "--addr", "127.0.0.1:" + port, "--content", content, "--dist", dist, "--state", filepath.Join(dir, "state")}
	})
	when := time.Now().Add(-time.Hour)
	for _, suffix := range []string{"", ".gz"} { // the same bytes for all
		feed, err := os.ReadFile(filepath.Join(dist, "rss.xml"+suffix))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("feed.xml%s has %d bytes", suffix, len(feed))
		if err := os.Chtimes(written(t, filepath.Join(www, "feed.xml"+suffix), string(feed)), when, when); err != nil {
			t.Fatal(err)
		}
	}
	start("nginx", "/feed.xml", func(port string) []string {
		return []string{needed(t, "nginx"), "-p", dir, "-c", nginx(t, port, www, "gzip_static on;")}
	})
	caddy := installed(t, caddyModule)
	start("caddy", "/feed.xml", func(port string) []string {
		conf := fmt.Sprintf("{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n}\nhttp://127.0.0.1:%s {\n\tbind 127.0.0.1\n\troot * %s\n"+
			"\theader Cache-Control \"public, max-age=300\"\n\tfile_server {\n\t\tprecompressed gzip\n\t}\n}\n", port, www)
		return []string{caddy, "run", "--adapter", "caddyfile", "--config", written(t, filepath.Join(dir, "Caddyfile"), conf)}
	})
	const shared = "../../../shared/bench/serve"
	if _, err := os.Stat(shared); err != nil {
		t.Logf("no prototype beside them: %v", err)
		return servers
	}
	prototype := built(t, shared, "./cmd/nethttp")
	start("prototype", "/feed.xml", func(port string) []string {
		return []string{prototype, "-dir", www, "-addr", "127.0.0.1:" + port}
	})
	return servers
}

// prepare asks once, and returns wrk's arguments for asking so again.
func (s server) prepare(t *testing.T, what scenario) []string {
	t.Helper()
	ask := func(etag string) *http.Response {
		r, err := http.NewRequest(http.MethodGet, s.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		if etag != "" {
			r.Header.Set("If-None-Match", etag)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp
	}
	first := ask("")
	if first.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("%s does not compress: %v", s.name, first.Header)
	}
	args := []string{"-H", "Accept-Encoding: gzip"}
	if what.known {
		etag := first.Header.Get("Etag")
		if again := ask(etag); again.StatusCode != what.want {
			t.Fatalf("%s: %d to If-None-Match %s", s.name, again.StatusCode, etag)
		}
		args = append(args, "-H", "If-None-Match: "+etag)
	}
	if what.close {
		args = append(args, "-H", "Connection: close")
	}
	return append(args, s.url)
}

var counted = regexp.MustCompile(`(\d+) requests in ([\d.]+)s`)

// load lets wrk ask over 64 connections, and returns how often and how long it did.
func load(t *testing.T, wrk string, lasts time.Duration, args []string) (requests int, seconds float64) {
	t.Helper()
	args = append([]string{"-c", clientCore, wrk, "-t", "1", "-c", "64", "-d", fmt.Sprint(int(lasts.Seconds())) + "s"}, args...)
	out, err := exec.Command("taskset", args...).CombinedOutput()
	found := counted.FindSubmatch(out)
	if err != nil || found == nil || strings.Contains(string(out), "Non-2xx or 3xx") {
		t.Fatalf("wrk: %v\n%s", err, out)
	}
	requests, _ = strconv.Atoi(string(found[1]))
	seconds, _ = strconv.ParseFloat(string(found[2]), 64)
	return requests, seconds
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}
