package source

import (
	"strings"
	"time"

	"fil/feed/source/plaintext"
)

// The fields that refer to other files and addresses.

// setAliases takes the addresses at which the article lived before.
func setAliases(h *head, v *value, _ *time.Location) error {
	aliases, err := v.strs("aliases")
	h.aliases, h.aliasLine = append(h.aliases, aliases...), v.line
	return err
}

// setSource takes the title and the address of another publication's feed.
func setSource(h *head, v *value, _ *time.Location) error {
	if v.kind != table {
		return nil // other tools have a word or a file there
	}
	s := &h.article.Source
	for _, f := range v.fields {
		str, err := f.value.str("source")
		if err != nil {
			return err
		}
		switch strings.ToLower(f.key) {
		case "title", "name":
			s.Title = plaintext.OneLine(str)
		case "url":
			if s.URL, err = plaintext.WebURL(str); err != nil {
				return fault(f.line, "write the address of its feed, as in https://example.org/atom.xml", "source %q: %v", str, err)
			}
		}
	}
	if s.Title == "" || s.URL == "" {
		return fault(v.line, "write source: {title: Its name, url: https://example.org/atom.xml}", "a source has a title and a url")
	}
	return nil
}

// setComments takes the address of a page with comments. In other tools it says
// whether there are any.
func setComments(h *head, v *value, _ *time.Location) error {
	if v.kind == scalar {
		h.article.Comments, _ = plaintext.WebURL(v.text)
	}
	return nil
}

func setReplies(h *head, v *value, _ *time.Location) error {
	s, err := v.str("replies")
	if err != nil || s == "" {
		return err
	}
	if h.article.Replies, err = plaintext.WebURL(s); err != nil {
		return fault(v.line, "write the address of the feed of its comments", "replies %q: %v", s, err)
	}
	return nil
}

// setEnclosures takes one path or URL, one table, or a list of either.
func setEnclosures(h *head, v *value, zone *time.Location) error {
	if v.kind == list {
		for _, item := range v.list {
			if err := setEnclosures(h, item, zone); err != nil {
				return err
			}
		}
		return nil
	}
	e := enclosure{line: v.line}
	if v.kind == scalar {
		e.URL = strings.TrimSpace(v.text)
	}
	for _, f := range v.fields {
		var err error
		switch strings.ToLower(f.key) {
		case "url", "src", "file":
			e.URL, err = f.value.str("url")
		case "type", "mime_type":
			err = text(&e.Type, f.value, "type")
		case "title":
			err = text(&e.Title, f.value, "title")
		case "length", "size", "size_in_bytes":
			e.Length, err = f.value.number("length", 0)
		default:
			err = fault(f.line, "an enclosure has url, type, length and title", "unknown key %q", f.key)
		}
		if err != nil {
			return err
		}
	}
	if e.URL == "" {
		return fault(v.line, "give its url, a file beside the article or an address", "an enclosure without url")
	}
	h.enclosures = append(h.enclosures, e)
	return nil
}
