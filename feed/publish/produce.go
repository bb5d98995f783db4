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
	"fil/feed/check"
	"fil/feed/manifest"
)

// product is what was made of an output: its bytes, or an error or problems.
type product struct {
	file     manifest.File
	data     []byte          // nil if the output is a stream
	gzip     *product        // the compressed form; nil if the output is not Hot
	problems []*feed.Problem // of a feed that fails its check
	left     []*feed.Problem // of articles that are left out of a feed, because it passes its check without them
	err      error
}

// errChanged says that an asset changed while it was read: two reads have given different bytes, or it
// does not have the length that its articles state.
var errChanged = errors.New("it changed while it was read")

// ChangedError says that an asset changed while it was read, so that nothing was published.
type ChangedError struct{ Name string }

// Error returns a message with the name of the file.
func (e *ChangedError) Error() string { return e.Name + " changed while it was published" }

// In reports whether the file is in a set of names.
func (e *ChangedError) In(names map[string]bool) bool { return names[e.Name] }

// Add returns a copy of a set of names with the file added.
func (e *ChangedError) Add(names map[string]bool) map[string]bool {
	more := map[string]bool{e.Name: true}
	maps.Copy(more, names)
	return more
}

// sameBytes returns a function that writes a stream, and returns errChanged if the hash of its bytes is
// not sum. A stream is read twice, first to find its hash.
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

// produce makes an output's bytes in b, validates them and, if the output is Hot, compresses them. It
// does not compress them if the store has the compressed form of these bytes.
func (r *run) produce(o *Output, b *bytes.Buffer) (m *product) {
	m = produce(o, r.Load, b)
	if !o.Hot || m.err != nil || len(m.problems) > 0 {
		return m
	}
	before, published := r.have.File(o.Name)
	zipped, hasZipped := r.have.File(o.Name + gzipped)
	if published && hasZipped && before.Hash == m.file.Hash && zipped.Encoding == "gzip" && !r.lost[zipped.Name] {
		m.gzip = &product{file: zipped}
		return m
	}
	m.gzip = &product{file: manifest.File{Name: o.Name + gzipped, Type: o.Type, Encoding: "gzip"}}
	var z []byte
	z, m.err = compress(m.data)
	if m.err == nil {
		m.gzip.setData(z)
	}
	return m
}

// produce makes an output's bytes in b and validates them. It turns a panic into an error of the output.
// Of a stream it finds the size and hash only.
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
	m.err = o.Write(b, load)
	if m.err != nil {
		return m
	}
	m.setData(b.Bytes())
	if o.Check != nil {
		m.check(o, load)
	}
	return m
}

// check validates the bytes of a feed. If it passes without the items that have errors, it is made
// without them.
func (m *product) check(o *Output, load Loader) {
	errs := o.Check(m.data)
	if len(errs) == 0 || m.leaveOut(o, load, errs) {
		return
	}
	for _, e := range errs {
		m.problems = append(m.problems, &feed.Problem{Path: o.Name, Message: "the feed does not pass the check: " + e.String()})
	}
}

// leaveOut makes a feed without the items that have errors, and reports whether it passes its check then.
func (m *product) leaveOut(o *Output, load Loader, errs []check.Finding) bool {
	var items []int
	for _, e := range errs {
		items = append(items, e.Item)
	}
	slices.Sort(items)
	items = slices.Compact(items)
	if items[0] == 0 || o.Without == nil { // an error of the feed itself
		return false
	}
	b := &bytes.Buffer{}
	articles, err := o.Without(b, load, items)
	if err != nil || len(articles) != len(items) || len(o.Check(b.Bytes())) > 0 {
		return false
	}
	m.setData(b.Bytes())
	for i, a := range articles {
		e := errs[slices.IndexFunc(errs, func(e check.Finding) bool { return e.Item == items[i] })]
		m.left = append(m.left, &feed.Problem{Path: a.Path, Message: o.Name + " is published without it: " + e.Message + " (" + e.Rule + ")", Hint: e.Mend})
	}
	return true
}

// setData sets the bytes, and their size and hash.
func (m *product) setData(data []byte) {
	sum := sha256.Sum256(data)
	m.data, m.file.Size, m.file.Hash = data, int64(len(data)), hex.EncodeToString(sum[:])
}

// zippers are reused: each has more than half a megabyte of memory.
var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(io.Discard, 6)
	if err != nil {
		return nil // unreachable: the level is valid
	}
	return z
}}

// compress returns the gzip form of data. It has no time in its header, so that the same data give the
// same bytes.
func compress(data []byte) ([]byte, error) {
	z, ok := zippers.Get().(*gzip.Writer)
	if !ok {
		return nil, errors.New("compressing: invalid level")
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

// counter is a Writer that counts bytes.
type counter struct{ n int64 }

// Write adds the length of p.
func (c *counter) Write(p []byte) (int, error) { c.n += int64(len(p)); return len(p), nil }

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// Check makes the feeds of a publication and validates them, without publishing anything. load gives
// articles their content. It returns the problems of the plan and of the feeds, what the profiles in o
// find among them, and as advice what is no error in subscription documents.
func Check(p *Publication, load Loader, o check.Options) (problems, advice []*feed.Problem) {
	problems = slices.Clone(p.Problems)
	for i := range p.Outputs {
		output := &p.Outputs[i]
		if output.Check == nil {
			continue
		}
		m := produce(output, load, &bytes.Buffer{})
		if m.err != nil {
			problems = append(problems, &feed.Problem{Path: output.Name, Message: m.err.Error()})
		}
		problems = append(problems, slices.Concat(m.problems, m.left)...)
		if output.Hot && m.err == nil {
			warnings, hints := review(output.Name, output.Type, m.data, o)
			problems, advice = append(problems, warnings...), append(advice, hints...)
		}
	}
	return problems, advice
}

// largeFeed is the size, in bytes, above which a subscription document is too large for some readers.
const largeFeed = 1 << 20

// review returns what profiles find in a document, and as advice what is no error. Directories take RSS, so
// that profiles are for this form.
func review(name, kind string, data []byte, o check.Options) (warnings, advice []*feed.Problem) {
	if kind != feed.RSS.Type {
		o.Profiles = nil
	}
	if len(data) > largeFeed {
		advice = append(advice, &feed.Problem{Path: name, Message: fmt.Sprintf("the feed has %d bytes", len(data)), Warning: true,
			Hint: "list fewer articles in it (feed: {limit: 20} in site.yaml), or summaries (content: summary); some readers stop at a megabyte"})
	}
	for _, f := range check.Document(data, o).Findings {
		p := &feed.Problem{Path: name, Message: f.Message + " (" + f.Rule + ")", Hint: f.Mend, Warning: true}
		if f.Item > 0 {
			p.Message = fmt.Sprintf("item %d %q: %s", f.Item, f.Title, p.Message)
		}
		ofProfile := f.Profile != ""
		switch {
		case ofProfile && f.Severity > check.Hint:
			warnings = append(warnings, p)
		case ofProfile || f.Severity == check.Warning:
			advice = append(advice, p)
		}
	}
	return warnings, advice
}
