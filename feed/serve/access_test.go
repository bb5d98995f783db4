package serve

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// peerOf returns the client of a request, with no trusted proxies.
func peerOf(r *http.Request) netip.Addr { return clientAddr(r, nil) }

func TestAccessLog(t *testing.T) {
	began := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	r := httptest.NewRequest("GET", "/atom.xml?a=1", nil)
	r.RemoteAddr, r.RequestURI = "192.0.2.7:1234", "/atom.xml?a=1"
	r.Header.Set("User-Agent", "Reader/1.0 \"x\"\n127.0.0.1 forged")
	logged := func(json bool, status int, sent int64) string {
		var b bytes.Buffer
		lines := NewLogQueue(&b, 0, json)
		NewAccessLog(lines, json, peerOf).record(r, status, sent, began, began.Add(time.Millisecond))
		lines.Close(t.Context())
		return b.String()
	}
	if got, want := logged(false, 304, 0), `192.0.2.7 - - [01/Mar/2024:12:00:00 +0000] "GET /atom.xml?a=1 HTTP/1.1" 304 0 "-" "Reader/1.0 \"x\"\n127.0.0.1 forged"`+"\n"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	line, got := logged(true, 200, 12), access{}
	if err := json.Unmarshal([]byte(line), &got); err != nil || got.Status != 200 || got.Bytes != 12 || got.Remote != "192.0.2.7" || got.Seconds != 0.001 || strings.Count(line, "\n") != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// In a flood of requests, maxLines are written per second, and the rest are counted.
func TestAccessLogFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		lines, now := NewLogQueue(&b, 0, false), time.Now()
		l, r := NewAccessLog(lines, false, peerOf), httptest.NewRequest("GET", "/", nil)
		for i := range 10 * maxLines {
			l.record(r, 200, 1, now, now)
			if i%100 == 0 {
				synctest.Wait() // until the queue is written
			}
		}
		l.record(r, 200, 1, now, now.Add(time.Second))
		lines.Close(t.Context())
		got := strings.Split(b.String(), "\n")
		if want := fmt.Sprintf("# %d lines were left out", 9*maxLines); len(got) != maxLines+3 || got[maxLines] != want {
			t.Errorf("%d lines, and then %q", len(got), got[min(len(got), maxLines):])
		}
	})
}
