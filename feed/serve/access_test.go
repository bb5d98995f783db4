package serve

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func anyone(r *http.Request) netip.Addr { return client(r, nil) }

func TestAccessLog(t *testing.T) {
	began := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	r := httptest.NewRequest("GET", "/atom.xml?a=1", nil)
	r.RemoteAddr, r.RequestURI = "192.0.2.7:1234", "/atom.xml?a=1"
	r.Header.Set("User-Agent", "Reader/1.0 \"x\"\n127.0.0.1 forged")
	var b bytes.Buffer
	NewAccessLog(&b, false, anyone).note(r, 304, 0, began, began.Add(time.Millisecond))
	if want := `192.0.2.7 - - [01/Mar/2024:12:00:00 +0000] "GET /atom.xml?a=1 HTTP/1.1" 304 0 "-" "Reader/1.0 \"x\"\n127.0.0.1 forged"` + "\n"; b.String() != want {
		t.Errorf("%s, want %s", &b, want)
	}
	b.Reset()
	NewAccessLog(&b, true, anyone).note(r, 200, 12, began, began.Add(time.Millisecond))
	var got access
	if err := json.Unmarshal(b.Bytes(), &got); err != nil || got.Status != 200 || got.Bytes != 12 || got.Remote != "192.0.2.7" || got.Seconds != 0.001 || strings.Count(b.String(), "\n") != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// A flood of requests is no flood of lines.
func TestAccessLogFlood(t *testing.T) {
	var b bytes.Buffer
	l, now := NewAccessLog(&b, false, anyone), time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	r := httptest.NewRequest("GET", "/", nil)
	for range 10 * maxLines {
		l.note(r, 200, 1, now, now)
	}
	if n := strings.Count(b.String(), "\n"); n != maxLines {
		t.Errorf("%d lines in one second", n)
	}
	l.note(r, 200, 1, now, now.Add(time.Second))
	if !strings.Contains(b.String(), "# 4500 lines were left out\n") {
		t.Error("what was left out is not said")
	}
}
