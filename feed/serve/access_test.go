package serve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func anyone(r *http.Request) netip.Addr { return client(r, nil) }

func TestAccessLog(t *testing.T) {
	began := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	r := httptest.NewRequest("GET", "/atom.xml?a=1", nil)
	r.RemoteAddr, r.RequestURI = "192.0.2.7:1234", "/atom.xml?a=1"
	r.Header.Set("User-Agent", "Reader/1.0 \"x\"\n127.0.0.1 forged")
	written := func(json bool, status int, sent int64) string {
		var b bytes.Buffer
		l := NewAccessLog(&b, json, anyone)
		l.note(r, status, sent, began, began.Add(time.Millisecond))
		l.Close(t.Context())
		return b.String()
	}
	if got, want := written(false, 304, 0), `192.0.2.7 - - [01/Mar/2024:12:00:00 +0000] "GET /atom.xml?a=1 HTTP/1.1" 304 0 "-" "Reader/1.0 \"x\"\n127.0.0.1 forged"`+"\n"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	line, got := written(true, 200, 12), access{}
	if err := json.Unmarshal([]byte(line), &got); err != nil || got.Status != 200 || got.Bytes != 12 || got.Remote != "192.0.2.7" || got.Seconds != 0.001 || strings.Count(line, "\n") != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// A flood of requests is no flood of lines, and nobody waits for who does not take them.
func TestAccessLogFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, in := io.Pipe()
		l, now := NewAccessLog(in, false, anyone), time.Now()
		r := httptest.NewRequest("GET", "/", nil)
		note := func(n int, after time.Duration) {
			for range n {
				l.note(r, 200, 1, now, now.Add(after))
			}
			synctest.Wait()
		}
		note(1, 0) // is being written
		note(10*maxLines, 0)
		note(10, time.Second) // there is no room
		var lines []string
		go func() {
			for s := bufio.NewScanner(out); s.Scan(); {
				lines = append(lines, s.Text())
			}
		}()
		synctest.Wait()
		note(1, 2*time.Second)
		counts := []string{fmt.Sprintf("# %d lines were left out", 9*maxLines+1), "# 10 lines were left out"}
		if len(lines) != maxLines+len(counts)+1 || !slices.Equal(lines[maxLines:maxLines+len(counts)], counts) {
			t.Errorf("%d lines, and then %q", len(lines), lines[min(len(lines), maxLines):])
		}
		l.Close(t.Context())
		l.Close(t.Context())
		note(1, 3*time.Second) // to nobody
		in.Close()
	})
	stuck, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	l := NewAccessLog(in, false, anyone)
	l.note(httptest.NewRequest("GET", "/", nil), 200, 1, time.Now(), time.Now())
	cancel()
	l.Close(stuck) // is not waited for
	out.Close()
}
