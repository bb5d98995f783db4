package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Stem returns a path in content without its extension; of an index file, the
// folder that it is in ("" for the one at the root).
func Stem(name string) string {
	stem := strings.TrimSuffix(name, path.Ext(name))
	if stem == "index" {
		return ""
	}
	return strings.TrimSuffix(stem, "/index")
}

// NameDate finds the date at the head of a file name: year and month at least
// ("2024-01-titre", "2024-01-15-titre"). It returns the name without it, and the date
// as written ("2024-01"), "" where there is none. A name that is nothing but a date is
// kept whole. A day that does not exist makes it no date.
func NameDate(name string) (rest, date string) {
	m := nameDate.FindStringSubmatch(name)
	if m == nil {
		return name, ""
	}
	layout := "2006-01-02"[:len(m[1])]
	if _, err := time.Parse(layout, m[1]); err != nil {
		return name, ""
	}
	if m[2] == "" {
		return name, m[1]
	}
	return m[2], m[1]
}

var nameDate = regexp.MustCompile(`^(\d{4}-\d\d(?:-\d\d)?)(?:$|[-_ ](.+)$)`)

// firstSlug chooses what the last part of an address is: the slug given, where
// anything of it can be used; else the file's name to the letter, where it has a
// letter, or transliterated where the site wants that; else a hash, because an address of
// emoji alone cannot be told or typed.
func (s *Site) firstSlug(given, name, stem string) string {
	if slug := s.Slug(given); slug != "" {
		if strings.Trim(given, slugMarks) != "" && !strings.ContainsFunc(given, notSlug) && (s.Transliterate == nil || isASCII(given)) {
			return given // other tools keep these to the letter, and so the address
		}
		return slug
	}
	if s.Transliterate != nil {
		if slug := s.Slug(name); slug != "" {
			return slug
		}
	} else if Slug(name) != "" {
		return name
	}
	sum := sha256.Sum256([]byte(stem))
	return hex.EncodeToString(sum[:5])
}

// slugMarks may stand in a slug besides letters and digits.
const slugMarks = "-_.~"

func notSlug(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !strings.ContainsRune(slugMarks, r)
}

// Slug makes a name that is good in an address: letters and digits of any script in
// lower case, everything else a single hyphen, and no more than maxSlug bytes. Emoji
// alone give "".
func Slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		if b.Len()+utf8.RuneLen(r) > maxSlug {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Slug makes a name that is good in an address of the site: transliterated, where the site
// wants that and anything is left of it then.
func (s *Site) Slug(name string) string {
	if s.Transliterate != nil {
		if slug := Slug(s.Transliterate(name)); slug != "" {
			return slug
		}
	}
	return Slug(name)
}

// maxSlug is the most bytes of a slug.
const maxSlug = 120
