package serve

import (
	"net/http"
	"strings"
	"time"
)

// dated reports whether a new version is sent with Last-Modified. libcurl drops a body that is not
// newer than the If-Modified-Since that it sent, even if the ETag differs, and two versions of one
// second have the same date.
func dated(h http.Header, modified string) bool {
	since := h["If-Modified-Since"]
	if len(since) == 0 {
		return true
	}
	had, err := http.ParseTime(since[0])
	now, failed := http.ParseTime(modified)
	return err != nil || failed != nil || now.After(had)
}

// notModified evaluates the conditions under which a GET or HEAD is answered 304
// (RFC 9110 §13.2.2): If-None-Match where there is one, else If-Modified-Since.
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

// preconditionFailed evaluates the conditions that come before these: If-Match, which
// compares strongly (RFC 9110 §13.1.1), else If-Unmodified-Since (§13.1.4).
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

// matches compares an entity tag with those of a list (RFC 9110 §8.8.3.2): by the weak
// comparison they are the same but for a W/; by the strong one, none that has a W/ is.
func matches(list, etag string, strong bool) bool {
	if strings.TrimSpace(list) == "*" {
		return true
	}
	for list != "" {
		list = strings.TrimLeft(list, " \t,")
		var weak bool
		list, weak = strings.CutPrefix(list, "W/")
		if !strings.HasPrefix(list, `"`) {
			return false // no entity tag: the rest means nothing
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
