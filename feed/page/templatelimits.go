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
// nil if there is none. A range that writes nothing would not meet the limit of a page.
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

// maxNumber is the largest plain number in a template: a range may go by it wherever it is.
const maxNumber = 10_000

// numbers calls f with the plain numbers below a node of a template.
func numbers(node parse.Node, f func(n *parse.NumberNode)) {
	pipe := func(p *parse.PipeNode) {
		if p == nil {
			return
		}
		for _, c := range p.Cmds {
			for _, arg := range c.Args {
				numbers(arg, f)
			}
		}
	}
	branch := func(b *parse.BranchNode) {
		pipe(b.Pipe)
		numbers(b.List, f)
		if b.ElseList != nil {
			numbers(b.ElseList, f)
		}
	}
	switch n := node.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			numbers(child, f)
		}
	case *parse.NumberNode:
		f(n)
	case *parse.PipeNode:
		pipe(n)
	case *parse.ActionNode:
		pipe(n.Pipe)
	case *parse.TemplateNode:
		pipe(n.Pipe)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	}
}

// bound refuses a template whose ranges turn too often.
func bound(t *template.Template, name string) error {
	for _, t := range t.Templates() {
		if t.Tree == nil {
			continue
		}
		large := false
		numbers(t.Tree.Root, func(n *parse.NumberNode) { large = large || n.IsInt && n.Int64 > maxNumber })
		if large {
			return &ThemeError{File: name, Message: fmt.Sprintf("a number above %d, which a range could turn by", maxNumber), Hint: "range over articles, tags or a smaller number"}
		}
		if n := turning(t.Tree.Root, 1); n != nil {
			return &ThemeError{File: name, Line: n.Line, Message: fmt.Sprintf("a range that turns more than %d times", maxTurns), Hint: "range over articles, tags or a smaller number"}
		}
	}
	return nil
}
