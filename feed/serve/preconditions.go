package serve

import (
	"net/http"
	"strings"
	"time"
)

// mayDate reports whether a new version may be sent with Last-Modified. libcurl drops a body whose
// Last-Modified is not later than the If-Modified-Since that it sent, even if the ETag differs, and
// two versions of the same second have the same date.
func mayDate(h http.Header, lastModified string) bool {
	since := h["If-Modified-Since"]
	if len(since) == 0 {
		return true
	}
	clientDate, clientErr := http.ParseTime(since[0])
	date, err := http.ParseTime(lastModified)
	return clientErr != nil || err != nil || date.After(clientDate)
}

// notModified reports whether a GET or HEAD is to be answered 304 (RFC 9110 §13.2.2). It evaluates
// If-None-Match if there is one, else If-Modified-Since.
func notModified(h http.Header, etag string, modified time.Time) bool {
	if tags := h["If-None-Match"]; len(tags) > 0 {
		return matches(strings.Join(tags, ","), etag, false)
	}
	since := h["If-Modified-Since"]
	if len(since) != 1 {
		return false
	}
	t, err := http.ParseTime(since[0])
	return err == nil && !modified.Truncate(time.Second).After(t)
}

// preconditionFailed reports whether a request is to be answered 412. It evaluates If-Match, with
// the strong comparison (RFC 9110 §13.1.1), if there is one, else If-Unmodified-Since (§13.1.4).
// These take precedence over the conditions of notModified (§13.2.2).
func preconditionFailed(h http.Header, etag string, modified time.Time) bool {
	if tags := h["If-Match"]; len(tags) > 0 {
		return !matches(strings.Join(tags, ","), etag, true)
	}
	since := h["If-Unmodified-Since"]
	if len(since) != 1 {
		return false
	}
	t, err := http.ParseTime(since[0])
	return err == nil && modified.Truncate(time.Second).After(t)
}

// matches reports whether a list of entity tags has one that equals etag, or is "*"
// (RFC 9110 §8.8.3.2). The weak comparison ignores the prefix W/; in the strong one a tag with
// that prefix equals none. Parsing stops at the first element that is no entity tag.
func matches(list, etag string, strong bool) bool {
	if strings.TrimSpace(list) == "*" {
		return true
	}
	for list != "" {
		list = strings.TrimLeft(list, " \t,")
		var weak bool
		list, weak = strings.CutPrefix(list, "W/")
		if !strings.HasPrefix(list, `"`) {
			return false
		}
		end := strings.IndexByte(list[1:], '"')
		if end < 0 {
			return false
		}
		if list[:end+2] == etag && !(weak && strong) {
			return true
		}
		list = list[end+2:]
	}
	return false
}
