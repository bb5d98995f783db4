package frontmatter

import (
	"regexp"
	"strings"
)

// nearFence is a line that looks like the one that opens or closes front matter, and is not:
// dashes of another kind or number, other signs, a code block, a word behind it.
var nearFence = regexp.MustCompile("^(?:[-–—―−‒=*_~`+]{1,10}|(?:[-–—―−‒*_] ){1,5}[-–—―−‒*_])[ \t]*(?:ya?ml|toml|json)?$")

// openingWord is an opening line with something behind the dashes.
var openingWord = regexp.MustCompile(`^[-–—―−‒]{3}[ \t]*(\S.*)$`)

// invisible is what may stand before a line without being seen.
const invisible = " \t\u00a0\u202f\u200b\u2060\ufeff"

// How far into a text front matter is looked for that has gone wrong, and how long it may be,
// in lines.
const (
	maxAbove = 5
	maxInner = 60
)

// almostFrontMatter returns the fault of a text that has no front matter, but lines that would be
// it if what stands around them were a fence: metadata is never text. first is the number of the
// text's first line. nil is none.
func almostFrontMatter(text string, first int, meaning Meaning) error {
	lines := strings.SplitN(text, "\n", maxAbove+maxInner)
	above := 0
	for i, line := range lines {
		bare := strings.Trim(line, invisible)
		switch {
		case bare == "":
			continue
		case above == maxAbove || i+1 == len(lines):
			return nil
		case nearFence.MatchString(bare) && closesMetadata(lines[i+1:], "", bare, meaning):
			return Errorf(first+i, fenceHint(line), "the line %q is almost the one that opens front matter", shortened(line))
		}
		if m := openingWord.FindStringSubmatch(bare); m != nil && closesMetadata(lines[i+1:], m[1], "---", meaning) {
			return Errorf(first+i, "write --- alone in its line, and what is behind it in the next", "the line %q is almost the one that opens front matter", shortened(line))
		}
		if !strings.HasPrefix(bare, "#") { // a heading may stand above; a text ends the look
			return nil
		}
		above++
	}
	return nil
}

// fenceHint returns the hint for a line that is almost a fence.
func fenceHint(line string) string {
	if strings.Contains(line, "+") {
		return "write +++ alone in its line, above the metadata and below, in the first line of the file"
	}
	return "write --- alone in its line, above the metadata and below, in the first line of the file"
}

// closesMetadata reports whether lines are metadata up to one that looks like a fence: each is a
// key, an item of a list, a comment or indented, and one of the keys is known. glued is a key that
// stands in the opening line. Of a code block two keys must be known, and one of them a title or
// a date: it may well be what the text is about.
func closesMetadata(lines []string, glued, opening string, meaning Meaning) bool {
	seen := map[string]bool{}
	key := func(line string) bool {
		name, _, found := strings.Cut(line, ":")
		if !found {
			name, _, found = strings.Cut(line, "=")
		}
		name = strings.ToLower(strings.Trim(name, invisible+`"'`))
		if meant := meaning(name); meant != "" {
			seen[meant] = true
		}
		return found && !strings.ContainsAny(name, " \t")
	}
	if glued != "" {
		key(glued)
	}
	for _, line := range lines {
		bare := strings.Trim(line, invisible)
		switch {
		case nearFence.MatchString(bare):
			if strings.ContainsAny(opening, "`~") {
				return len(seen) > 1 && (seen["title"] || seen["date"])
			}
			return len(seen) > 0
		case bare == "" || strings.HasPrefix(bare, "- ") || strings.HasPrefix(bare, "#") || strings.HasPrefix(line, " "):
		case !key(line):
			return false
		}
	}
	return false
}

// almostClosed returns what is to be said of front matter that is never closed: which line is
// almost the one that closes it.
func almostClosed(text, marker string, at int) error {
	for i, line := range strings.SplitN(text, "\n", maxInner) {
		bare := strings.Trim(line, invisible)
		if bare != "" && (nearFence.MatchString(bare) || openingWord.MatchString(bare)) {
			return Errorf(at+1+i, "write "+marker+" alone in its line", "the line %q is almost the one that closes the front matter that %s opens in line %d", shortened(line), marker, at)
		}
	}
	return Errorf(at, "close it with a line "+marker+" of its own", "the front matter that %s opens is never closed", marker)
}
