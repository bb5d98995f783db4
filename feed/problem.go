package feed

import (
	"fmt"
	"strings"
)

// Problem is something wrong with a file of content, and how to fix it.
type Problem struct {
	// Path is the file in content. Line counts from 1; 0 means the file as a whole.
	Path string
	Line int
	// Warning says that the file is published nevertheless.
	Warning bool
	Message string
	Hint    string // how to fix it; "" if the message says so
}

// Error returns "path:line: message", the format of compilers, which editors turn into links.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(Visible(p.Path))
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	return b.String() + p.Message
}
