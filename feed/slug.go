package feed

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Stem returns a path in content without its extension. For an index file it returns the folder
// of the file, "" for the root.
func Stem(name string) string {
	stem := strings.TrimSuffix(name, path.Ext(name))
	if stem == "index" {
		return ""
	}
	return strings.TrimSuffix(stem, "/index")
}

// NameDate splits a date off the start of a file name: a year and month ("2024-01-titre"), a whole date
// ("2024-01-15-titre") or one with a time ("2024-01-15T1030-titre"). It returns the rest of the name, and the date as in
// 2024-01, 2024-01-15 or 2024-01-15T10:30:00, with Z or an offset if the name has one. If there is no date, or one that does
// not exist, rest is the whole name and date is "". The whole name is also the rest if nothing else is left for an address,
// or if a time cannot be read.
func NameDate(name string) (rest, date string) {
	if t := nameTime.FindStringSubmatch(name); t != nil {
		clock := t[2] + ":" + cmp.Or(t[3], "00") + ":" + cmp.Or(t[4], "00")
		if stamp := t[1] + "T" + clock; isDate(stamp, "2006-01-02T15:04:05") {
			zone := t[5]
			if t[6] != "" {
				zone = t[6] + ":" + t[7]
			}
			return cmp.Or(t[8], name), stamp + strings.ToUpper(zone)
		}
	}
	if m := nameDay.FindStringSubmatch(name); m != nil && isDate(m[1], time.DateOnly) {
		return name, m[1]
	}
	m := nameDate.FindStringSubmatch(name)
	if m == nil || !isDate(m[1], time.DateOnly[:len(m[1])]) {
		return name, ""
	}
	return cmp.Or(m[2], name), m[1]
}

// isDate reports whether a date of a form exists.
func isDate(date, form string) bool {
	_, err := time.Parse(form, date)
	return err == nil
}

// nameDate matches a name that begins with a month or a day. nameTime matches one that begins with a day and a time, perhaps
// with an offset. nameDay matches what is left of these: a day before a time that cannot be read, or before an extension.
var (
	nameDate = regexp.MustCompile(`^(\d{4}-\d\d(?:-\d\d)?)(?:$|[-_ ](.+)$)`)
	nameTime = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)[Tt](\d\d)(?:[:.h-]?(\d\d)(?:[:.-]?(\d\d))?)?(?:([Zz])|([+-]\d\d):?(\d\d))?(?:$|[-_ ](.+)$)`)
	nameDay  = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)(?:\.|[Tt]\d)`)
)

// firstSlug returns the last segment of an article's address. In order of precedence that is: the
// slug of the front matter, if it has a letter or digit; the file name as it is, or transliterated
// if the site wants that, if it has a letter or digit; a hash of the stem, because an address of
// emoji alone can be neither read out nor typed.
func (s *Site) firstSlug(given, name, stem string) string {
	if slug := s.Slug(given); slug != "" {
		if strings.Trim(given, slugMarks) != "" && !strings.ContainsFunc(given, notSlug) && (s.Transliterate == nil || isASCII(given)) {
			if s.LowerPaths {
				return strings.ToLower(given)
			}
			return given // other generators use such a slug unchanged, so the address of an imported article stays
		}
		return slug
	}
	if s.Transliterate != nil || s.Slugify != nil {
		if slug := s.Slug(name); slug != "" {
			return slug
		}
	} else if Slug(name) != "" && s.LowerPaths {
		return lowerPath(name)
	} else if Slug(name) != "" {
		return name
	}
	sum := sha256.Sum256([]byte(stem))
	return hex.EncodeToString(sum[:5])
}

// slugMarks are the characters besides letters, marks and digits that are allowed in a slug.
const slugMarks = "-_.~"

// notSlug reports whether a character is not allowed in a slug.
func notSlug(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !strings.ContainsRune(slugMarks, r)
}

// Slug turns a name into a segment of an address: letters, marks and digits of any script in lower
// case, with a single hyphen for each run of other characters between them, cut off at maxSlug
// bytes. A name without letters and digits, such as one of emoji, gives "".
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

// Slug turns a name into a segment of an address of the site. The name is transliterated first if
// the site wants that and a letter or digit is left.
func (s *Site) Slug(name string) string {
	slugify := s.Slugify
	if slugify == nil {
		slugify = Slug
	}
	if s.Transliterate != nil {
		if slug := slugify(s.Transliterate(name)); slug != "" {
			return slug
		}
	}
	return slugify(name)
}

// HugoSlug turns a name into a segment of an address as Hugo does: letters, marks, digits and some signs stay, in lower
// case; white space becomes a hyphen, unless it is beside one; all else is left out. It leaves out #, %, slashes and dots at
// the beginning too, which Hugo keeps. A name without letters and digits gives "".
func HugoSlug(name string) string {
	const signs = "._~+@-"
	if Slug(name) == "" {
		return ""
	}
	var b strings.Builder
	space, hyphen := false, true // nothing is written above white space at the beginning
	for _, r := range strings.ToLower(name) {
		switch {
		case unicode.IsSpace(r):
			space = !hyphen
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(signs, r) && (r != '.' || b.Len() > 0):
			if space && r != '-' {
				b.WriteByte('-')
			}
			space, hyphen = false, r == '-'
			b.WriteRune(r)
		}
	}
	return b.String()
}

// PelicanSlug turns a name into a segment of an address as Pelican does: letters, digits, underscores and hyphens stay, in
// lower case; runs of hyphens and white space become a hyphen; all else is left out.
func PelicanSlug(name string) string {
	if Slug(name) == "" {
		return ""
	}
	kept := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSpace(r) || r == '_' || r == '-' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	return hyphens.ReplaceAllString(strings.TrimSpace(kept), "-")
}

var hyphens = regexp.MustCompile(`[-\s]+`)

// maxSlug is the most bytes of a slug.
const maxSlug = 120

// isASCII reports whether a string has ASCII characters only.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
