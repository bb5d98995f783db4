// Package s3test is an object store in memory that speaks as much of S3 as Fil uses, for tests. Its
// clock and its failures are the test's.
package s3test

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Object is an object with its headers.
type Object struct {
	Data     []byte
	Header   http.Header // Content-Type, Content-Encoding and Cache-Control
	Modified time.Time
}

// Tag returns the entity tag of the object.
func (o Object) Tag() string {
	sum := md5.Sum(o.Data)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

// Failure is what happens to one request instead of its answer.
type Failure struct {
	// Status and Code are those of an error of S3. A Status of 0 cuts the connection.
	Status int
	Code   string
	// After says that the request is done before the answer is lost.
	After bool
}

// Store is an object store with one bucket, named "bucket". It is safe for concurrent use.
type Store struct {
	*httptest.Server

	mu       sync.Mutex
	objects  map[string]Object
	requests []string
	fail     func(n int, request string) *Failure
	clock    func() time.Time
	lag      time.Duration // of the Date of answers
	careless bool
}

// New starts a store, sets the credentials for it in the environment, and stops it at the end of the test.
func New(t testing.TB) *Store {
	s := &Store{objects: map[string]Object{}, clock: time.Now}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	if setter, ok := t.(interface{ Setenv(key, value string) }); ok {
		for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"} {
			setter.Setenv(name, value)
		}
	}
	return s
}

// Address returns the address of a prefix in the store, with more parameters, such as "&plain=false".
func (s *Store) Address(prefix, parameters string) string {
	return "s3://bucket/" + prefix + "?endpoint=" + url.QueryEscape(s.URL) + parameters
}

// SetLag makes the Date of answers earlier than the times of objects, as some servers have it by up to a second.
func (s *Store) SetLag(lag time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lag = lag
}

// SetClock sets the store's clock.
func (s *Store) SetClock(clock func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = clock
}

// Fail lets a function decide about each request from now on, by its number from 1 and by its method and
// key, as in "PUT a/b". It returns nil for those that succeed, and may make requests of its own. It is called for several
// requests at the same time.
func (s *Store) Fail(fail func(n int, request string) *Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail, s.requests = fail, nil
}

// IgnoreConditions makes the store ignore the conditions of writes.
func (s *Store) IgnoreConditions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.careless = true
}

// Requests returns the requests since the last call, or since Fail: each as its method and key. A copy
// has the method COPY, a listing LIST.
func (s *Store) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.requests
	s.requests = nil
	return all
}

// Objects returns all objects by key.
func (s *Store) Objects() map[string]Object {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.objects)
}

// Put writes an object, or removes it if data is nil.
func (s *Store) Put(key string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if data == nil {
		delete(s.objects, key)
		return
	}
	s.objects[key] = Object{Data: data, Header: http.Header{}, Modified: s.clock()}
}

// ServeHTTP implements http.Handler.
func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	key, found := strings.CutPrefix(r.URL.Path, "/bucket/")
	isList := !found || r.URL.Query().Has("list-type")
	name := r.Method + " " + key
	switch {
	case isList:
		name = "LIST " + r.URL.Query().Get("prefix")
	case r.Header.Get("X-Amz-Copy-Source") != "":
		name = "COPY " + key
	}
	s.mu.Lock()
	s.requests = append(s.requests, name)
	n, fail := len(s.requests), s.fail
	s.mu.Unlock()
	var failure *Failure
	if fail != nil {
		failure = fail(n, name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Date", s.clock().Add(-s.lag).UTC().Format(http.TimeFormat))
	if failure != nil {
		if failure.After {
			s.answer(httptest.NewRecorder(), r, key, isList, body)
		}
		s.failed(w, failure)
		return
	}
	s.answer(w, r, key, isList, body)
}

// maxSkew is how far the clock of a client may be off.
const maxSkew = 15 * time.Minute

// failed answers with a failure.
func (s *Store) failed(w http.ResponseWriter, f *Failure) {
	if f.Status != 0 {
		refuse(w, f.Status, f.Code)
		return
	}
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		conn.Close()
	}
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", code, code)
}

