package manifest

import (
	"bytes"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"
	"unique"
	"unsafe"
)

// Read reads a log. It returns the state after the last valid batch, and the length of the log up
// to the end of that batch, in bytes. Bytes after it are ignored. The error is ErrVersion if the
// log does not begin with the header.
func Read(r io.Reader) (*Manifest, int64, error) {
	files, redirects := map[string]File{}, map[string]Redirect{}
	m := &Manifest{}
	valid, err := batches(r, func(c Change) {
		if len(files) == 0 {
			files = make(map[string]File, len(c.Put))
		}
		for _, name := range c.Remove {
			delete(files, name)
		}
		for _, f := range c.Put {
			files[f.Name] = f
		}
		for _, r := range c.Redirects {
			if r.Status == 0 {
				delete(redirects, r.From)
			} else {
				redirects[r.From] = r
			}
		}
		m.sequence = c.Sequence
		m.lines += len(c.Put) + len(c.Remove) + len(c.Redirects) + 1
	})
	m.files, m.redirects = newLayers(files), newLayers(redirects)
	return m, valid, err
}

// Extend returns the state after the batches of a log without its header, as Change.Encode writes
// them. complete is false if the log does not end with a valid batch; then batches are missing.
func (m *Manifest) Extend(log []byte) (next *Manifest, complete bool) {
	next = m
	valid, err := batches(io.MultiReader(strings.NewReader(header), bytes.NewReader(log)), func(c Change) { next = next.Apply(c) })
	return next, err == nil && (len(log) == 0 || valid == int64(len(header)+len(log)))
}

// ReadJournal reads a log of a single batch, as Change.Journal writes it. complete is false if the
// batch is cut off or damaged.
func ReadJournal(r io.Reader) (c Change, complete bool, err error) {
	_, err = batches(r, func(batch Change) { c, complete = batch, true })
	return c, complete, err
}

// batches calls f for every valid batch, and returns the offset of the end of the last one. It
// reads all of r into memory first: strings in the changes are slices of it.
func batches(r io.Reader, f func(c Change)) (valid int64, err error) {
	var b bytes.Buffer
	if file, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok { // its size is known: allocate once
		if info, err := file.Stat(); err == nil {
			b.Grow(int(info.Size()) + bytes.MinRead)
		}
	}
	if _, err := b.ReadFrom(r); err != nil {
		return 0, err
	}
	data := b.Bytes()
	if !bytes.HasPrefix(data, []byte(header)) {
		return 0, ErrVersion
	}
	var batch Change
	text := unsafe.String(unsafe.SliceData(data), len(data)) // without a copy: data is not written to from here on
	for start, at := len(header), len(header); ; {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			return valid, nil
		}
		line := text[at : at+end]
		if batch.Put == nil && line[:min(1, len(line))] == "+" {
			batch.Put = make([]File, 0, countLines(text[at:]))
		}
		next := at + end + 1
		if !strings.HasPrefix(line, "=") {
			if !batch.parse(line) {
				return valid, nil
			}
			at = next
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 3 || fields[0] != "=" {
			return valid, nil
		}
		sequence, err := strconv.Atoi(fields[1])
		if err != nil || batchSum(data[start:at], sequence) != fields[2] {
			return valid, nil
		}
		batch.Sequence = sequence
		f(batch)
		batch, start, at, valid = Change{}, next, next, int64(next)
	}
}

// countLines counts the remaining lines of a batch, up to its last one, which begins with "=".
func countLines(text string) int {
	if end := strings.Index(text, "\n="); end >= 0 {
		text = text[:end+1]
	}
	return strings.Count(text, "\n")
}

// fields splits a line at its tabs into the elements of into, and reports whether it has exactly
// that many fields.
func fields(line string, into []string) bool {
	for i := range into {
		field, rest, found := strings.Cut(line, "\t")
		if found != (i < len(into)-1) {
			return false
		}
		into[i], line = field, rest
	}
	return true
}

// parse adds one line of a log to the change, and reports whether the line is valid.
func (c *Change) parse(line string) bool {
	kind, rest, found := strings.Cut(line, "\t")
	var in [6]string
	switch {
	case !found:
		return false
	case kind == "-" && fields(rest, in[:1]):
		name, ok := unquote(in[0])
		c.Remove = append(c.Remove, name)
		return ok
	case kind == ">" && fields(rest, in[:3]):
		status, err := strconv.Atoi(in[0])
		from, ok1 := unquote(in[1])
		to, ok2 := unquote(in[2])
		c.Redirects = append(c.Redirects, Redirect{From: from, To: to, Status: status})
		return err == nil && ok1 && ok2
	case kind == "+" && fields(rest, in[:6]):
		size, err := strconv.ParseInt(in[1], 10, 64)
		since, ok1 := instant(in[2])
		mediaType, ok2 := unquote(in[4])
		name, ok3 := unquote(in[5])
		f := File{Hash: in[0], Size: size, Since: since, Type: unique.Make(mediaType).Value(), Name: name}
		if in[3] != "-" {
			f.Encoding = unique.Make(in[3]).Value()
		}
		c.Put = append(c.Put, f)
		return err == nil && ok1 && ok2 && ok3
	}
	return false
}

// unquote reads a Go string in double quotes. Most have no escapes, and are returned as they are.
func unquote(s string) (string, bool) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", false
	}
	if bare := s[1 : len(s)-1]; !strings.ContainsAny(bare, "\\\"") {
		return bare, true
	}
	out, err := strconv.Unquote(s)
	return out, err == nil
}

// instant parses an RFC 3339 time. For the format that Encode writes it does not call time.Parse,
// which takes longer than the rest of a line. The fast path accepts days up to 28, because each
// month has these: later days go through time.Parse, which checks them.
func instant(s string) (time.Time, bool) {
	number := func(s string) (n int) {
		for i := range len(s) {
			if s[i] < '0' || s[i] > '9' {
				return -1
			}
			n = 10*n + int(s[i]-'0')
		}
		return n
	}
	if len(s) == len("2006-01-02T15:04:05Z") && s[4] == '-' && s[7] == '-' && s[10] == 'T' && s[13] == ':' && s[16] == ':' && s[19] == 'Z' {
		year, month, day := number(s[:4]), number(s[5:7]), number(s[8:10])
		hour, minute, second := number(s[11:13]), number(s[14:16]), number(s[17:19])
		if year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 {
			return time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC), true
		}
	}
	t, err := time.Parse(time.RFC3339, s)
	return t.UTC(), err == nil
}
