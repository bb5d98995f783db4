package markup

import "strings"

// Options say what a text is and what it can refer to. The zero value is Markdown that
// refers to nothing.
type Options struct {
	// Ref returns the absolute address of a file of content, by its path or its name, as
	// relref, post_url and [[…]] have it; ok is false where there is none.
	Ref func(name string) (address string, ok bool)
	// BaseURL is the absolute address of the site, which ends in a slash, and Title its
	// title.
	BaseURL, Title string
	// PageTitle is the article's, "" where it is not known.
	PageTitle string
	// Templates says that the text comes from a tool with templates, so that an unknown
	// {{ x }} is one.
	Templates bool
	// MDX says that the text is Markdown with JSX, HTML that it is HTML, and Plain that it is
	// a title or a summary, of which no Markdown is read.
	MDX, HTML, Plain bool
}

// Note tells what was left out, or could not be found.
type Problem struct {
	Line    int // from 1, in the text
	Message string
	Hint    string
}

// Error is the message, so that a Note can be an error where nothing may be published.
func (n *Problem) Error() string { return n.Message }

// Translate returns a text without other tools' markup, and what is to be told of it. Its
// only error is a *Note: a comment that is opened and never closed, of which nobody can tell
// how much its author hides.
func Translate(text string, o Options) (out string, problems []Problem, err error) {
	if !hasSigns(text, o) {
		return text, nil, nil
	}
	stripped, err := stripComments(text, o)
	if err != nil {
		return "", nil, err
	}
	text = string(stripped.out)
	t := newTranslator(text, o)
	t.gaps = stripped.gaps
	if err := t.run(); err != nil {
		return "", nil, err
	}
	if t.copiedVariable && t.hasTemplates && !o.Templates { // {{ x }} was left, and templates came behind it
		o.Templates = true
		t = newTranslator(text, o)
		t.gaps = stripped.gaps
		if err := t.run(); err != nil {
			return "", nil, err
		}
	}
	return string(t.out), append(stripped.problems, t.problems...), nil
}

// signs are what any markup that is translated begins with. Most texts have none.
var signs = []string{"{{", "{%", "{#", "{:", "{.", "{=", "{/", "[[", "%%", ":::", "!!!", "???", "[!", "==", "*[", "[TOC]", "[toc]", "$", `\(`, `\[`,
	"{>>", "{--", "{++", "{~~", "[caption", "[embed", "[gallery", "[youtube", "[audio", "[video", "[code", "[sourcecode", "<%", "<!--", "[//]: ", "[comment]: ", "<!--members", "<!--kg-", "markdown=", "^[", "```dataview", "```{=", "](@/", "){", "]{", "`{", " ^", `\begin{`}

// byFirst are the signs by the byte that they begin with: a text that lacks the one has none of
// the others.
var byFirst = func() map[byte][]string {
	table := map[byte][]string{}
	for _, sign := range signs {
		table[sign[0]] = append(table[sign[0]], sign)
	}
	return table
}()

// hasSigns reports whether there may be anything to translate.
func hasSigns(text string, o Options) bool {
	if o.MDX {
		return true
	}
	for first, signs := range byFirst {
		if strings.IndexByte(text, first) < 0 {
			continue
		}
		for _, sign := range signs {
			if strings.Contains(text, sign) {
				return true
			}
		}
	}
	return false
}
