package source

import (
	"errors"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"unicode"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// readEach reads the kinds of groups of which each gets a feed, such as one feed for each tag.
func readEach(r *siteReader, v *frontmatter.Value) error {
	kinds, err := v.Strs("each")
	if err != nil {
		return err
	}
	r.site.Each = nil
	for _, name := range kinds {
		switch kind := feed.Kind(name); kind {
		case feed.Tag, feed.Author, feed.Section, feed.Language:
			r.site.Each = append(r.site.Each, kind)
		default:
			return frontmatter.Errorf(v.Line, "write it as in each: [tag, author, section, language]", "each has the unknown kind %q", name)
		}
	}
	return nil
}

// readNamed reads the list of feeds that are defined one by one.
func readNamed(r *siteReader, v *frontmatter.Value) error {
	const hint = "write a list: - name: news, and tags, sections, authors, languages or not below it"
	if v.Kind != frontmatter.List {
		return frontmatter.Errorf(v.Line, hint, "feeds is a list, not %s", v.Kind)
	}
	taken := map[string]int{}
	for _, item := range v.List {
		if item.Kind != frontmatter.Table {
			return frontmatter.Errorf(item.Line, hint, "a feed is a table, not %s", item.Kind)
		}
		d := feed.Definition{Kind: feed.Named, FeedOptions: feed.FeedOptions{Limit: -1}}
		for _, f := range item.Fields {
			set, ok := namedKeys[f.Key]
			if !ok {
				return unknownKey(f, namedKeys)
			}
			if err := set(&d, f.Value); err != nil {
				return err
			}
		}
		if d.Path == "" {
			return frontmatter.Errorf(item.Line, hint, "a feed without name")
		}
		d.Path = r.site.Slug(d.Value)
		if feed.Reserved(d.Path) {
			return frontmatter.Errorf(item.Line, "give it another name", "a feed cannot be at /%s/", d.Path)
		}
		if first := taken[strings.ToLower(d.Path)]; first > 0 {
			return frontmatter.Errorf(item.Line, "give one of them another name", "the feed of line %d has the address /%s/ too", first, d.Path)
		}
		taken[strings.ToLower(d.Path)] = item.Line
		if r.namedLines == nil {
			r.namedLines = map[string]int{}
		}
		r.namedLines[d.Path] = item.Line
		r.site.Named = append(r.site.Named, d)
	}
	return nil
}

// namedKeys are the keys of a named feed.
var namedKeys = map[string]func(d *feed.Definition, v *frontmatter.Value) error{
	"name": func(d *feed.Definition, v *frontmatter.Value) error {
		s, err := v.Str("name")
		if err != nil {
			return err
		}
		d.Value, d.Path = plaintext.OneLine(plaintext.NFC(s)), feed.Slug(plaintext.NFC(s))
		if d.Path == "" || feed.Reserved(d.Path) {
			return frontmatter.Errorf(v.Line, "give it another name", "a feed cannot be at /%s/", d.Path)
		}
		return nil
	},
	"title":    func(d *feed.Definition, v *frontmatter.Value) error { return textInto(&d.Title, v, "title") },
	"subtitle": func(d *feed.Definition, v *frontmatter.Value) error { return textInto(&d.Subtitle, v, "subtitle") },
	"image":    func(d *feed.Definition, v *frontmatter.Value) error { return textInto(&d.Image, v, "image") },
	"podcast": func(d *feed.Definition, v *frontmatter.Value) (err error) {
		d.Podcast, err = readShow(v)
		return err
	},
	"not":       readNot,
	"id":        feedKey("id"),
	"limit":     feedKey("limit"),
	"max_bytes": feedKey("max_bytes"),
	"content":   feedKey("content"),
	"archive": func(d *feed.Definition, v *frontmatter.Value) (err error) {
		if s, _ := v.Str("archive"); s == "json" {
			d.Archive, d.JSONArchives = true, true
			return nil
		}
		d.Archive, err = v.Bool("archive")
		return err
	},
	"paths":     func(d *feed.Definition, v *frontmatter.Value) error { return readPaths(&d.Paths, v) },
	"tags":      func(d *feed.Definition, v *frontmatter.Value) error { return selectorKeys["tags"](&d.Selector, v) },
	"sections":  func(d *feed.Definition, v *frontmatter.Value) error { return selectorKeys["sections"](&d.Selector, v) },
	"authors":   func(d *feed.Definition, v *frontmatter.Value) error { return selectorKeys["authors"](&d.Selector, v) },
	"languages": func(d *feed.Definition, v *frontmatter.Value) error { return selectorKeys["languages"](&d.Selector, v) },
}

// pathForms are the keys below paths.
var pathForms = map[string]feed.Form{"atom": feed.Atom, "rss": feed.RSS, "json": feed.JSON}

// readPaths reads the names of the documents of a feed, by form.
func readPaths(into *feed.Address, v *frontmatter.Value) error {
	const hint = "write it as in paths: {atom: index.xml, rss: feed/rss.xml}"
	if v.Kind != frontmatter.Table {
		return frontmatter.Errorf(v.Line, hint, "paths is a table, not %s", v.Kind)
	}
	taken := map[string]bool{}
	for _, f := range v.Fields {
		form, ok := pathForms[f.Key]
		if !ok {
			return unknownKey(f, pathForms)
		}
		s, err := f.Value.Str(f.Key)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(plaintext.NFC(s), "/")
		switch ext := strings.ToLower(path.Ext(name)); {
		case !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, "?#\\") || strings.HasPrefix(name, ".") || strings.Contains(name, "/.") || feed.TooLong(name):
			return frontmatter.Errorf(f.Line, hint, "paths: %s %q cannot be the name of a file", f.Key, s)
		case ext == ".html" || ext == ".htm" || ext == ".gz":
			return frontmatter.Errorf(f.Line, hint, "paths: %s %q is the name of something else than a feed", f.Key, s)
		case taken[strings.ToLower(name)]:
			return frontmatter.Errorf(f.Line, "give each form a name of its own", "paths: two forms have the name %q", s)
		}
		taken[strings.ToLower(name)] = true
		form.Set(into, name)
	}
	return nil
}

