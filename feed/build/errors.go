package build

import (
	"fmt"
)

// Error is an error whose mend is known.
type Error struct {
	Err error
	// Hint says how it is mended, in one line; "" if that is not known.
	Hint string
	// Usage says that the command line or the folders that it names are wrong, and not the run.
	Usage bool
}

// Error returns the message without the hint.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the error itself.
func (e *Error) Unwrap() error { return e.Err }

// Failed returns an [Error] of a run, formatted as [fmt.Errorf] does.
func Failed(hint, format string, args ...any) error {
	return &Error{Err: fmt.Errorf(format, args...), Hint: hint}
}

// Misused returns an [Error] of usage, formatted as [fmt.Errorf] does.
func Misused(hint, format string, args ...any) error {
	return &Error{Err: fmt.Errorf(format, args...), Hint: hint, Usage: true}
}
