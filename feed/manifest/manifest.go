// Package manifest records which files and redirects a publication consists of. It is the
// contract between publish, which writes the record, and serve, which answers from it. It
// contains public facts only, because it lies in dist, and dist may be copied anywhere.
//
// A [Manifest] is one state: a set of [File] and [Redirect]. A [Change] is the difference that
// one publication makes; [Manifest.Apply] gives the state after it. [Change.Encode] writes a
// change for the log on disk, and [Read] reads the log back.
//
// # The file
//
// A manifest is a log in plain text. Each publication appends one batch, so that a change of
// one article does not rewrite the record of 100,000 others:
//
//	fil-manifest 1
//	+ HASH SIZE SINCE ENCODING TYPE NAME
//	- NAME
//	> STATUS FROM TO
//	= SEQUENCE SUM
//
// Fields are separated by tabs. NAME, TYPE, FROM and TO are Go strings in double quotes. A
// STATUS of 0 removes the redirect from FROM. SUM is a hash of the lines of the batch and of
// SEQUENCE. A batch that is cut off or damaged ends the reading: the batches before it are
// valid. The journal that commits a publication has the same format, with a single batch.
package manifest

import (
	"errors"
	"io/fs"
	"iter"
	"net/url"
	"time"
)

const header = "fil-manifest 1\n"

// ErrVersion is returned for a file that does not begin with the header of this version.
var ErrVersion = errors.New("not a manifest of this version")

// File is one file of a publication.
type File struct {
	// Name is the path in dist, with slashes and without a leading one.
	Name string
	// Hash is the SHA-256 of the bytes, in hex.
	Hash string
	// Size is the number of bytes.
	Size int64
	// Since is when these bytes were first published, to the second, in UTC. It is the
	// file's mtime and its Last-Modified header (RFC 9110 §8.8.2).
	Since time.Time
	// Type is the media type, with its charset parameter where it has one.
	Type string
	// Encoding is "gzip" for the compressed form of another file, whose name it has with ".gz"
	// added. It is "" for all other files.
	Encoding string
}

// Matches reports whether a file on disk is a regular file with the recorded size and mtime. An
// mtime that is an even number of seconds may differ by less than two, because some file systems
// (FAT) round times to steps of two seconds.
func (f File) Matches(info fs.FileInfo) bool {
	const step = 2 * time.Second
	at := info.ModTime()
	coarse := at.Nanosecond() == 0 && at.Unix()%2 == 0 && at.Sub(f.Since).Abs() < step
	return info.Mode().IsRegular() && info.Size() == f.Size && (at.Equal(f.Since) || coarse)
}

// Sandbox is the Content-Security-Policy of assets whose scripts a browser would run, such as
// SVG. The browser shows such a file, but does not run its scripts.
const Sandbox = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

// Redirect is the answer at an address that has moved or is gone.
type Redirect struct {
	// From is a path in dist. A path that ends in /index.html means the address of its folder. [WithQuery]
	// makes one for requests with a certain query.
	From string
	// To is a path in dist, written as From, or an absolute URL. It is "" for Status 410.
	To string
	// Status is 200 (the answer is the file To), 301 (moved) or 410 (gone). In a Change, 0 removes the
	// redirect.
	Status int
}

// WithQuery returns the path From of a redirect that holds only for requests with a query. The order of
// its parameters does not matter. Without a query it is the name itself.
func WithQuery(name, query string) string {
	if query == "" {
		return name
	}
	parameters, err := url.ParseQuery(query)
	if err != nil {
		return name + "?" + query
	}
	return name + "?" + parameters.Encode()
}

// Change is the difference between one publication and the one before it.
type Change struct {
	// Sequence numbers publications from 1.
	Sequence int
	// Put are files that are new or changed.
	Put []File
	// Remove are names of files.
	Remove []string
	// Redirects are those that are new or changed. Status 0 removes one.
	Redirects []Redirect
}

// Empty reports whether c has no differences. Its sequence does not count.
func (c Change) Empty() bool { return len(c.Put)+len(c.Remove)+len(c.Redirects) == 0 }

// Manifest is the state after a sequence of changes. The zero value is empty. It is immutable
// but for SetChanged: Apply returns another one, in time that depends on the size of the change.
type Manifest struct {
	sequence  int
	files     layers[File]
	redirects layers[Redirect]
	lines     int // of the log, for Wasteful
	changed   time.Time
}

// Changed returns the time that SetChanged has set; zero if it was not called.
func (m *Manifest) Changed() time.Time { return m.changed }

// SetChanged records when the publication last changed: the log itself has no such time.
func (m *Manifest) SetChanged(changed time.Time) { m.changed = changed }

// Sequence returns the number of the last publication, 0 before the first.
func (m *Manifest) Sequence() int { return m.sequence }

// Len returns the number of files.
func (m *Manifest) Len() int { return m.files.len() }

// File returns the file of that name.
func (m *Manifest) File(name string) (File, bool) { return m.files.get(name) }

// Has reports whether there is a file of that name.
func (m *Manifest) Has(name string) bool {
	_, ok := m.File(name)
	return ok
}

// All yields every file, ordered by name.
func (m *Manifest) All() iter.Seq[File] { return m.files.sorted() }

// Files yields every name and file, in no particular order.
func (m *Manifest) Files() iter.Seq2[string, File] { return m.files.all() }

// Chosen yields the files for which match returns true, with their names, in no particular order.
func (m *Manifest) Chosen(match func(File) bool) iter.Seq2[string, File] {
	return m.files.chosen(match)
}

// Among yields the files that have one of these names, in the order of names.
func (m *Manifest) Among(names []string) iter.Seq2[string, File] {
	return func(yield func(string, File) bool) {
		for _, name := range names {
			if f, ok := m.File(name); ok && !yield(name, f) {
				return
			}
		}
	}
}

// ChangedSince returns the names of files that were added, changed or removed since an earlier
// manifest. If m was made from that one by Apply, the two share most layers, and files in shared
// layers are not compared.
func (m *Manifest) ChangedSince(before *Manifest) map[string]bool {
	return m.files.changedSince(before.files)
}

// Redirects yields every redirect, ordered by From.
func (m *Manifest) Redirects() iter.Seq[Redirect] { return m.redirects.sorted() }

// Redirect returns the redirect from a path.
func (m *Manifest) Redirect(from string) (Redirect, bool) { return m.redirects.get(from) }

// Apply returns the state after c.
func (m *Manifest) Apply(c Change) *Manifest {
	put := make(map[string]File, len(c.Put))
	for _, f := range c.Put {
		put[f.Name] = f
	}
	redirects, removed := map[string]Redirect{}, []string{}
	for _, r := range c.Redirects {
		if r.Status == 0 {
			delete(redirects, r.From)
			removed = append(removed, r.From)
		} else {
			redirects[r.From] = r
		}
	}
	return &Manifest{
		sequence: c.Sequence, files: m.files.with(put, c.Remove), redirects: m.redirects.with(redirects, removed),
		lines: m.lines + len(c.Put) + len(c.Remove) + len(c.Redirects) + 1,
	}
}

// Wasteful reports whether most lines of the log are superseded by later ones, so that it is worth
// writing the log anew with Encode.
func (m *Manifest) Wasteful() bool { return m.lines > 2*(m.files.len()+m.redirects.len())+1000 }
