package frontmatter

import (
	"cmp"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

// mistake is a common mistake in YAML. match finds it in a line, and correct returns the corrected line.
type mistake struct {
	message string
	match   *regexp.Regexp
	correct func(m []string) string
	// all means that the mistake is corrected in all lines before YAML is parsed again, because it usually stands in
	// several.
	all bool
}

// yamlKey matches a key, with or without quotes, and the dash and spaces before it.
const yamlKey = `([ ]*(?:-[ ]+)?["']?[\p{L}_][\p{L}\p{M}\d_ .-]*?["']?)`

// mistakes are the mistakes that are searched for, in this order. They are compiled on first use: most sites have none.
var mistakes = sync.OnceValue(func() []mistake {
	return []mistake{
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

// quoteAgain puts a value in quotes, without those that the pattern has matched at its beginning and end.
func quoteAgain(m []string) string { return m[1] + ": " + inYAMLQuotes(m[2]) }

// inYAMLQuotes returns a text in quotes: single ones if it contains a double quote or a backslash (YAML 1.2 §7.3).
func inYAMLQuotes(s string) string {
	if strings.ContainsAny(s, `"\`) {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return `"` + s + `"`
}

// Limits of the search for a mistake, because each attempt parses the text again.
const (
	maxExplained = 16 << 10 // bytes of front matter
	maxTried     = 40       // lines above and below that of the error
)

// explainYAML returns an error that names the mistake for which a text is no YAML mapping, with the corrected line as its
// hint. It tries the corrections of mistakes, and accepts one only if the parser gets further with it. If there is none,
// the error names the line in general words. cause is the parser's error, and first the number of the text's first line.
func explainYAML(text string, first int, cause error) error {
	at := first
	var fault *Error
	if errors.As(cause, &fault) {
		at = fault.Line
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	broken := firstFault(text)
	if len(text) <= maxExplained {
		for i := range linesAround(len(lines), at-first) {
			if err := explainLine(lines, i, broken, first); err != nil {
				return err
			}
		}
	}
	if fault != nil && !strings.HasPrefix(fault.Message, notYAML) {
		return cause
	}
	line := lines[min(max(at-first, 0), len(lines)-1)]
	return Errorf(at, "write a key and its value in each line, as in title: My title, with quotes around values that have signs in them",
		"the front matter is not valid YAML near %s", shorten(line))
}

// linesAround yields the indexes of n lines in the order in which a mistake is searched for: from the line of the error
// upwards, then from there downwards.
func linesAround(n, at int) func(yield func(i int) bool) {
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

// explainLine tries each correction on line i, and returns the error for the first that helps; nil if none does. broken
// is the result of firstFault for the text as it is.
func explainLine(lines []string, i, broken, first int) error {
	for _, s := range mistakes() {
		m := s.match.FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		corrected := s.correct(m)
		text := replaceLine(lines, i, s)
		// The correction helps if the text is valid, or the parser stops at a later line.
		if now := firstFault(text); now < 0 || now > broken {
			return Errorf(first+i, "write "+asWritten(corrected), "%s: %s", s.message, strings.TrimSpace(shorten(lines[i])))
		}
	}
	return nil
}

// replaceLine returns the text with line at corrected, and if s.all is set all lines with the same mistake.
func replaceLine(lines []string, at int, s mistake) string {
	var b strings.Builder
	for i, line := range lines {
		if i == at || s.all {
			if m := s.match.FindStringSubmatch(line); m != nil {
				line = s.correct(m)
			}
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// firstFault returns the index of the line in which package yaml finds the first error, 0 if the text is a scalar or a list,
// and -1 if it is a mapping.
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

// asWritten returns a line for a hint: in quotes if it begins with spaces.
func asWritten(line string) string {
	line = strings.TrimRight(shorten(line), " ")
	if strings.HasPrefix(line, " ") {
		return strconv.Quote(line)
	}
	return line
}