// feedKey returns the function of feedKeys for a named feed.
func feedKey(name string) func(d *feed.Definition, v *frontmatter.Value) error {
	return func(d *feed.Definition, v *frontmatter.Value) error { return feedKeys[name](&d.ID, &d.FeedOptions, v) }
}

// selectorKeys are the keys by which a named feed selects articles, and below not excludes them.
var selectorKeys = map[string]func(s *feed.Selector, v *frontmatter.Value) error{
	"tags": func(s *feed.Selector, v *frontmatter.Value) (err error) { s.Tags, err = v.Strs("tags"); return err },
	"sections": func(s *feed.Selector, v *frontmatter.Value) (err error) {
		s.Sections, err = v.Strs("sections")
		return err
	},
	"authors": func(s *feed.Selector, v *frontmatter.Value) (err error) {
		s.Authors, err = v.Strs("authors")
		return err
	},
	"languages": func(s *feed.Selector, v *frontmatter.Value) error {
		tags, err := v.Strs("languages")
		for _, tag := range tags {
			checked, wrong := languageTag(tag, v.Line)
			if wrong != nil {
				return wrong
			}
			s.Languages = append(s.Languages, checked)
		}
		return err
	},
}

// readNot reads which articles a named feed excludes.
func readNot(d *feed.Definition, v *frontmatter.Value) error {
	if v.Kind != frontmatter.Table {
		return frontmatter.Errorf(v.Line, "write it as in not: {tags: [draft]}", "not is a table, not %s", v.Kind)
	}
	d.Not = &feed.Selector{}
	for _, f := range v.Fields {
		set, ok := selectorKeys[f.Key]
		if !ok {
			return unknownKey(f, selectorKeys)
		}
		if err := set(d.Not, f.Value); err != nil {
			return err
		}
	}
	return nil
}

// readRetired reads the feeds that have moved to another address, to which Fil redirects.
func readRetired(r *siteReader, v *frontmatter.Value) error {
	const hint = "write a list: - {feed: tags/old, to: https://example.org/atom.xml}; the site's own feed is /"
	if v.Kind != frontmatter.List {
		return frontmatter.Errorf(v.Line, hint, "retired is a list, not %s", v.Kind)
	}
	for _, item := range v.List {
		retired, found := feed.Retired{}, false
		for _, f := range item.Fields {
			s, err := f.Value.Str(f.Key)
			if err != nil {
				return err
			}
			switch f.Key {
			case "feed":
				retired.Path, err = r.retiredPath(s)
				if err != nil {
					return frontmatter.Errorf(f.Line, hint, "feed %q: %v", s, err)
				}
				found = true
			case "to":
				retired.To, err = plaintext.WebURL(s)
				if err != nil {
					return frontmatter.Errorf(f.Line, hint, "to %q: %v", s, err)
				}
			default:
				return frontmatter.Errorf(f.Line, hint, "unknown key %q", f.Key)
			}
		}
		if !found || retired.To == "" {
			return frontmatter.Errorf(item.Line, hint, "a retired feed has feed and to")
		}
		r.site.Retired = append(r.site.Retired, retired)
	}
	return nil
}

// retiredPath returns the path of a retired feed, without slashes around it.
func (r *siteReader) retiredPath(s string) (string, error) {
	name, query, err := r.sitePath(s)
	if err == nil && query != "" {
		err = errors.New("addresses with ? or # lead to the path before it")
	}
	return strings.Trim(name, "/"), err
}

