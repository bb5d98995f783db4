package frontmatter

import (
	"cmp"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"fil/feed/source/plaintext"
)

// slip is a common mistake in YAML, with its mend. match finds it in a line, and mended returns the
// corrected line.
type slip struct {
	what   string
	match  *regexp.Regexp
	mended func(m []string) string
	// all mends the slip in every line at once, because it usually stands in several.
	all bool
}

// yamlKey is a key as people write it; its spaces may be any.
const yamlKey = `([ ]*(?:-[ ]+)?["']?[\p{L}_][\p{L}\p{M}\d_ .-]*?["']?)`

// slips are tried in this order. They are made when they are needed: most sites have none.
var slips = sync.OnceValue(func() []slip {
	return []slip{
		{"a tab stands where YAML wants spaces", regexp.MustCompile(`^([ ]*)\t+[ \t]*(.*)$`), func(m []string) string { return m[1] + "  " + m[2] }, true},
		{"a tab stands where YAML wants spaces", regexp.MustCompile(`^\t+[ \t]*(.*)$`), func(m []string) string { return m[1] }, true},
		{"a space that cannot be seen is in the key", regexp.MustCompile(`^([\p{L}_][\p{L}\d_-]*)[\x{a0}\x{202f}\x{2009}]+:(.*)$`), func(m []string) string { return m[1] + ":" + m[2] }, true},
		{"the colon is not the one that YAML reads", regexp.MustCompile(`^` + yamlKey + `[ ]?[：﹕∶][ ]*(.*)$`), func(m []string) string { return m[1] + ": " + m[2] }, true},
		{"there is no space behind the colon", regexp.MustCompile(`^` + yamlKey + `:([^ \s/].*)$`), func(m []string) string { return m[1] + ": " + m[2] }, true},
		{"an equals sign stands where YAML has a colon", regexp.MustCompile(`^` + yamlKey + `[ ]*=[ ]*(.*)$`), func(m []string) string { return m[1] + ": " + m[2] }, true},
		{"a semicolon stands where YAML has a colon", regexp.MustCompile(`^` + yamlKey + `[ ]*;[ ]+(.*)$`), func(m []string) string { return m[1] + ": " + m[2] }, false},
		{"the line is indented, as if it belonged to the one above", regexp.MustCompile(`^[ ]+(\S.*)$`), func(m []string) string { return m[1] }, false},
		{"the line is indented, as if it belonged to the one above", regexp.MustCompile(`^[ ]+(\S.*)$`), func(m []string) string { return m[1] }, true},
		{"a dash makes a list of the keys", regexp.MustCompile(`^- (\S.*)$`), func(m []string) string { return m[1] }, true},
		{"values with commas between them need brackets", regexp.MustCompile(`^` + yamlKey + `:[ ]+((?:"[^"]*"|'[^']*')(?:[ ]*,[ ]*(?:"[^"]*"|'[^']*'))+)[ ]*$`),
			func(m []string) string { return m[1] + ": [" + m[2] + "]" }, false},
		{"the bracket is never closed", regexp.MustCompile(`^` + yamlKey + `:[ ]+(\[[^\]]*)$`), func(m []string) string { return m[1] + ": " + strings.TrimRight(m[2], " ") + "]" }, false},
		{"the quotes of the key are never closed", regexp.MustCompile(`^["']([\p{L}_][\p{L}\d_-]*)[ ]*:(.*)$`), func(m []string) string { return m[1] + ":" + m[2] }, false},
		{"the quotes around the value are not closed, or stand in it too", regexp.MustCompile(`^` + yamlKey + `:[ ]+["'](.*?)["']?[ ]*$`), quoteAgain, false},
		{"the value holds what YAML reads as its own signs", regexp.MustCompile(`^([ ]*-)[ ]+(\p{Lu}.*?)[ ]*$`), func(m []string) string { return m[1] + " " + inYAMLQuotes(m[2]) }, false},
		{"the value holds what YAML reads as its own signs", regexp.MustCompile(`^` + yamlKey + `:[ ]+(\S.*?)[ ]*$`), quoteAgain, false},
		{"the value holds what YAML reads as its own signs", regexp.MustCompile(`^([ ]*-)[ ]+(\S.*?)[ ]*$`), func(m []string) string { return m[1] + " " + inYAMLQuotes(m[2]) }, false},
		{"the line is neither a key with its value nor indented", regexp.MustCompile(`^([^\s:#-][^:]*)$`), func(m []string) string { return "  " + m[1] }, false},
	}
})

