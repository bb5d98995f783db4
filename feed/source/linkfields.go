package source

import (
	"strings"
	"time"

	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// The fields that refer to other files and addresses.

// setAliases takes the addresses at which the article lived before.
func setAliases(h *head, v *frontmatter.Value, _ *time.Location) error {
	aliases, err := v.Strs("aliases")
	h.aliases, h.aliasLine = append(h.aliases, aliases...), v.Line
	return err
}

// setSource takes the title and the address of another publication's feed.
func setSource(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind != frontmatter.Table {
		return nil // other tools have a word or a file there
	}
	s := &h.article.Source
	for _, f := range v.Fields {
		str, err := f.Value.Str("source")
		if err != nil {
			return err
		}
		switch strings.ToLower(f.Key) {
		case "title", "name":
			s.Title = plaintext.OneLine(str)
		case "url":
			if s.URL, err = plaintext.WebURL(str); err != nil {
				return frontmatter.Errorf(f.Line, "write the address of its feed, as in https://example.org/atom.xml", "source %q: %v", str, err)
			}
		}
	}
	if s.Title == "" || s.URL == "" {
		return frontmatter.Errorf(v.Line, "write source: {title: Its name, url: https://example.org/atom.xml}", "a source has a title and a url")
	}
	return nil
}

// setComments takes the address of a page with comments. In other tools it says
// whether there are any.
func setComments(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind == frontmatter.Scalar {
		h.article.Comments, _ = plaintext.WebURL(v.Text)
	}
	return nil
}

func setReplies(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("replies")
	if err != nil || s == "" {
		return err
	}
	if h.article.Replies, err = plaintext.WebURL(s); err != nil {
		return frontmatter.Errorf(v.Line, "write the address of the feed of its comments", "replies %q: %v", s, err)
	}
	return nil
}

// setEnclosures takes one path or URL, one table, or a list of either.
func setEnclosures(h *head, v *frontmatter.Value, zone *time.Location) error {
	if v.Kind == frontmatter.List {
		for _, item := range v.List {
			if err := setEnclosures(h, item, zone); err != nil {
				return err
			}
		}
		return nil
	}
	e := enclosure{line: v.Line}
	if v.Kind == frontmatter.Scalar {
		e.URL = strings.TrimSpace(v.Text)
	}
	for _, f := range v.Fields {
		var err error
		switch strings.ToLower(f.Key) {
		case "url", "src", "file":
			e.URL, err = f.Value.Str("url")
		case "type", "mime_type":
			err = textInto(&e.Type, f.Value, "type")
		case "title":
			err = textInto(&e.Title, f.Value, "title")
		case "length", "size", "size_in_bytes":
			e.Length, err = f.Value.Number("length", 0)
		default:
			err = frontmatter.Errorf(f.Line, "an enclosure has url, type, length and title", "unknown key %q", f.Key)
		}
		if err != nil {
			return err
		}
	}
	if e.URL == "" {
		return frontmatter.Errorf(v.Line, "give its url, a file beside the article or an address", "an enclosure without url")
	}
	h.enclosures = append(h.enclosures, e)
	return nil
}