// sitePath returns the path and the query of an address on this site, which is given as a path or as a
// whole URL. The path is decoded, and has no slash at its beginning.
func (r *siteReader) sitePath(s string) (name, query string, err error) {
	u, err := url.Parse(s)
	switch {
	case err != nil || s == "":
		return "", "", errors.New("it is no address")
	case u.Fragment != "":
		return "", "", errors.New("addresses with ? or # lead to the path before it")
	case u.IsAbs() && r.site.Host(s):
		u, _ = url.Parse(strings.TrimPrefix(s, r.site.BaseURL))
	case u.IsAbs() || u.Host != "":
		return "", "", errors.New("it is not on this site")
	}
	name = strings.TrimLeft(plaintext.NFC(u.Path), "/")
	for part := range strings.SplitSeq(strings.TrimRight(name, "/"), "/") {
		if strings.Trim(name, "/") != "" && (part == "" || strings.HasPrefix(part, ".") && part != ".well-known" || strings.ContainsFunc(part, unicode.IsControl) || strings.Contains(part, `\`)) {
			return "", "", errors.New("it cannot be a path of this site")
		}
	}
	return name, u.RawQuery, nil
}

// resolveMoved reads the old addresses of feeds that are on this site.
func (r *siteReader) resolveMoved() error {
	if r.moved == nil || r.moved.Kind == frontmatter.Null {
		return nil
	}
	if r.moved.Kind != frontmatter.Table {
		return frontmatter.Errorf(r.moved.Line, movedHint, "moved is a table of old addresses, not %s", r.moved.Kind)
	}
	for _, f := range r.moved.Fields {
		var m feed.Moved
		var err error
		m.Name, m.Query, err = r.sitePath(f.Key)
		if err != nil {
			return frontmatter.Errorf(f.Line, movedHint, "moved: the old address %q: %v", f.Key, err)
		}
		if m.Name == "" || strings.HasSuffix(m.Name, "/") {
			m.Name += "index.html"
		}
		if m.Name == "index.html" && m.Query == "" {
			return frontmatter.Errorf(f.Line, movedHint, "moved: the address of the home page cannot be that of a feed")
		}
		if err := r.movedTo(&m, f); err != nil {
			return err
		}
		if strings.Count(m.Name, "*") != strings.Count(m.To, "*") || strings.Count(m.To, "*") > 1 {
			return frontmatter.Errorf(f.Line, "write one * on both sides, as in tags/*/index.xml: tags/*/rss.xml", "moved: the stars of %s and %s do not match", f.Key, m.To)
		}
		r.site.Moved = append(r.site.Moved, m)
	}
	return nil
}

const movedHint = "write it as in moved: {index.xml: rss.xml}, or {index.xml: {to: rss.xml, redirect: true}}"

// movedTo reads where an old address of a feed leads: a name in dist, or a table with that and redirect.
func (r *siteReader) movedTo(m *feed.Moved, f frontmatter.Field) (err error) {
	to := f.Value
	if to.Kind == frontmatter.Table {
		to = nil
		for _, option := range f.Value.Fields {
			switch option.Key {
			case "to":
				to = option.Value
			case "redirect":
				m.Redirect, err = option.Value.Bool("redirect")
			default:
				err = frontmatter.Errorf(option.Line, movedHint, "moved: unknown key %q", option.Key)
			}
			if err != nil {
				return err
			}
		}
		if to == nil {
			return frontmatter.Errorf(f.Line, movedHint, "moved: %s has no address to lead to", f.Key)
		}
	}
	s, err := to.Str("moved: " + f.Key)
	if err != nil {
		return err
	}
	var query string
	m.To, query, err = r.sitePath(s)
	if err == nil && (query != "" || m.To == "" || strings.HasSuffix(m.To, "/")) {
		err = errors.New("it is not the address of a feed")
	}
	if err != nil {
		return frontmatter.Errorf(to.Line, "name the file of a feed, as in rss.xml or tags/mali/atom.xml; retired leads to another site", "moved: %s leads to %q: %v", f.Key, s, err)
	}
	return nil
}

// completeNamed gives named feeds the site's options for those that they omit.
func (r *siteReader) completeNamed() {
	for i := range r.site.Named {
		d := &r.site.Named[i]
		if d.Limit < 0 {
			d.Limit = r.site.Feed.Limit
		}
		if d.MaxBytes == 0 {
			d.MaxBytes = r.site.Feed.MaxBytes
		}
		d.After = r.site.Feed.After
		if d.Title == "" {
			d.Title = r.site.Title + " – " + d.Value
		}
	}
}
