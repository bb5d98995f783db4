package frontmatter

import (
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// nearFence matches a line that is almost a fence (the line that opens or closes front matter): other dashes, another
// number of them, other signs, the fence of a code block, a word behind it.
var nearFence = regexp.MustCompile("^(?:[-–—―−‒=*_~`+]{1,10}|(?:[-–—―−‒*_] ){1,5}[-–—―−‒*_])[ \t]*(?:ya?ml|toml|json)?$")

// openingWord matches an opening line with something behind the dashes: "--- title: A".
var openingWord = regexp.MustCompile(`^[-–—―−‒]{3}[ \t]*(\S.*)$`)

// Invisible are the characters before and behind a line or a key that an author does not see.
const Invisible = " \t\u00a0\u202f\u200b\u2060\ufeff"

// Limits of the search for a near fence, in lines.
const (
	maxAbove = 5  // headings, comments and pictures above it
	maxInner = 60 // metadata below it
)

// checkNearFence returns an error if a text without front matter has lines of metadata near its beginning, between lines
// that are almost fences: metadata must not be published as text. first is the number of the text's first line.
func checkNearFence(text string, first int, meaning Meaning) error {
	if comment := longComment.FindString(text); comment != "" {
		first += strings.Count(comment, "\n")
		text = text[len(comment):]
	}
	lines := strings.SplitN(text, "\n", maxAbove+maxInner)
	for i, bare := range beforeText(lines) {
		line := lines[i]
		if nearFence.MatchString(bare) && closesMetadata(lines[i+1:], "", bare, meaning) {
			return Errorf(first+i, fenceHint(line), "the line %q is almost the one that opens front matter", shorten(line))
		}
		if m := openingWord.FindStringSubmatch(bare); m != nil && closesMetadata(lines[i+1:], m[1], "---", meaning) {
			return Errorf(first+i, "write --- alone in its line, and what is behind it in the next", "the line %q is almost the one that opens front matter", shorten(line))
		}
	}
	return nil
}

// beforeText yields the lines above a text, and its first line, by their numbers from 0: each without the invisible
// characters around it, and no blank ones. It yields at most maxAbove lines.
func beforeText(lines []string) iter.Seq2[int, string] {
	return func(yield func(i int, bare string) bool) {
		above := 0
		for i, line := range lines {
			bare := strings.Trim(line, Invisible)
			if bare == "" {
				continue
			}
			if above == maxAbove || !yield(i, bare) || !mayStandAbove.MatchString(bare) {
				return
			}
			above++
		}
	}
}

// mayStandAbove matches a line that may stand above metadata, and is no text: a heading, a comment or a picture.
var mayStandAbove = regexp.MustCompile(`^(?:#|<!--.*-->$|%%.*%%$|\[(?://|comment)\]:|!\[[^\]]*\]\([^)]*\)$|!\[\[[^\]]*\]\]$)`)

// longComment matches the beginning of a text that is a comment of several lines.
var longComment = regexp.MustCompile(`^\s*<!--[^>]*\n(?s:.*?)-->`)

// decisive are the keys of which one makes a second block of front matter: they say whether a text is published. Title and
// date together do too. Other keys stand in texts between thematic breaks, as the slides of a talk have them.
var decisive = []string{"draft", "published", "publish", "private", "hidden", "unlisted", "status", "visibility"}

// checkSecondBlock returns an error if the body below front matter begins with one more block of it, as templates and
// importers leave them behind. first is the number of the body's first line.
func checkSecondBlock(body string, first int, meaning Meaning) error {
	lines := strings.SplitN(body, "\n", maxAbove+maxInner)
	for i, bare := range beforeText(lines) {
		if bare != "---" && bare != "+++" {
			continue
		}
		seen, closed := metadata(lines[i+1:], meaning)
		if closed && (seen["title"] && seen["date"] || slices.ContainsFunc(decisive, func(key string) bool { return seen[key] })) {
			return Errorf(first+i, "write its keys into the block above, and remove it", "a second block of front matter begins here")
		}
	}
	return nil
}

// fenceHint returns the hint for a line that is almost a fence: +++ if it has a plus sign, --- else.
func fenceHint(line string) string {
	if strings.Contains(line, "+") {
		return "write +++ alone in its line, above the metadata and below, in the first line of the file"
	}
	return "write --- alone in its line, above the metadata and below, in the first line of the file"
}

// closesMetadata reports whether lines are metadata up to a line that is almost a fence, and at least one key is known. glued
// is the key that stands in the opening line, "" if there is none. If the fences are those of a code block, two keys must be
// known, and one of them must be a title or a date: a text about front matter shows it in code blocks.
func closesMetadata(lines []string, glued, opening string, meaning Meaning) bool {
	seen, closed := metadata(lines, meaning)
	glue, _ := metadata([]string{glued}, meaning)
	maps.Copy(seen, glue)
	if strings.ContainsAny(opening, "`~") {
		return closed && len(seen) > 1 && (seen["title"] || seen["date"])
	}
	return closed && len(seen) > 0
}

// metadata reads lines up to one that is almost a fence. seen are the known keys; closed is false if there is no such line,
// or another one before it than a key, an item of a list, a comment or an indented line.
func metadata(lines []string, meaning Meaning) (seen map[string]bool, closed bool) {
	seen = map[string]bool{}
	for _, line := range lines {
		bare := strings.Trim(line, Invisible)
		if nearFence.MatchString(bare) {
			return seen, true
		}
		if bare == "" || strings.HasPrefix(bare, "- ") || strings.HasPrefix(bare, "#") || strings.HasPrefix(line, " ") {
			continue
		}
		name, _, found := strings.Cut(line, ":")
		if !found {
			name, _, found = strings.Cut(line, "=")
		}
		name = strings.ToLower(strings.Trim(name, Invisible+`"'`))
		if !found || strings.ContainsAny(name, " \t") {
			return seen, false
		}
		if meant := meaning(name); meant != "" {
			seen[meant] = true
		}
	}
	return seen, false
}

// neverClosed returns the error for front matter that is never closed. It names the line that is almost the closing fence,
// if there is one. at is the number of the opening line, and text what follows it.
func neverClosed(text, marker string, at int) error {
	for i, line := range strings.SplitN(text, "\n", maxInner) {
		bare := strings.Trim(line, Invisible)
		if bare != "" && (nearFence.MatchString(bare) || openingWord.MatchString(bare)) {
			return Errorf(at+1+i, "write "+marker+" alone in its line", "the line %q is almost the one that closes the front matter that %s opens in line %d", shorten(line), marker, at)
		}
	}
	return Errorf(at, "close it with a line "+marker+" of its own", "the front matter that %s opens is never closed", marker)
}
