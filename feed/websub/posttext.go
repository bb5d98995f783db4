package websub

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// DefaultTemplate is the template of a post.
const DefaultTemplate = "{title}\n\n{url}"

// PostText is the text of a post, before it is cut to the length that its service takes.
type PostText struct {
	// Template has the places {title}, {summary}, {url}, {tags} and {authors}.
	Template string
	// Title and Summary are plain text, and URL is the article's address.
	Title, Summary, URL string
	Tags, Authors       []string
}

// fill returns the template with its places filled in. It merges successive empty lines, which empty places leave.
func (t PostText) fill(title, summary string) string {
	tags := make([]string, 0, len(t.Tags))
	for _, tag := range t.Tags {
		if word := hashtag(tag); word != "" {
			tags = append(tags, word)
		}
	}
	text := strings.NewReplacer("{title}", title, "{summary}", summary, "{url}", t.URL, "{tags}", strings.Join(tags, " "), "{authors}", strings.Join(t.Authors, ", ")).Replace(t.Template)
	return strings.TrimSpace(blankLines.ReplaceAllString(text, "\n\n"))
}

var blankLines = regexp.MustCompile(`\n[ \t]*(?:\n[ \t]*)+`)

// hashtag returns a tag as a word with a # before it: “coupe du monde” is #CoupeDuMonde. It is "" for a tag without
// letters, which is no hashtag.
func hashtag(tag string) string {
	var b strings.Builder
	words := strings.FieldsFunc(tag, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	for _, word := range words {
		if len(words) > 1 {
			first := []rune(word)
			word = string(unicode.ToTitle(first[0])) + string(first[1:])
		}
		b.WriteString(word)
	}
	if !strings.ContainsFunc(b.String(), unicode.IsLetter) {
		return ""
	}
	return "#" + b.String()
}

// Compose returns the text for a service: if it is too long, the summary is shortened and, if need be, the title.
func (t PostText) Compose(service Service) string {
	if service == Bluesky {
		return t.compose(fitsBluesky)
	}
	return t.compose(func(text string) bool { return mastodonLength(text, mastodonURL) <= mastodonLimit })
}

// compose returns the longest text that fits.
func (t PostText) compose(fits func(text string) bool) string {
	if text := t.fill(t.Title, t.Summary); fits(text) {
		return text
	}
	if t.Summary != "" && strings.Contains(t.Template, "{summary}") {
		if text, ok := longest(t.Summary, func(cut string) string { return t.fill(t.Title, cut) }, fits); ok {
			return text
		}
	}
	if text, ok := longest(t.Title, func(cut string) string { return t.fill(cut, "") }, fits); ok {
		return text
	}
	return t.URL // the template alone is too long
}

// longest shortens a text, and adds an ellipsis, until the result of fill fits. ok is false if even the result of an empty
// text does not fit.
func longest(text string, fill func(cut string) string, fits func(text string) bool) (filled string, ok bool) {
	var ends []int // of graphemes
	for g := uniseg.NewGraphemes(text); g.Next(); {
		_, to := g.Positions()
		ends = append(ends, to)
	}
	low, high := 0, len(ends) // the number of graphemes that fits is at least low, and below high
	for low+1 < high {
		middle := (low + high) / 2
		if fits(fill(text[:ends[middle-1]] + "…")) {
			low = middle
		} else {
			high = middle
		}
	}
	if low == 0 {
		filled = fill("")
		return filled, fits(filled)
	}
	cut := text[:ends[low-1]]
	if space := strings.LastIndexByte(cut, ' '); space > len(cut)*2/3 { // at a word, if not much is lost
		cut = cut[:space]
	}
	return fill(strings.TrimRight(cut, " ,;:.–—-") + "…"), true
}

// links matches the addresses in a text.
var links = regexp.MustCompile(`https?://[^\s<>"]+`)
