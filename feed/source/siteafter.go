package source

import (
	"fmt"
	"regexp"
	"strings"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/markup"
	"fil/feed/source/plaintext"
)

// afterField matches a field in the line below each item.
var afterField = regexp.MustCompile(`\{(\w+)\}`)

// afterMark stands for a field while the line is cleaned: it may be part of a text or of an address, and {url} may be
// the beginning of an address.
var afterMark = regexp.MustCompile(`(?:https://)?zzfil(title|url|email)zz(?:\.invalid)?`)

// marked returns a line with marks for its fields.
func marked(line string) string {
	return afterField.ReplaceAllStringFunc(line, func(field string) string {
		name := strings.Trim(field, "{}")
		if name == "url" {
			return "https://zzfilurlzz.invalid"
		}
		return "zzfil" + name + "zz"
	})
}

// resolveAfter reads the line that feeds have below each item: HTML with fields.
func (r *siteReader) resolveAfter() error {
	if r.after == nil || r.after.Kind == frontmatter.Null {
		return nil
	}
	const hint = `write HTML with {title}, {url} and {email}, as in after: '<a href="mailto:{email}?subject={title}">Answer</a>'`
	s, err := r.after.Str("after")
	if err != nil {
		return err
	}
	for _, m := range afterField.FindAllStringSubmatch(s, -1) {
		switch m[1] {
		case "title", "url", "email":
		default:
			return frontmatter.Errorf(r.after.Line, hint, "after has the unknown field {%s}", m[1])
		}
	}
	var wrong error
	c := markup.Cleaner{
		Resolve: func(ref string) string {
			ref = strings.ReplaceAll(strings.TrimSpace(ref), " ", "%20")
			if u, err := plaintext.WebURL(ref); err == nil {
				return u
			}
			if strings.HasPrefix(ref, "mailto:") {
				return ref
			}
			if strings.HasPrefix(ref, "/") {
				return strings.TrimSuffix(r.site.BaseURL, "/") + ref
			}
			return ""
		},
		Warn: func(_, hint, format string, args ...any) {
			message := afterMark.ReplaceAllString(fmt.Sprintf(format, args...), "{$1}")
			wrong = frontmatter.Errorf(r.after.Line, hint, "after: %s", message)
		},
	}
	text, err := c.CleanFragment(marked(s))
	if err != nil || wrong != nil {
		if wrong == nil {
			wrong = frontmatter.Errorf(r.after.Line, hint, "after: %v", err)
		}
		return wrong
	}
	r.site.Feed.After = afterParts(text)
	return nil
}

// inAddress matches a text that ends within an address of an attribute, after its beginning.
var inAddress = regexp.MustCompile(`<[^<>]*\s(?:href|src|cite|poster)="[^"<>]+$`)

// afterParts divides safe HTML at its marks.
func afterParts(text string) (parts feed.After) {
	done := 0
	for _, m := range afterMark.FindAllStringSubmatchIndex(text, -1) {
		parts = append(parts, feed.AfterPart{HTML: text[done:m[0]], Field: text[m[2]:m[3]], InAddress: inAddress.MatchString(text[:m[0]])})
		done = m[1]
	}
	if done < len(text) {
		parts = append(parts, feed.AfterPart{HTML: text[done:]})
	}
	return parts
}
