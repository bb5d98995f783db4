package feed

import (
	"fmt"
	"strings"
)

// Problem is something wrong with one file of content, and how to mend it.
type Problem struct {
	// Path is the file in content; Line counts from 1, 0 is the file as a whole.
	Path string
	Line int
	// Warning says that the file was taken all the same.
	Warning bool
	Message string
	Hint    string // the mend; "" where the message says it
}

// Error gives "path:line: message", as compilers do, so that editors jump there.
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
