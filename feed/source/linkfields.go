package source

import (
	"errors"
	"math"
	"net/url"
	"strings"
	"time"
	"unicode"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// These fields refer to other files and addresses.

// setAliases reads the former addresses of the article, from which Fil redirects.
func setAliases(h *head, v *frontmatter.Value, _ *time.Location) error {
	aliases, err := v.Strs("aliases")
	h.aliases, h.aliasLine = append(h.aliases, aliases...), v.Line
	return err
}

// setSource reads the feed from which the article was taken: its title and address, and its ID and time of
// update if they are known.
func setSource(h *head, v *frontmatter.Value, zone *time.Location) error {
	if v.Kind != frontmatter.Table {
		return nil // other tools write a word or a file there
	}
	s := &h.article.Source
	*s = feed.Source{}
	for _, f := range v.Fields {
		str, err := f.Value.Str("source")
		if err != nil {
			return err
		}
		switch strings.ToLower(f.Key) {
		case "title", "name":
			s.Title = plaintext.OneLine(str)
		case "url":
			s.URL, err = plaintext.WebURL(str)
			if err != nil {
				return frontmatter.Errorf(f.Line, "write the address of its feed, as in https://example.org/atom.xml", "source %q: %v", str, err)
			}
		case "id":
			s.ID, err = identifier(str, f.Line)
		case "updated":
			err = dateInto(&s.Updated, f.Value, "updated", zone)
		}
		if err != nil {
			return err
		}
	}
	if s.Title == "" || s.URL == "" {
		*s = feed.Source{}
		return frontmatter.Errorf(v.Line, "write source: {title: Its name, url: https://example.org/atom.xml}", "a source has a title and a url")
	}
	return nil
}

// identifier reads the ID of an entry or feed of others: any URI.
func identifier(s string, line int) (string, error) {
	if u, err := url.Parse(s); err != nil || u.Scheme == "" || strings.ContainsFunc(s, unicode.IsSpace) {
		return "", frontmatter.Errorf(line, "write it as it is in the feed, such as tag:example.org,2024:one or an address", "id %q is no URI", s)
	}
	return s, nil
}

// setInReplyTo reads what the article answers: an address, or a table with id and url.
func setInReplyTo(h *head, v *frontmatter.Value, _ *time.Location) (err error) {
	const hint = "write the address of what it answers, or {id: tag:example.org,2024:one, url: https://example.org/one/}"
	r := feed.Reference{}
	if v.Kind == frontmatter.Scalar {
		r.ID, err = identifier(strings.TrimSpace(v.Text), v.Line)
	}
	for _, f := range v.Fields {
		s, readErr := f.Value.Str(f.Key)
		switch f.Key {
		case "id", "ref":
			r.ID, err = identifier(s, f.Line)
		case "url", "href":
			r.URL, err = plaintext.WebURL(s)
			if err != nil {
				err = frontmatter.Errorf(f.Line, hint, "in_reply_to %q: %v", s, err)
			}
		default:
			err = frontmatter.Errorf(f.Line, hint, "unknown key %q", f.Key)
		}
		if err := errors.Join(readErr, err); err != nil {
			return err
		}
	}
	switch {
	case err != nil:
		return err
	case r.URL == "":
		r.URL, _ = plaintext.WebURL(r.ID) // an ID that is no address leads nowhere
	case r.ID == "":
		r.ID = r.URL
	}
	if r.ID == "" {
		return frontmatter.Errorf(v.Line, hint, "in_reply_to has no id")
	}
	h.article.InReplyTo = r
	return nil
}

// setCommentCount reads how many comments there are.
func setCommentCount(h *head, v *frontmatter.Value, _ *time.Location) error {
	n, err := v.Number("comment_count", 0)
	if err == nil && n > math.MaxInt32 {
		err = frontmatter.Errorf(v.Line, "write how many there are", "comment_count %d is too large", n)
	}
	if err == nil {
		count := int(n)
		h.article.CommentCount = &count
	}
	return err
}

// setComments reads the address of a page with comments. Any other value is ignored: in other tools
// it says whether comments are allowed.
func setComments(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind == frontmatter.Scalar {
		h.article.Comments, _ = plaintext.WebURL(v.Text)
	}
	return nil
}

// setReplies reads the address of a feed of comments.
func setReplies(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("replies")
	if err != nil || s == "" {
		return err
	}
	h.article.Replies, err = plaintext.WebURL(s)
	if err != nil {
		return frontmatter.Errorf(v.Line, "write the address of the feed of its comments", "replies %q: %v", s, err)
	}
	return nil
}

// setEnclosures reads a path or URL, a table, or a list of those.
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
