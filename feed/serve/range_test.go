package serve

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// For any Range and If-Range, the body is the part of the file that Content-Range says.
func FuzzRange(f *testing.F) {
	const whole = "0123456789"
	for _, r := range []string{"bytes=0-1", "bytes=-3", "bytes=5-", "bytes=0-1,4-5", "bytes=9-3", "bytes=99-", "items=0-1", "bytes=", "bytes=0-0,-1,3-"} {
		f.Add(r, "")
		f.Add(r, `"x"`)
		f.Add(r, "Tue, 02 Jan 2024 03:04:05 GMT")
	}
	s := New(quiet(), Options{})
	p := sample()
	s.Swap(p.files, p.m, siteAt("/"))
	f.Fuzz(func(t *testing.T, ranges, condition string) {
		r := httptest.NewRequest("GET", "/%C3%A9p.mp3", nil)
		r.Header.Set("Range", ranges)
		if condition != "" {
			r.Header.Set("If-Range", condition)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		body, part := w.Body.String(), w.Header().Get("Content-Range")
		var first, last, size int
		switch {
		case w.Code == http.StatusOK && body == whole && part == "":
		case w.Code == http.StatusRequestedRangeNotSatisfiable:
		case w.Code == http.StatusPartialContent && strings.HasPrefix(w.Header().Get("Content-Type"), "multipart/byteranges; "):
		case w.Code == http.StatusPartialContent:
			if _, err := fmt.Sscanf(part, "bytes %d-%d/%d", &first, &last, &size); err != nil || size != len(whole) || first > last || last >= size || body != whole[first:last+1] {
				t.Errorf("%q, %q: %s is %q", ranges, condition, part, body)
			}
		default:
			t.Errorf("%q, %q: %d, %q", ranges, condition, w.Code, body)
		}
	})
}

// RFC 9110 §13.1.5: a Last-Modified that two versions may share is no strong validator, so that
// If-Range with it gets the whole file.
func TestIfRangeWithClampedDate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the clock of a bubble starts in 2000, before the files' time
		s, now := server(t, sample(), "/"), time.Now().UTC().Format(http.TimeFormat)
		if got := exchange(s, "GET /%C3%A9p.mp3\nRange: bytes=0-1\nIf-Range: "+now); !strings.HasPrefix(got, "200\n") {
			t.Error(got)
		}
	})
}

// A range of the last zero bytes is unsatisfiable (RFC 9110 §14.1.2).
func TestRangeOfZeroBytes(t *testing.T) {
	s := server(t, sample(), "/")
	for rng, want := range map[string]int{
		"bytes=-0": 416, "bytes=-00": 416, "bytes=-0, -0": 416, "bytes=-1": 206, "bytes=0-0": 206, "bytes=-0,0-0": 206, "bytes=5-": 206, "bytes=-10": 206, "bytes=10-": 416,
	} {
		r := httptest.NewRequest("GET", "/%C3%A9p.mp3", nil)
		r.Header.Set("Range", rng)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want || want == 416 && w.Header().Get("Content-Range") != "bytes */10" {
			t.Errorf("%s: %d, %v", rng, w.Code, w.Header())
		}
	}
}
