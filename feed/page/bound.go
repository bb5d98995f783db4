package page

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"io"
	"text/template/parse"
)

// maxPage is the most bytes of a page.
const maxPage = 32 << 20

// bounded is a writer that takes no more than a page may have: an error ends the template.
type bounded struct {
	w io.Writer
	n int
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if b.n += len(p); b.n > maxPage {
		return 0, errors.New("the page is too long")
	}
	return b.w.Write(p)
}

// maxTurns is the most turns that ranges over plain numbers may make, one within the other.
const maxTurns = 100_000

// turning returns the range of a template that would turn too often without data to go by,
// nil if there is none. Such a one need not write anything, and nothing would end it.
func turning(list *parse.ListNode, turns int64) *parse.RangeNode {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		var found *parse.RangeNode
		switch n := n.(type) {
		case *parse.RangeNode:
			inside := turns
			for _, c := range n.Pipe.Cmds {
				for _, arg := range c.Args {
					if number, ok := arg.(*parse.NumberNode); ok && number.IsInt {
						inside *= max(1, min(number.Int64, maxTurns+1))
					}
				}
			}
			if inside > maxTurns {
				return n
			}
			found = cmp.Or(turning(n.List, inside), turning(n.ElseList, turns))
		case *parse.IfNode:
			found = cmp.Or(turning(n.List, turns), turning(n.ElseList, turns))
		case *parse.WithNode:
			found = cmp.Or(turning(n.List, turns), turning(n.ElseList, turns))
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// bound refuses a template whose ranges turn too often.
func bound(t *template.Template, name string) error {
	for _, t := range t.Templates() {
		if t.Tree == nil {
			continue
		}
		if n := turning(t.Tree.Root, 1); n != nil {
			return &ThemeError{File: name, Line: n.Line, Message: fmt.Sprintf("a range that turns more than %d times", maxTurns), Hint: "range over articles, tags or a smaller number"}
		}
	}
	return nil
}
