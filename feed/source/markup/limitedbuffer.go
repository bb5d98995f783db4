package markup

import (
	"bytes"
	"sync"
)

// sheets are there to be written on, again and again.
var bufferPool = sync.Pool{New: func() any { return &limitedBuffer{} }}

// sheet is a buffer that goldmark writes to as it is, and not through another one. It takes
// little more than most bytes, because goldmark goes on after an error; 0 is without a limit.
type limitedBuffer struct {
	bytes.Buffer
	MaxBytes int
}

func (s *limitedBuffer) overLimit() bool { return s.MaxBytes > 0 && s.Len() > s.MaxBytes }

// Write implements util.BufWriter.
func (s *limitedBuffer) Write(p []byte) (int, error) {
	if s.overLimit() {
		return len(p), nil
	}
	return s.Buffer.Write(p)
}

// WriteString implements util.BufWriter.
func (s *limitedBuffer) WriteString(p string) (int, error) {
	if s.overLimit() {
		return len(p), nil
	}
	return s.Buffer.WriteString(p)
}

// Buffered implements util.BufWriter.
func (s *limitedBuffer) Buffered() int { return 0 }

// Flush implements util.BufWriter.
func (s *limitedBuffer) Flush() error { return nil }
