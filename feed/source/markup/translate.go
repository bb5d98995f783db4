package markup

import "strings"

// Options describe a text and what it can refer to. The zero value describes Markdown in which no
// reference resolves.
type Options struct {
	// Ref returns the absolute address of a file of content by its path or name, as in relref,
	// post_url and [[…]]. ok is false if there is no such file. nil means that there is none at all.
	Ref func(name string) (address string, ok bool)
	// BaseURL is the absolute address of the site, with a slash at the end. Title is its title. They
	// replace {{ site.baseurl }} and {{ site.title }}.
	BaseURL, Title string
	// PageTitle is the title of the article, "" if it is unknown. It replaces {{ page.title }}.
	PageTitle string
	// Templates says that the text comes from a tool with templates. Then each {{ x }} is one; else
	// it is one only in a text that has other template tags.
	Templates bool
	// MDX says that the text is Markdown with JSX. HTML says that it is HTML. Plain says that it is a
	// title or a summary, in which no Markdown is read.
	MDX, HTML, Plain bool
}

// Problem says what was left out of a text, or which reference does not resolve.
type Problem struct {
	Line    int // in the text, from 1
	Message string
	Hint    string // what the author can do, "" if nothing
}

// Error returns the message: [Translate] returns a *Problem as its error.
func (n *Problem) Error() string { return n.Message }

// Translate returns a text in plain Markdown, or HTML if o.HTML, and the problems of its translation. Its
// error is always a *Problem, and means that the text must not be published: a comment is opened and
// never closed, so that it is unknown how much the author hides; markup is nested more than maxDepth
// deep; or an export of MDX says that the text is a draft.
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
	if t.copiedVariable && t.hasTemplates && !o.Templates { // a {{ x }} was copied as prose, and template tags followed
		o.Templates = true
		t = newTranslator(text, o)
		t.gaps = stripped.gaps
		if err := t.run(); err != nil {
			return "", nil, err
		}
	}
	return string(t.out), append(stripped.problems, t.problems...), nil
}

// signs are the beginnings of all markup that is translated. Most texts have none of them.
var signs = []string{"{{", "{%", "{#", "{:", "{.", "{=", "{/", "[[", "%%", ":::", "!!!", "???", "[!", "==", "*[", "[TOC]", "[toc]", "$", `\(`, `\[`,
	"{>>", "{--", "{++", "{~~", "[/", "[caption", "[embed", "[gallery", "[youtube", "[audio", "[video", "[code", "[sourcecode", "<%", "<!--", "[//]: ", "[comment]: ", "<!--members", "<!--kg-", "markdown=", "^[", "```dataview", "```{=", "](@/", "){", "]{", "`{", " ^", `\begin{`}

// byFirst has the signs, and the beginnings of swallowing elements, by their first byte: a text without that byte has none
// of them.
var byFirst = func() map[byte][]string {
	table := map[byte][]string{}
	for _, sign := range signs {
		table[sign[0]] = append(table[sign[0]], sign)
	}
	for name := range swallowing {
		table['<'] = append(table['<'], "<"+name, "<"+strings.ToUpper(name[:1])+name[1:])
	}
	return table
}()

// hasSigns reports whether a text may have anything to translate.
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
