package bucket

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"fil/feed/store/bucket/s3test"
	"fil/feed/store/storetest"
)

// passing are failures after which a request is tried again. A publication does not notice them.
var passing = map[string]s3test.Failure{
	"cut":            {},
	"cut afterwards": {After: true},
	"slow down":      {Status: http.StatusServiceUnavailable, Code: "SlowDown"},
	"internal":       {Status: http.StatusInternalServerError, Code: "InternalError"},
}

// lasting are failures that end a publication. Each is the answer to a request and to all later ones, as
// if the publisher were killed there.
var lasting = map[string]s3test.Failure{
	"forbidden":     {Status: http.StatusForbidden, Code: "AccessDenied"},
	"expired":       {Status: http.StatusBadRequest, Code: "ExpiredToken"},
	"down":          {},
	"done and down": {After: true},
}

// TestSweep lets each request of a publication fail in each way. Servers see the publication before or
// the one after, and the next publication completes it, also under the public names.
func TestSweep(t *testing.T) {
	first := []string{"a", "1", "b", "1", "c", "1", "d", "1"}
	second := []string{"a", "2", "e", "2", "d", "3"}
	for _, parameters := range []string{"", "&plain=false"} {
		for kind, failure := range passing {
			sweep(t, "passing "+kind+parameters, parameters, first, second, func(n, at int) *s3test.Failure {
				if n == at {
					return &failure
				}
				return nil
			}, true)
		}
		for kind, failure := range lasting {
			sweep(t, kind+parameters, parameters, first, second, func(n, at int) *s3test.Failure {
				switch {
				case n == at:
					return &failure
				case n > at:
					return &s3test.Failure{Status: max(failure.Status, http.StatusForbidden), Code: "AccessDenied"}
				}
				return nil
			}, false)
		}
	}
}

// sweep publishes first and then second, with the request at failing, for each at.
func sweep(t *testing.T, name, parameters string, first, second []string, fail func(n, at int) *s3test.Failure, succeeds bool) {
	t.Run(name, func(t *testing.T) {
		failed := true
		for at := 1; failed; at++ {
			s := s3test.New(t)
			storetest.Publish(t, open(t, s, parameters), nil, first...)
			p := place{s, parameters}
			before := served(t, s, parameters)
			failed = false
			afterCommit := false
			var mu sync.Mutex // requests come at the same time
			s.Fail(func(n int, request string) *s3test.Failure {
				mu.Lock()
				defer mu.Unlock()
				failure := fail(n, at)
				afterCommit = afterCommit || !failed && (strings.HasPrefix(request, "DELETE") || strings.HasPrefix(request, "HEAD"))
				failed = failed || failure != nil
				return failure
			})
			err := publishQuietly(t, s, parameters, []string{"c"}, second...)
			s.Fail(nil)
			if (err == nil) != (succeeds || !failed || afterCommit) {
				t.Errorf("request %d: the error is %v", at, err)
			}
			if err != nil && (strings.Contains(err.Error(), "\n") || len(err.Error()) > 200) {
				t.Errorf("request %d: the error is not a short line: %v", at, err)
			}
			after := map[string]string{"a": "2", "b": "1", "d": "3", "e": "2"}
			if got := served(t, s, parameters); !maps.Equal(got, before) && !maps.Equal(got, after) || err == nil && !maps.Equal(got, after) {
				t.Errorf("request %d: servers see %v after %v", at, got, err)
			}
			storetest.Publish(t, open(t, s, parameters), nil, "a", "1", "f", "4") // a goes back to what it was before
			got := p.Files(t)
			delete(got, "c") // this publication does not say whether it is there
			delete(got, "e")
			if got["a"] != "1" || got["f"] != "4" || got["b"] != "1" {
				t.Errorf("request %d: the next publication is %v", at, got)
			}
			s.Close()
		}
	})
}

// publishQuietly publishes in a process of its own, and returns its error.
func publishQuietly(t *testing.T, s *s3test.Store, parameters string, remove []string, pairs ...string) error {
	b, err := Open(t.Context(), address(t, s, parameters), func(string) {})
	if err != nil {
		return err
	}
	defer b.Close()
	have, _, err := b.Begin(t.Context(), nil)
	if err != nil {
		return err
	}
	c := changeOf(have.Sequence()+1, remove, pairs...)
	for i, f := range c.Put {
		if err := b.Stage(t.Context(), f, writing(pairs[2*i+1])); err != nil {
			return err
		}
	}
	_, err = b.Publish(t.Context(), c)
	return err
}

// A machine whose clock is wrong publishes all the same.
func TestSkew(t *testing.T) {
	for _, skew := range []time.Duration{-3 * time.Hour, 3 * time.Hour} {
		s := s3test.New(t)
		s.SetClock(func() time.Time { return time.Now().Add(skew) })
		storetest.Publish(t, open(t, s, ""), nil, "a", "1")
		if got := served(t, s, ""); got["a"] != "1" {
			t.Errorf("%v", got)
		}
	}
}

// An error of the store is one line that says what to do.
func TestErrors(t *testing.T) {
	for code, want := range map[string]string{
		"AccessDenied":          "let these credentials",
		"InvalidAccessKeyId":    "AWS_ACCESS_KEY_ID",
		"SignatureDoesNotMatch": "AWS_SECRET_ACCESS_KEY",
		"ExpiredToken":          "renew",
		"NoSuchBucket":          "create the bucket",
		"NotImplemented":        "conditional writes",
	} {
		s := s3test.New(t)
		status := map[string]int{"NoSuchBucket": 404, "NotImplemented": 501}[code]
		s.Fail(func(int, string) *s3test.Failure { return &s3test.Failure{Status: max(status, 403), Code: code} })
		_, err := Open(t.Context(), address(t, s, ""), nil)
		var store *Error
		if !errors.As(err, &store) || !strings.Contains(store.Hint, want) || !strings.HasPrefix(store.Error(), "reading s3://bucket/site/.fil/manifest: the store answers "+fmt.Sprint(max(status, 403))+" "+code) {
			t.Errorf("%s: %v, %+v", code, err, store)
		}
	}
	s := s3test.New(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	_, err := Open(t.Context(), address(t, s, ""), nil)
	if err == nil || !strings.HasSuffix(err.Error(), "there are no credentials") {
		t.Errorf("without credentials: %v", err)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	a := address(t, s, "")
	s.Close()
	_, err = Open(t.Context(), a, nil)
	if err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("without a store: %v", err)
	}
}
