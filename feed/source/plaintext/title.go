package plaintext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lengths of the titles and summaries that Fil makes, in characters.
const (
	maxTitle   = 100
	minTitle   = 20   // a title is not cut at the end of a clause before this
	MinSummary = 300  // a summary has whole sentences up to at least this length
	MaxSummary = 500  // a summary is cut at this length, the ellipsis included
	maxScanned = 4000 // how much of a text is read to make a title or a summary
)

// Title returns the first sentence of a plain text, without its full stop, as a title. If it has more than 100
// characters, it is cut at the end of a clause, or of a word, and ends in an ellipsis.
func Title(text string) string {
	sentence := firstSentence(OneLine(FirstRunes(text, maxScanned)))
	if utf8.RuneCountInString(sentence) <= maxTitle {
		if strings.HasSuffix(sentence, "..") {
			return sentence
		}
		return strings.TrimSpace(strings.TrimRight(sentence, ".。।۔"))
	}
	head := FirstRunes(sentence, maxTitle)
	for i := len(head); i > 0; {
		r, size := utf8.DecodeLastRuneInString(head[:i])
		i -= size
		if utf8.RuneCountInString(head[:i]) < minTitle {
			break
		}
		if strings.ContainsRune(",;:—–(、，；：،؛", r) && clauseEnds(sentence[i+size:], r) {
			return strings.TrimRight(head[:i], " \u00a0\u202f—–-") + "…"
		}
	}
	return cutWords(sentence, maxTitle)
}

// clauseEnds reports whether a mark ends a clause: a space follows, so that the comma in 1,5 % does not count. An opening
// bracket and full-width punctuation end one without a space.
func clauseEnds(rest string, mark rune) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return mark == '(' || unicode.IsSpace(r) || isWide(mark)
}

// abbreviation matches a text that ends in an abbreviation, French or English, an initial or a short number: its full
// stop ends no sentence.
var abbreviation = regexp.MustCompile(`(?i)(?:^|[\s(«“"'’.-])(?:m|mm|mme|mlle|dr|pr|st|ste|sté|cf|pp|vol|no|art|etc|env|av|ap|mr|mrs|ms|prof|sr|jr|vs|` +
	`col|gén|gen|cap|capt|cdt|lt|sgt|sen|rep|gov|éd|fig|tél|janv|févr|avr|juil|sept|oct|nov|déc|inc|ltd|\p{L}|\d{1,3})\.$`)

// sentenceEnds end a sentence if a space follows, in Latin, Arabic, Urdu, Devanagari and Armenian. wideEnds are those
// of Chinese and Japanese, and need no space.
const (
	sentenceEnds = ".!?…؟۔।॥։።"
	wideEnds     = "。！？｡．"
)

// firstSentence returns a text up to the end of its first sentence. A sentence ends at one of sentenceEnds before a space
// and anything but a small letter or a closing quotation mark, or at one of wideEnds.
func firstSentence(text string) string {
	for i, r := range text {
		wide := strings.ContainsRune(wideEnds, r)
		if !wide && !strings.ContainsRune(sentenceEnds, r) {
			continue
		}
		end := i + utf8.RuneLen(r)
		rest := text[end:]
		trimmed := strings.TrimLeftFunc(rest, unicode.IsSpace)
		if trimmed == "" {
			break
		}
		next, _ := utf8.DecodeRuneInString(trimmed)
		if wide {
			if strings.ContainsRune("」』”’）)"+wideEnds, next) {
				continue
			}
			return text[:end]
		}
		if len(trimmed) == len(rest) || unicode.IsLower(next) || strings.ContainsRune("»”)", next) {
			continue
		}
		if r == '.' && abbreviation.MatchString(text[max(0, end-12):end]) {
			continue
		}
		return text[:end]
	}
	return text
}

// Summary returns the beginning of a plain text, in one line: as many whole sentences as are needed for [MinSummary]
// characters. If that is more than [MaxSummary] characters, it is cut at the end of a word and ends in an ellipsis.
func Summary(text string) string {
	text = OneLine(FirstRunes(text, maxScanned))
	end := 0
	for utf8.RuneCountInString(text[:end]) < MinSummary {
		sentence := firstSentence(text[end:])
		if sentence == "" {
			break
		}
		end += len(sentence)
	}
	return cutWords(strings.TrimSpace(text[:end]), MaxSummary)
}

// cutWords shortens s to at most n characters, at the end of a word, the ellipsis included.
func cutWords(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	head := FirstRunes(s, n-1)
	if r, _ := utf8.DecodeRuneInString(s[len(head):]); !unicode.IsSpace(r) {
		if i := strings.LastIndexFunc(head, unicode.IsSpace); i > 0 {
			head = head[:i]
		}
	}
	return strings.TrimRightFunc(head, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:—–-(", r)
	}) + "…"
}
