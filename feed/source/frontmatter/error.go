package frontmatter

import (
	"fmt"

	"fil/feed/source/plaintext"
)

// Error is an error in a file that an author wrote.
type Error struct {
	Line    int // from 1; 0 if the error is not at one line
	Message string
	Hint    string // how to correct it; "" if there is no hint
}

// Error returns the message, without line and hint.
func (e *Error) Error() string { return e.Message }

// Errorf returns an *[Error] with a line, a hint ("" for none) and a formatted message.
func Errorf(line int, hint, format string, args ...any) error {
	return &Error{Line: line, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// shorten returns the first 80 characters of a line, with an ellipsis if there are more.
func shorten(line string) string {
	const most = 80
	if head := plaintext.FirstRunes(line, most); head != line {
		return head + "…"
	}
	return line
}
