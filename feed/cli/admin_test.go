package cli

import (
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"fil/feed/serve"
)

// The admin listener serves status and metrics; the public one answers only health checks.
func TestAdmin(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	admin := free.Addr().String()
	free.Close()
	dir := site(t)
	if err := writeFile(dir+"/content/bad.md", "---\nauther: x\n---\n"); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir, "--admin-addr", admin, "--schedule", "0 7 * * *", "--access-log", "combined")
	p.await("published")
	resp, _ := p.get("/atom.xml")
	r, err := http.NewRequest("GET", p.base+"/atom.xml", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("If-None-Match", resp.Header.Get("ETag"))
	again, err := http.DefaultClient.Do(r)
	if err != nil || again.StatusCode != http.StatusNotModified {
		t.Fatal(again, err)
	}
	again.Body.Close()
	get := func(path string) (int, string) {
		t.Helper()
		resp, err := http.Get("http://" + admin + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(body)
	}
	if status, body := get("/-/metrics"); status != 200 || !strings.Contains(body, `fil_requests_total{feed="atom.xml",status="304"} 1`) || !strings.Contains(body, "fil_saved_bytes_total ") || !strings.Contains(body, "fil_last_run_problems 1") || !strings.Contains(body, "fil_asks_skipped 0") || !strings.Contains(body, `fil_runs_total{result="published"} 1`) {
		t.Errorf("%d %s", status, body)
	}
	status, body := get("/-/status")
	for _, want := range []string{"bad.md:2: unknown key &#34;auther&#34;", "<strong>none</strong>", "requests, ", "start"} {
		if status != 200 || !strings.Contains(body, want) {
			t.Errorf("%d, no %s in %s", status, want, body)
		}
	}
	for path, want := range map[string]int{"/-/healthz": 200, "/-/readyz": 200, "/-/metrics": 404, "/-/status": 404} {
		if resp, _ := p.get(path); resp.StatusCode != want {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	if status, _ := get("/atom.xml"); status != 404 {
		t.Errorf("the admin listener serves feeds: %d", status)
	}
	p.signal(syscall.SIGTERM)
	if status := p.end(); status != exitOK {
		t.Error(status)
	}
	if !strings.Contains(p.logged(), `"GET /atom.xml HTTP/1.1" 304 0 "-"`) {
		t.Errorf("no line for a 304: %s", p.logged())
	}
}

// A run that panics is recorded in the history, like any other.
func TestPanickedRun(t *testing.T) {
	s := &service{app: &app{clock: time.Now}, metrics: serve.NewMetrics()} // its engine is nil: a run panics
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is swallowed")
			}
		}()
		s.run(t.Context(), "test")
	}()
	if runs := s.history.Runs(); len(runs) != 1 || !strings.Contains(runs[0].Error, "a fault of Fil's") || runs[0].Reason != "test" {
		t.Errorf("%+v", runs)
	}
}
