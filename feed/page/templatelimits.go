package page

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"io"
	"text/template/parse"
)

// The limits keep a site's own template from filling the disk or running without end. Loops over
// data are bounded by the content, so only loops over numbers written in the template are limited.
const (
	maxPage       = 32 << 20 // bytes in a page
	maxNumber     = 10_000   // the largest number in a template, which a variable could hand to a range
	maxIterations = 100_000  // the iterations of ranges over numbers, nested ones multiplied
)

// limitedWriter returns an error, which ends the template, once a page has more than maxPage bytes.
type limitedWriter struct {
	w io.Writer
	n int // the bytes so far
}

// Write implements io.Writer.
func (l *limitedWriter) Write(p []byte) (int, error) {
	l.n += len(p)
	if l.n > maxPage {
		return 0, errors.New("the page is too long")
	}
	return l.w.Write(p)
}

// checkLimits returns a *ThemeError if a template has a number above maxNumber, or ranges over numbers
// that make more than maxIterations iterations. A range that writes nothing would never reach
// maxPage. file is the template's name in the error.
func checkLimits(templates *template.Template, file string) error {
	const hint = "range over articles, tags or a smaller number"
	for _, t := range templates.Templates() {
		if t.Tree == nil {
			continue
		}
		tooLarge := false
		visitNumbers(t.Tree.Root, func(n *parse.NumberNode) { tooLarge = tooLarge || n.IsInt && n.Int64 > maxNumber })
		if tooLarge {
			return &ThemeError{File: file, Message: fmt.Sprintf("a number above %d, which a range could use", maxNumber), Hint: hint}
		}
		if n := findLongRange(t.Tree.Root, 1); n != nil {
			return &ThemeError{File: file, Line: n.Line, Message: fmt.Sprintf("a range that repeats more than %d times", maxIterations), Hint: hint}
		}
	}
	return nil
}

// findLongRange returns the first range over a number in list that makes more than maxIterations
// iterations, multiplied by outer, those of the ranges around list. It returns nil if there is none.
func findLongRange(list *parse.ListNode, outer int64) *parse.RangeNode {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		var found *parse.RangeNode
		switch n := n.(type) {
		case *parse.RangeNode:
			iterations := outer
			for _, c := range n.Pipe.Cmds {
				for _, arg := range c.Args {
					if number, ok := arg.(*parse.NumberNode); ok && number.IsInt {
						iterations *= max(1, min(number.Int64, maxIterations+1))
					}
				}
			}
			if iterations > maxIterations {
				return n
			}
			found = cmp.Or(findLongRange(n.List, iterations), findLongRange(n.ElseList, outer))
		case *parse.IfNode:
			found = cmp.Or(findLongRange(n.List, outer), findLongRange(n.ElseList, outer))
		case *parse.WithNode:
			found = cmp.Or(findLongRange(n.List, outer), findLongRange(n.ElseList, outer))
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// visitNumbers calls visit for each number in node and below.
func visitNumbers(node parse.Node, visit func(n *parse.NumberNode)) {
	visitPipe := func(p *parse.PipeNode) {
		if p == nil {
			return
		}
		for _, c := range p.Cmds {
			for _, arg := range c.Args {
				visitNumbers(arg, visit)
			}
		}
	}
	visitBranch := func(b *parse.BranchNode) {
		visitPipe(b.Pipe)
		visitNumbers(b.List, visit)
		if b.ElseList != nil {
			visitNumbers(b.ElseList, visit)
		}
	}
	switch n := node.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			visitNumbers(child, visit)
		}
	case *parse.NumberNode:
		visit(n)
	case *parse.PipeNode:
		visitPipe(n)
	case *parse.ActionNode:
		visitPipe(n.Pipe)
	case *parse.TemplateNode:
		visitPipe(n.Pipe)
	case *parse.RangeNode:
		visitBranch(&n.BranchNode)
	case *parse.IfNode:
		visitBranch(&n.BranchNode)
	case *parse.WithNode:
		visitBranch(&n.BranchNode)
	}
}
