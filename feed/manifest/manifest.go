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
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"iter"
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

// Is reports whether what a file system says of a file is what was recorded. Some file systems
// keep times in steps of two seconds.
func (f File) Is(info fs.FileInfo) bool {
	const step = 2 * time.Second
	at := info.ModTime()
	coarse := at.Nanosecond() == 0 && at.Unix()%2 == 0 && at.Sub(f.Since).Abs() < step
	return info.Mode().IsRegular() && info.Size() == f.Size && (at.Equal(f.Since) || coarse)
}

// Sandbox is the Content-Security-Policy of assets whose scripts a browser would run, such as SVG.
// They are shown, and their scripts do not run.
const Sandbox = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

// hostType begins the media type of files that only a static host reads.
const hostType = "application/x-fil-host"

// HostType is the media type of what a host reads for which a publication is made, "" for what the
// author has written for any.
func HostType(host string) string {
	if host == "" {
		return hostType
	}
	return hostType + "; host=" + host
}

// ForHost reports whether a file is for a host to read, and not part of the site.
func (f File) ForHost() bool { return strings.HasPrefix(f.Type, hostType) }

// Host is the host for which a publication is made, "" for none.
func (m *Manifest) Host() string {
	for _, f := range m.Chosen(func(f File) bool { return f.ForHost() && f.Type != hostType }) {
		return strings.TrimPrefix(f.Type, hostType+"; host=")
	}
	return ""
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
// changed once made: Apply makes another, at the cost of the change.
type Manifest struct {
	sequence  int
	files     layers[File]
	redirects layers[Redirect]
	lines     int // in the log, to know when it is worth writing anew
	changed   time.Time
}

// Changed is when the publication last changed, as far as Note was told, else zero.
func (m *Manifest) Changed() time.Time { return m.changed }

// Note notes when the publication last changed.
func (m *Manifest) Note(changed time.Time) { m.changed = changed }

// Sequence is the number of the last publication, 0 before the first.
func (m *Manifest) Sequence() int { return m.sequence }

// Len is the number of files.
func (m *Manifest) Len() int { return m.files.len() }

// File returns the file of that name.
func (m *Manifest) File(name string) (File, bool) { return m.files.get(name) }

// Has reports whether there is a file of that name.
func (m *Manifest) Has(name string) bool {
	_, ok := m.File(name)
	return ok
}

// All yields every file in order of names.
func (m *Manifest) All() iter.Seq[File] { return m.files.sorted() }

// Files yields every file by its name, in no order.
func (m *Manifest) Files() iter.Seq2[string, File] { return m.files.all() }

// Chosen yields those files that keep chooses by their names, in no order.
func (m *Manifest) Chosen(keep func(File) bool) iter.Seq2[string, File] { return m.files.chosen(keep) }

// Among yields those files that have one of these names.
func (m *Manifest) Among(names []string) iter.Seq2[string, File] {
	return func(yield func(string, File) bool) {
		for _, name := range names {
			if f, ok := m.File(name); ok && !yield(name, f) {
				return
			}
		}
	}
}

// Since returns the names of files that are not what they were in an earlier manifest. Where
// m was made from that by Apply, most others are not looked at.
func (m *Manifest) Since(before *Manifest) map[string]bool { return m.files.since(before.files) }

// Redirects yields every redirect in order of From.
func (m *Manifest) Redirects() iter.Seq[Redirect] { return m.redirects.sorted() }

// Redirect returns the redirect from a path.
func (m *Manifest) Redirect(from string) (Redirect, bool) { return m.redirects.get(from) }

// Apply returns the state after c.
func (m *Manifest) Apply(c Change) *Manifest {
	put := make(map[string]File, len(c.Put))
	for _, f := range c.Put {
		put[f.Name] = f
	}
	moved, settled := map[string]Redirect{}, []string{}
	for _, r := range c.Redirects {
		if moved[r.From] = r; r.Status == 0 {
			delete(moved, r.From)
			settled = append(settled, r.From)
		}
	}
	return &Manifest{
		sequence: c.Sequence, files: m.files.with(put, c.Remove), redirects: m.redirects.with(moved, settled),
		lines: m.lines + len(c.Put) + len(c.Remove) + len(c.Redirects) + 1,
	}
}

// Wasteful reports whether the log is much longer than what it says.
func (m *Manifest) Wasteful() bool { return m.lines > 2*(m.files.len()+m.redirects.len())+1000 }

// Encode writes the whole state as a log of one batch.
func (m *Manifest) Encode() []byte {
	return m.Whole().Journal()
}

// Whole is the change that makes all of m of nothing.
func (m *Manifest) Whole() Change {
	return Change{Sequence: m.sequence, Put: slices.Collect(m.All()), Redirects: slices.Collect(m.Redirects())}
}

// Journal writes one change as a file of its own.
func (c Change) Journal() []byte { return c.encode(header) }

// Encode writes the change as a batch, to be appended to a log. The first batch of a
// log comes after its header: see Manifest.Encode.
func (c Change) Encode() []byte { return c.encode("") }

func (c Change) encode(head string) []byte {
	b := make([]byte, 0, len(head)+220*len(c.Put)+100*(len(c.Remove)+len(c.Redirects))+100)
	b = append(b, head...)
	for _, f := range c.Put {
		b = append(append(b, "+\t"...), f.Hash...)
		b = strconv.AppendInt(append(b, '\t'), f.Size, 10)
		b = f.Since.UTC().AppendFormat(append(b, '\t'), time.RFC3339)
		b = append(append(b, '\t'), orDash(f.Encoding)...)
		b = strconv.AppendQuote(append(b, '\t'), f.Type)
		b = append(strconv.AppendQuote(append(b, '\t'), f.Name), '\n')
	}
	for _, name := range c.Remove {
		b = append(strconv.AppendQuote(append(b, "-\t"...), name), '\n')
	}
	for _, r := range c.Redirects {
		b = strconv.AppendInt(append(b, ">\t"...), int64(r.Status), 10)
		b = strconv.AppendQuote(append(b, '\t'), r.From)
		b = append(strconv.AppendQuote(append(b, '\t'), r.To), '\n')
	}
	return fmt.Appendf(b, "=\t%d\t%s\n", c.Sequence, batchSum(b[len(head):], c.Sequence))
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
