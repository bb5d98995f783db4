package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/klauspost/compress/gzip"

	"fil/feed"
	"fil/feed/manifest"
)

// made is an output's bytes, or what kept them from being made.
type product struct {
	file     manifest.File
	data     []byte // nil where the output is streamed
	gzip     *product
	problems []*feed.Problem
	err      error
}

var errChanged = errors.New("it changed while it was read")

// ChangedError says that a file of content changed while it was published. Nothing was published.
type ChangedError struct{ Name string }

// Error names the file.
func (e *ChangedError) Error() string { return e.Name + " changed while it was published" }

// In reports whether the file is one of some.
func (e *ChangedError) In(some map[string]bool) bool { return some[e.Name] }

// Add returns some files and this one.
func (e *ChangedError) Add(some map[string]bool) map[string]bool {
	more := map[string]bool{e.Name: true}
	maps.Copy(more, some)
	return more
}

// sameBytes writes a stream a second time, and fails if it is not what it was.
func sameBytes(write func(io.Writer) error, sum string) func(io.Writer) error {
	return func(w io.Writer) error {
		h := sha256.New()
		if err := write(io.MultiWriter(w, h)); err != nil {
			return err
		}
		if hexSum(h) != sum {
			return errChanged
		}
		return nil
	}
}

// produce makes an output's bytes in b, checks them and compresses them. What is compressed
// already, and lies there still, is not compressed again.
func (r *run) produce(o *Output, b *bytes.Buffer) (m *product) {
	m = produce(o, r.Load, b)
	if !o.Hot || m.err != nil || len(m.problems) > 0 {
		return m
	}
	before, known := r.have.File(o.Name)
	zipped, both := r.have.File(o.Name + gzipped)
	if known && both && before.Hash == m.file.Hash && zipped.Encoding == "gzip" && !r.lost[zipped.Name] {
		m.gzip = &product{file: zipped}
		return m
	}
	m.gzip = &product{file: manifest.File{Name: o.Name + gzipped, Type: o.Type, Encoding: "gzip"}}
	var z []byte
	if z, m.err = compress(m.data); m.err == nil {
		m.gzip.describe(z)
	}
	return m
}

// produce makes an output's bytes in b and checks them.
func produce(o *Output, load Loader, b *bytes.Buffer) (m *product) {
	m = &product{file: manifest.File{Name: o.Name, Type: o.Type}}
	defer func() {
		if p := recover(); p != nil {
			stack := make([]byte, 4<<10)
			m.err = fmt.Errorf("a fault of Fil's, not of yours: %v\n%s", p, stack[:runtime.Stack(stack, false)])
		}
	}()
	h := sha256.New()
	if o.Stream {
		size := &counter{}
		m.err = o.Write(io.MultiWriter(h, size), load)
		m.file.Size, m.file.Hash = size.n, hexSum(h)
		if o.Size > 0 && o.Size != size.n && m.err == nil {
			m.err = errChanged
		}
		return m
	}
	if m.err = o.Write(b, load); m.err != nil {
		return m
	}
	m.describe(b.Bytes())
	if o.Check != nil {
		for _, p := range o.Check(m.data) {
			m.problems = append(m.problems, &feed.Problem{Path: o.Name, Message: "the feed does not pass the check: " + p.String()})
		}
	}
	return m
}

func (m *product) describe(data []byte) {
	sum := sha256.Sum256(data)
	m.data, m.file.Size, m.file.Hash = data, int64(len(data)), hex.EncodeToString(sum[:])
}

// zippers are used again: each has more than half a megabyte.
var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(io.Discard, 6)
	if err != nil {
		return nil // the level is right
	}
	return z
}}

// compress makes the same bytes at any hour: the header has no time.
func compress(data []byte) ([]byte, error) {
	z, ok := zippers.Get().(*gzip.Writer)
	if !ok {
		return nil, errors.New("compressing: a wrong level")
	}
	defer zippers.Put(z)
	var b bytes.Buffer
	z.Reset(&b)
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

type counter struct{ n int64 }

// Write counts.
func (c *counter) Write(p []byte) (int, error) { c.n += int64(len(p)); return len(p), nil }

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// Check makes the feeds of a publication, whose articles load gives their content, and
// reads them back, without publishing anything. It returns the publication's own problems too.
func Check(p *Publication, load Loader) []*feed.Problem {
	problems := slices.Clone(p.Problems)
	for i := range p.Outputs {
		if o := &p.Outputs[i]; o.Check != nil {
			m := produce(o, load, &bytes.Buffer{})
			if m.err != nil {
				problems = append(problems, &feed.Problem{Path: o.Name, Message: m.err.Error()})
			}
			problems = append(problems, m.problems...)
		}
	}
	return problems
}
