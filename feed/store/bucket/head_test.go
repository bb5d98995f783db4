package bucket

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func ExampleBucket() {
	h := head{writer: "ABCD", base: "5891b5b5", plain: true, pending: []string{"a.html"},
		unused: map[string]time.Time{".fil/blobs/af31": time.Unix(0, 0)}, log: []byte("=\t2\t58c3c70972357d878a5e2226\n")}
	os.Stdout.Write(h.encode())
	// Output:
	// fil-bucket 1
	// writer ABCD
	// base 5891b5b5
	// plain true
	// write "a.html"
	// delete 1970-01-01T00:00:00Z ".fil/blobs/af31"
	// .
	// =	2	58c3c70972357d878a5e2226
}

func FuzzHead(f *testing.F) {
	f.Add([]byte("fil-bucket 1\nwriter x\nbase y\nplain true\nwrite \"a\\n\"\ndelete 2024-01-02T03:04:05Z \"b\"\nlater 7\n.\nlog"))
	f.Add([]byte("fil-bucket 1\n.\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := readHead(data)
		if err != nil {
			return
		}
		again, err := readHead(h.encode())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(h.encode(), again.encode()); diff != "" {
			t.Error(diff)
		}
		if !bytes.HasSuffix(data, again.log) {
			t.Errorf("the log is %q", again.log)
		}
	})
}

func TestParseAddress(t *testing.T) {
	for s, want := range map[string]Address{
		"s3://bkt":      {Bucket: "bkt", Plain: true},
		"s3://bkt/":     {Bucket: "bkt", Plain: true},
		"s3://bkt/a/c/": {Bucket: "bkt", Prefix: "a/c/", Plain: true},
		"s3://bkt/a?endpoint=http://localhost:7070&region=eu-west-3&plain=false": {Bucket: "bkt", Prefix: "a/", Endpoint: "http://localhost:7070", Region: "eu-west-3"},
	} {
		got, err := ParseAddress(s)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", s, err, diff)
		}
	}
	for _, s := range []string{"s3://", "s3://b", "s3://Bucket_A/x", "s3://bkt/../x", "s3:///a", "s3://key:secret@b/a", "s3://bkt?endpoint=localhost:7070", "s3://bkt?plain=perhaps", "s3://bkt?acl=public", "s3://bkt?a=%"} {
		if got, err := ParseAddress(s); err == nil {
			t.Errorf("%s is %+v", s, got)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("s3://bkt/a?endpoint=http://localhost:7070&region=x&plain=false")
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := ParseAddress(s); err == nil && a.Bucket == "" {
			t.Errorf("%q has no bucket", s)
		}
	})
}
