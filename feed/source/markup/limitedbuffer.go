package markup

import (
	"bytes"
	"sync"
)

// sheets are there to be written on, again and again.
var sheets = sync.Pool{New: func() any { return &sheet{} }}

// sheet is a buffer that goldmark writes to as it is, and not through another one. It takes
// little more than most bytes, because goldmark goes on after an error; 0 is without a limit.
type sheet struct {
	bytes.Buffer
	MaxBytes int
}

func (s *sheet) over() bool { return s.MaxBytes > 0 && s.Len() > s.MaxBytes }

// Write implements util.BufWriter.
func (s *sheet) Write(p []byte) (int, error) {
	if s.over() {
		return len(p), nil
	}
	return s.Buffer.Write(p)
}

// WriteString implements util.BufWriter.
func (s *sheet) WriteString(p string) (int, error) {
	if s.over() {
		return len(p), nil
	}
	return s.Buffer.WriteString(p)
}

// Buffered implements util.BufWriter.
func (s *sheet) Buffered() int { return 0 }

// Flush implements util.BufWriter.
func (s *sheet) Flush() error { return nil }
