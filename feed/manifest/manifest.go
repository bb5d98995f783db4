// Package manifest is the record of what a publication holds: the contract between
// publish, which makes it, and serve, which answers from it. It says public facts
// only, because it lies in dist, which may be copied anywhere.
//
// # The file
//
// A manifest is a log in plain text. Each publication appends one batch, so that a
// change of one article does not rewrite a record of a hundred thousand:
//
//	fil-manifest 1
//	+ HASH SIZE SINCE ENCODING TYPE NAME
//	- NAME
//	> STATUS FROM TO
//	= SEQUENCE SUM
//
// with tabs between the fields, and NAME, TYPE, FROM and TO as Go strings in quotes; a
// STATUS of 0 takes the redirect from FROM away. SUM is a
// hash of the batch's lines: a batch that was cut off, or one that anything in it
// changed, ends the reading, and what stood before it holds. The same form, of a
// single batch, is the journal that commits a publication.
package manifest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

const header = "fil-manifest 1\n"

// ErrVersion says that a file is no manifest that this program can read.
var ErrVersion = errors.New("not a manifest of this version")

// File is one file of a publication.
type File struct {
	// Name is its path in dist, with slashes and without one at the head.
	Name string
	// Hash is the SHA-256 of its bytes, in hex.
	Hash string
	Size int64
	// Since is when these bytes first went live, to the second, in UTC. It is the
	// file's mtime and its Last-Modified.
	Since time.Time
	// Type is its media type, with charset where it has one.
	Type string
	// Encoding is "gzip" for a file that is another one compressed (its Name is that
	// one's with ".gz"), "" for all others.
	Encoding string
}

// Redirect is an address that has moved, or is gone.
type Redirect struct {
	// From is a path in dist; one that ends in /index.html stands for its folder.
	From string
	// To is a path in dist, written as From, or an absolute URL; "" where it is gone.
	To string
	// Status is 301 or 410.
	Status int
}

// Change is what one publication does to the one before it.
type Change struct {
	// Sequence numbers publications from 1.
	Sequence int
	Put      []File
	Remove   []string
	// Redirects are new or other than they were; Status 0 takes one away.
	Redirects []Redirect
}

// Empty reports whether c changes nothing.
func (c Change) Empty() bool { return len(c.Put)+len(c.Remove)+len(c.Redirects) == 0 }

// Manifest is the state after a row of changes. The zero value is empty. It is not
// changed once made: Apply makes another.
type Manifest struct {
	sequence  int
	files     map[string]File
	redirects map[string]Redirect
	lines     int // in the log, to know when it is worth writing anew
}

// Sequence is the number of the last publication, 0 before the first.
func (m *Manifest) Sequence() int { return m.sequence }

// Len is the number of files.
func (m *Manifest) Len() int { return len(m.files) }

// File returns the file of that name.
func (m *Manifest) File(name string) (File, bool) {
	f, ok := m.files[name]
	return f, ok
}

// All yields every file in order of names.
func (m *Manifest) All() iter.Seq[File] {
	return func(yield func(File) bool) {
		for _, name := range slices.Sorted(maps.Keys(m.files)) {
			if !yield(m.files[name]) {
				return
			}
		}
	}
}

// Redirects yields every redirect in order of From.
func (m *Manifest) Redirects() iter.Seq[Redirect] {
	return func(yield func(Redirect) bool) {
		for _, from := range slices.Sorted(maps.Keys(m.redirects)) {
			if !yield(m.redirects[from]) {
				return
			}
		}
	}
}

// Redirect returns the redirect from a path.
func (m *Manifest) Redirect(from string) (Redirect, bool) {
	r, ok := m.redirects[from]
	return r, ok
}

// Apply returns the state after c.
func (m *Manifest) Apply(c Change) *Manifest {
	next := &Manifest{files: make(map[string]File, len(m.files)+len(c.Put)), redirects: make(map[string]Redirect, len(m.redirects)), lines: m.lines}
	maps.Copy(next.files, m.files)
	maps.Copy(next.redirects, m.redirects)
	next.apply(c)
	return next
}

func (m *Manifest) apply(c Change) {
	for _, name := range c.Remove {
		delete(m.files, name)
	}
	for _, f := range c.Put {
		m.files[f.Name] = f
	}
	for _, r := range c.Redirects {
		if m.redirects[r.From] = r; r.Status == 0 {
			delete(m.redirects, r.From)
		}
	}
	m.sequence = c.Sequence
	m.lines += len(c.Put) + len(c.Remove) + len(c.Redirects) + 1
}

