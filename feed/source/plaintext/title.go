package plaintext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The most characters of a title and of a summary that Fil makes itself.
const (
	maxTitle   = 100
	minTitle   = 20 // a clause shorter than this says too little
	MinSummary = 300
	MaxSummary = 500
	maxLooked  = 4000 // how much of a text is looked at for either
)

// Title makes a title of a text's first sentence, without its full stop. A long
// one is cut at the end of a clause, else of a word, and only then has an ellipsis.
func Title(text string) string {
	sentence := firstSentence(OneLine(FirstRunes(text, maxLooked)))
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

// clauseEnds tells a comma between clauses from one inside a number (1,5 %): what
// follows it is a space, but for the bracket that opens.
func clauseEnds(rest string, mark rune) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return mark == '(' || unicode.IsSpace(r) || isWide(mark)
}

// Abbreviations whose full stop ends no sentence, French and English.
var abbreviation = regexp.MustCompile(`(?i)(?:^|[\s(«“"'’.-])(?:m|mm|mme|mlle|dr|pr|st|ste|sté|cf|pp|vol|no|art|etc|env|av|ap|mr|mrs|ms|prof|sr|jr|vs|` +
	`col|gén|gen|cap|capt|cdt|lt|sgt|sen|rep|gov|éd|fig|tél|janv|févr|avr|juil|sept|oct|nov|déc|inc|ltd|\p{L}|\d{1,3})\.$`)

// sentenceEnds end a sentence in any script before a space; wideEnds, which Chinese and
// Japanese have, wherever they stand.
const (
	sentenceEnds = ".!?…؟۔।॥։።"
	wideEnds     = "。！？｡．"
)

// firstSentence ends at . ! ? or … before a space and a capital (or a quotation
// mark, a digit, a letter of a script that has no capitals).
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

// OneLine folds white space into single spaces, but for no-break spaces: French
// needs them before its punctuation.
func OneLine(text string) string {
	if isOneLine(text) {
		return text
	}
	var b strings.Builder
	last, gap, broken := rune(0), false, false
	for _, r := range text {
		if breaks(r) {
			gap, broken = true, broken || r == '\n'
			continue
		}
		if gap && last != 0 && !(broken && BetweenWide(last, r)) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, gap, broken = r, false, false
	}
	return b.String()
}

// isOneLine reports whether a text has nothing to be folded, as most have.
func isOneLine(text string) bool {
	space := true
	for _, r := range text {
		switch {
		case r == ' ' && space, r != ' ' && breaks(r):
			return false
		}
		space = r == ' '
	}
	return !space || text == ""
}

func breaks(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

// Summary is the beginning of a plain text: as many sentences as have minSummary characters
// together, if they have no more than maxSummary, else the words that do.
func Summary(text string) string {
	text = OneLine(FirstRunes(text, maxLooked))
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

// cutWords shortens s to at most n characters, the ellipsis included.
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

func FirstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
