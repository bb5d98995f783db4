package build

import (
	"fmt"
)

// Error is an error with a hint for the user.
type Error struct {
	Err error
	// Hint says how to mend the error, in one line; "" if that is not known.
	Hint string
	// Usage says that the command line, or a folder that it names, is wrong. The zero value means that
	// the run failed.
	Usage bool
}

// Error returns the message without the hint.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Failed returns an [Error] of a run, formatted as [fmt.Errorf] does.
func Failed(hint, format string, args ...any) error {
	return &Error{Err: fmt.Errorf(format, args...), Hint: hint}
}

// Misused returns an [Error] of usage, formatted as [fmt.Errorf] does.
func Misused(hint, format string, args ...any) error {
	return &Error{Err: fmt.Errorf(format, args...), Hint: hint, Usage: true}
}