func (s *Store) answer(w http.ResponseWriter, r *http.Request, key string, isList bool, body []byte) {
	if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=key/") {
		refuse(w, http.StatusForbidden, "AccessDenied")
		return
	}
	signed, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil || signed.Sub(s.clock()).Abs() > maxSkew {
		refuse(w, http.StatusForbidden, "RequestTimeTooSkewed")
		return
	}
	for name := range r.Header {
		if strings.HasPrefix(name, "X-Amz-Checksum") || strings.HasPrefix(name, "X-Amz-Sdk-Checksum") {
			refuse(w, http.StatusBadRequest, "InvalidRequest") // as old stores do
			return
		}
	}
	if isList {
		s.list(w, r)
		return
	}
	o, exists := s.objects[key]
	switch {
	case r.Method == http.MethodPut && !s.careless && !met(r, o, exists):
		refuse(w, http.StatusPreconditionFailed, "PreconditionFailed")
	case r.Method == http.MethodPut:
		s.put(w, r, key, body)
	case r.Method == http.MethodDelete:
		delete(s.objects, key)
		w.WriteHeader(http.StatusNoContent)
	case !exists:
		refuse(w, http.StatusNotFound, "NoSuchKey")
	default:
		for name, values := range o.Header {
			w.Header()[name] = values
		}
		w.Header().Set("Etag", o.Tag())
		http.ServeContent(w, r, "", o.Modified, strings.NewReader(string(o.Data)))
	}
}

// met reports whether the conditions of a write are met.
func met(r *http.Request, o Object, exists bool) bool {
	if match := r.Header.Get("If-Match"); match != "" && (!exists || o.Tag() != match) {
		return false
	}
	return r.Header.Get("If-None-Match") != "*" || !exists
}

func (s *Store) put(w http.ResponseWriter, r *http.Request, key string, body []byte) {
	source := r.Header.Get("X-Amz-Copy-Source")
	if source != "" {
		from, _ := url.PathUnescape(strings.TrimPrefix(source, "bucket/"))
		o, exists := s.objects[from]
		if !exists {
			refuse(w, http.StatusNotFound, "NoSuchKey")
			return
		}
		body = o.Data
	}
	o := Object{Data: body, Header: http.Header{}, Modified: s.clock()}
	for _, name := range []string{"Content-Type", "Content-Encoding", "Cache-Control"} {
		if value := r.Header.Get(name); value != "" {
			o.Header.Set(name, value)
		}
	}
	s.objects[key] = o
	w.Header().Set("Etag", o.Tag())
	if source != "" {
		fmt.Fprintf(w, "<CopyObjectResult><ETag>%s</ETag></CopyObjectResult>", o.Tag())
	}
}

// list answers ListObjectsV2, a few objects at a time.
func (s *Store) list(w http.ResponseWriter, r *http.Request) {
	const pageSize = 100
	type content struct {
		Key, ETag, LastModified string
		Size                    int
	}
	var result struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		Name                  string
		KeyCount              int
		IsTruncated           bool
		NextContinuationToken string
		Contents              []content
	}
	query := r.URL.Query()
	start, _ := strconv.Atoi(query.Get("continuation-token"))
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(s.objects)), func(key string) bool { return !strings.HasPrefix(key, query.Get("prefix")) })
	for i := start; i < len(keys) && i < start+pageSize; i++ {
		o := s.objects[keys[i]]
		result.Contents = append(result.Contents, content{keys[i], o.Tag(), o.Modified.UTC().Format(time.RFC3339), len(o.Data)})
	}
	result.KeyCount = len(result.Contents)
	if start+pageSize < len(keys) {
		result.IsTruncated, result.NextContinuationToken = true, strconv.Itoa(start+pageSize)
	}
	w.Header().Set("Content-Type", "application/xml")
	_ = xml.NewEncoder(w).Encode(result)
}