// quoteAgain puts quotes around a value. What opens and ends it goes, if that is all the quotes
// that it has of the kind.
func quoteAgain(m []string) string { return m[1] + ": " + inYAMLQuotes(m[2]) }

// inYAMLQuotes is a text as YAML has it in quotes (YAML 1.2 §7.3).
func inYAMLQuotes(s string) string {
	if strings.ContainsAny(s, `"\`) {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return `"` + s + `"`
}

// The most lines of front matter in which a slip is looked for, and how many lines at the most
// are tried.
const (
	maxMended = 16 << 10
	maxTried  = 40
)

// explainYAML finds the slip that makes a text invalid as a YAML mapping. A mend is told only if the
// parser reads on with it. The first line of text is line first of the file. Where it finds none, the
// error is in words of our own all the same.
func explainYAML(text string, first int, cause error) error {
	at := first
	var known *Error
	if errors.As(cause, &known) {
		at = known.Line
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	broken := firstFault(text)
	if len(text) <= maxMended {
		for i := range tried(len(lines), at-first) {
			if told := mendLine(lines, i, broken, first); told != nil {
				return told
			}
		}
	}
	if known != nil && !strings.HasPrefix(known.Message, notYAML) {
		return cause
	}
	line := lines[min(max(at-first, 0), len(lines)-1)]
	return Errorf(at, "write a key and its value in each line, as in title: My title, with quotes around values that have signs in them",
		"the front matter is not valid YAML near %s", shortened(line))
}

// tried yields the numbers of lines in the order in which a slip is looked for: from the line
// of the error up, then from there down.
func tried(n, at int) func(yield func(i int) bool) {
	at = min(max(at, 0), n-1)
	return func(yield func(i int) bool) {
		for i := at; i >= max(0, at-maxTried); i-- {
			if !yield(i) {
				return
			}
		}
		for i := at + 1; i < min(n, at+maxTried); i++ {
			if !yield(i) {
				return
			}
		}
	}
}

// mendLine tries each mend on one line, and returns the fault that it mends; nil where none
// does.
func mendLine(lines []string, i, broken, first int) error {
	for _, s := range slips() {
		m := s.match.FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		mended := s.mended(m)
		text := withLine(lines, i, s)
		// It is the slip where YAML reads on beyond it.
		if now := firstFault(text); now < 0 || now > broken {
			return Errorf(first+i, "write "+asWritten(mended), "%s: %s", s.what, strings.TrimSpace(shortened(lines[i])))
		}
	}
	return nil
}

// withLine is the text with a line mended, and all like it where the slip is one of many.
func withLine(lines []string, at int, s slip) string {
	var b strings.Builder
	for i, line := range lines {
		if i == at || s.all {
			if m := s.match.FindStringSubmatch(line); m != nil {
				line = s.mended(m)
			}
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// firstFault is the line, from 0, of what makes a text no YAML mapping; -1 where it is one. Where it
// is one value, or a list, that is its first line.
func firstFault(text string) int {
	var doc yaml.Node
	err := yaml.Load([]byte(text), &doc)
	var load *yaml.LoadError
	switch {
	case errors.As(err, &load):
		return max(cmp.Or(load.Mark.Line, load.ContextMark.Line), 1) - 1
	case err != nil || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode:
		return 0
	}
	return -1
}

// asWritten is a line as it is to be written: in quotes where it begins with spaces.
func asWritten(line string) string {
	if line = strings.TrimRight(shortened(line), " "); strings.HasPrefix(line, " ") {
		return strconv.Quote(line)
	}
	return line
}

// shortened is a line that fits into a message.
func shortened(line string) string {
	const most = 80
	if head := plaintext.FirstRunes(line, most); head != line {
		return head + "…"
	}
	return line
}
