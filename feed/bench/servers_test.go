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

// server is a running server of the same feed.
type server struct {
	name    string
	url     string // of the feed
	process *process
}

// scenario is one kind of request.
type scenario struct {
	name          string
	newConnection bool // one for each request, as most feed readers do
	conditional   bool // whether the request has the current ETag
	wantStatus    int
}

var scenarios = []scenario{
	{"304, new connection each", true, true, http.StatusNotModified},
	{"304, keep-alive", false, true, http.StatusNotModified},
	{"200 gzip, keep-alive", false, false, http.StatusOK},
	{"200 gzip, new connection each", true, false, http.StatusOK},
}

// TestServers serves one feed of 20 full articles with fil, nginx, Caddy and, if its source is in
// ../shared, a prototype on net/http. It prints CPU time per request and requests per second: medians
// of several rounds, each of which measures every server.
func TestServers(t *testing.T) {
	wrk := systemProgram(t, "wrk")
	servers := startServers(t)
	rounds, duration := 5, 3*time.Second
	if testing.Short() {
		rounds, duration = 1, time.Second
	}
	type figure struct{ perRequest, perSecond []float64 }
	figures := map[string]map[string]*figure{}
	for round := range rounds {
		for _, sc := range scenarios {
			order := slices.Clone(servers)
			if round%2 == 1 {
				slices.Reverse(order)
			}
			for _, s := range order {
				args := s.prepare(t, sc)
				before := s.process.cpu(t)
				requests, seconds := load(t, wrk, duration, args)
				used := s.process.cpu(t) - before
				if figures[sc.name] == nil {
					figures[sc.name] = map[string]*figure{}
				}
				f := figures[sc.name][s.name]
				if f == nil {
					f = &figure{}
					figures[sc.name][s.name] = f
				}
				f.perRequest = append(f.perRequest, float64(used.Microseconds())/float64(requests))
				f.perSecond = append(f.perSecond, float64(requests)/seconds)
			}
		}
	}
	var table strings.Builder
	for _, sc := range scenarios {
		mine := median(figures[sc.name]["fil"].perRequest)
		fmt.Fprintf(&table, "\n%s\n", sc.name)
		for _, s := range servers {
			f := figures[sc.name][s.name]
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

// startServers publishes the feed and starts the servers. All serve the same bytes.
func startServers(t *testing.T) []server {
	dir := t.TempDir()
	content, dist, www := filepath.Join(dir, "content"), filepath.Join(dir, "dist"), filepath.Join(dir, "www")
	feedtest.Spread(20).Write(t, content)
	var servers []server
	start := func(name, path string, command func(port string) []string) {
		port := freePort(t)
		url := "http://127.0.0.1:" + port + path
		servers = append(servers, server{name, url, startServer(t, url, command(port)...)})
	}
	fil := buildProgram(t, "../..", ".")
	start("fil", "/rss.xml", func(port string) []string {
		return []string{fil, "--addr", "127.0.0.1:" + port, "--content", content, "--dist", dist, "--state", filepath.Join(dir, "state")}
	})
	modified := time.Now().Add(-time.Hour)
	for _, suffix := range []string{"", ".gz"} { // copy fil's feed for the other servers
		data, err := os.ReadFile(filepath.Join(dist, "rss.xml"+suffix))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("feed.xml%s has %d bytes", suffix, len(data))
		if err := os.Chtimes(writeFile(t, filepath.Join(www, "feed.xml"+suffix), string(data)), modified, modified); err != nil {
			t.Fatal(err)
		}
	}
	start("nginx", "/feed.xml", func(port string) []string {
		return []string{systemProgram(t, "nginx"), "-p", dir, "-c", nginxConfig(t, port, www, "gzip_static on;")}
	})
	caddy := goProgram(t, caddyModule)
	start("caddy", "/feed.xml", func(port string) []string {
		conf := fmt.Sprintf("{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n}\nhttp://127.0.0.1:%s {\n\tbind 127.0.0.1\n\troot * %s\n"+
			"\theader Cache-Control \"public, max-age=300\"\n\tfile_server {\n\t\tprecompressed gzip\n\t}\n}\n", port, www)
		return []string{caddy, "run", "--adapter", "caddyfile", "--config", writeFile(t, filepath.Join(dir, "Caddyfile"), conf)}
	})
	const shared = "../../../shared/bench/serve"
	if _, err := os.Stat(shared); err != nil {
		t.Logf("without the prototype: %v", err)
		return servers
	}
	prototype := buildProgram(t, shared, "./cmd/nethttp")
	start("prototype", "/feed.xml", func(port string) []string {
		return []string{prototype, "-dir", www, "-addr", "127.0.0.1:" + port}
	})
	return servers
}

// prepare checks that the server answers the scenario's request as expected, and returns wrk's
// arguments for repeating it.
func (s server) prepare(t *testing.T, sc scenario) []string {
	t.Helper()
	get := func(etag string) *http.Response {
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
	first := get("")
	if first.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("%s does not compress: %v", s.name, first.Header)
	}
	args := []string{"-H", "Accept-Encoding: gzip"}
	if sc.conditional {
		etag := first.Header.Get("Etag")
		if second := get(etag); second.StatusCode != sc.wantStatus {
			t.Fatalf("%s: %d to If-None-Match %s", s.name, second.StatusCode, etag)
		}
		args = append(args, "-H", "If-None-Match: "+etag)
	}
	if sc.newConnection {
		args = append(args, "-H", "Connection: close")
	}
	return append(args, s.url)
}

// wrkSummary matches wrk's line with the number of requests and the duration.
var wrkSummary = regexp.MustCompile(`(\d+) requests in ([\d.]+)s`)

// load runs wrk on clientCore with 64 connections, and returns the number of its requests and the
// seconds they took.
func load(t *testing.T, wrk string, duration time.Duration, args []string) (requests int, seconds float64) {
	t.Helper()
	args = append([]string{"-c", clientCore, wrk, "-t", "1", "-c", "64", "-d", fmt.Sprint(int(duration.Seconds())) + "s"}, args...)
	out, err := exec.Command("taskset", args...).CombinedOutput()
	found := wrkSummary.FindSubmatch(out)
	if err != nil || found == nil || strings.Contains(string(out), "Non-2xx or 3xx") {
		t.Fatalf("wrk: %v\n%s", err, out)
	}
	requests, _ = strconv.Atoi(string(found[1]))
	seconds, _ = strconv.ParseFloat(string(found[2]), 64)
	return requests, seconds
}

// median returns the middle value of list, the upper one of two.
func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}
