package markup

import (
	"bytes"
	"sync"
)

// bufferPool has the buffers that Markdown is rendered to.
var bufferPool = sync.Pool{New: func() any { return &limitedBuffer{} }}

// limitedBuffer is a buffer that goldmark writes to without a bufio.Writer between. Once it has more
// than MaxBytes it ignores further writes, because goldmark goes on after an error. MaxBytes 0 means
// no limit.
type limitedBuffer struct {
	bytes.Buffer
	MaxBytes int
}

// overLimit reports whether more than MaxBytes were written.
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