// Wasteful reports whether the log is much longer than what it says.
func (m *Manifest) Wasteful() bool { return m.lines > 2*(len(m.files)+len(m.redirects))+1000 }

// Encode writes the whole state as a log of one batch.
func (m *Manifest) Encode() []byte {
	c := Change{Sequence: m.sequence, Put: slices.Collect(m.All()), Redirects: slices.Collect(m.Redirects())}
	return append([]byte(header), c.Encode()...)
}

// Journal writes one change as a file of its own.
func (c Change) Journal() []byte { return append([]byte(header), c.Encode()...) }

// Encode writes the change as a batch, to be appended to a log. The first batch of a
// log comes after its header: see Manifest.Encode.
func (c Change) Encode() []byte {
	var b bytes.Buffer
	for _, f := range c.Put {
		fmt.Fprintf(&b, "+\t%s\t%d\t%s\t%s\t%q\t%q\n", f.Hash, f.Size, f.Since.UTC().Format(time.RFC3339),
			orDash(f.Encoding), f.Type, f.Name)
	}
	for _, name := range c.Remove {
		fmt.Fprintf(&b, "-\t%q\n", name)
	}
	for _, r := range c.Redirects {
		fmt.Fprintf(&b, ">\t%d\t%q\t%q\n", r.Status, r.From, r.To)
	}
	fmt.Fprintf(&b, "=\t%d\t%s\n", c.Sequence, batchSum(b.Bytes(), c.Sequence))
	return b.Bytes()
}

func batchSum(lines []byte, sequence int) string {
	h := sha256.New()
	h.Write(lines)
	h.Write([]byte(strconv.Itoa(sequence)))
	return hex.EncodeToString(h.Sum(nil)[:12])
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// Read reads a log. It returns the state after the last whole batch and the length
// of the log up to there, in bytes; what follows was never finished. A file that
// does not begin as a manifest is ErrVersion.
func Read(r io.Reader) (*Manifest, int64, error) {
	m := &Manifest{files: map[string]File{}, redirects: map[string]Redirect{}}
	valid := int64(0)
	err := batches(r, func(c Change, end int64) {
		m.apply(c)
		valid = end
	})
	return m, valid, err
}

// ReadJournal reads a single change. One that is not whole is reported as missing.
func ReadJournal(r io.Reader) (c Change, whole bool, err error) {
	err = batches(r, func(batch Change, _ int64) { c, whole = batch, true })
	return c, whole, err
}

// batches calls f for every whole batch, with the offset behind it.
func batches(r io.Reader, f func(c Change, end int64)) error {
	br := bufio.NewReaderSize(r, 64<<10)
	first, err := br.ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	if first != header {
		return ErrVersion
	}
	at := int64(len(first))
	var batch Change
	var lines []byte
	for {
		line, err := br.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		at += int64(len(line))
		if line[0] != '=' {
			if !batch.parse(strings.TrimSuffix(string(line), "\n")) {
				return nil
			}
			lines = append(lines, line...)
			continue
		}
		fields := strings.Split(strings.TrimSuffix(string(line), "\n"), "\t")
		if len(fields) != 3 {
			return nil
		}
		if batch.Sequence, err = strconv.Atoi(fields[1]); err != nil || batchSum(lines, batch.Sequence) != fields[2] {
			return nil
		}
		f(batch, at)
		batch, lines = Change{}, lines[:0]
	}
}

// parse adds one line to a batch, and reports whether it is one.
func (c *Change) parse(line string) bool {
	fields := strings.Split(line, "\t")
	switch {
	case fields[0] == "-" && len(fields) == 2:
		name, err := strconv.Unquote(fields[1])
		c.Remove = append(c.Remove, name)
		return err == nil
	case fields[0] == ">" && len(fields) == 4:
		status, err1 := strconv.Atoi(fields[1])
		from, err2 := strconv.Unquote(fields[2])
		to, err3 := strconv.Unquote(fields[3])
		c.Redirects = append(c.Redirects, Redirect{From: from, To: to, Status: status})
		return errors.Join(err1, err2, err3) == nil
	case fields[0] == "+" && len(fields) == 7:
		size, err1 := strconv.ParseInt(fields[2], 10, 64)
		since, err2 := time.Parse(time.RFC3339, fields[3])
		mediaType, err3 := strconv.Unquote(fields[5])
		name, err4 := strconv.Unquote(fields[6])
		f := File{Hash: fields[1], Size: size, Since: since.UTC(), Type: mediaType, Name: name}
		if fields[4] != "-" {
			f.Encoding = fields[4]
		}
		c.Put = append(c.Put, f)
		return errors.Join(err1, err2, err3, err4) == nil
	}
	return false
}
