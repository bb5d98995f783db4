package source

import (
	"cmp"
	"crypto/sha256"
	"io/fs"
	"path"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
	"fil/feed/source/markup"
	"fil/feed/source/plaintext"
)

// open reads a file and parses it up to its address: front matter, header lines, the head of a
// page. If unchanged returns true for its stamp and hash, open does not parse it.
func (r *reader) open(name string, unchanged func(h *head) bool) (*head, error) {
	data, info, err := inventory.ReadFile(r.fsys, name)
	if err != nil {
		return nil, err
	}
	h := &head{article: feed.Article{Meta: feed.Meta{Path: name, Stem: plaintext.NFC(feed.Stem(name)), Hash: hashOf(data)}}, stamp: inventory.StampOf(info)}
	h.sure = inventory.Sure(h.stamp, r.before)
	if unchanged(h) {
		return h, nil
	}
	body, warning := plaintext.Decode(data)
	if warning != "" {
		h.warnings = append(h.warnings, frontmatter.Errorf(0, "save it as UTF-8", "%s", warning))
	}
	if err := h.readHead(body, r.zone()); err != nil {
		return nil, err
	}
	a := &h.article
	if isHTML(name) {
		h.page, err = markup.ParsePage(h.body)
		if err != nil {
			return nil, err
		}
		if err := h.fillFrom(h.page, r.site); err != nil {
			return nil, err
		}
	}
	if inventory.InDrafts(name) {
		a.Draft = true
	}
	r.inherit(h)
	a.NoFeed = a.NoFeed || a.Standalone()
	language, rest := r.site.LanguageOfFile(a.Stem)
	if a.Language == "" {
		a.Language = language
	}
	if a.Translation == "" && len(r.site.Languages) > 0 && !a.Standalone() {
		a.Translation = rest
	}
	if a.Section == "" {
		a.Section = firstFolder(rest)
	}
	a.Title = h.stripBidi(h.plainText(a.Title), "title")
	a.Slug = plaintext.NFC(h.stripBidi(a.Slug, "slug"))
	a.Stem = h.stripBidi(a.Stem, "name")
	if isText(name) {
		h.readTextHeader(r.zone(), languageOf(a, r.site))
	}
	if err := h.inferDate(info, r.committed, r.site); err != nil {
		return nil, err
	}
	// An article that expires has them at any time: its record must not depend on when it was read.
	if a.Draft || a.Published.After(r.Now) || !a.Expires.IsZero() {
		h.refs.hashes = append(h.refs.hashes, mentions(name, body)...)
	}
	return h, r.assignAddress(h)
}

// readHead splits front matter, or lines of metadata, from the text and reads its fields.
func (h *head) readHead(text string, zone *time.Location) error {
	fields, body, line, err := frontmatter.Split(text, meaning)
	if err != nil {
		return err
	}
	if onlyPinned(fields) && !isHTML(h.article.Path) {
		if lines, below, at := splitMetaLines(body, line); lines != nil {
			if fields != nil {
				lines.Fields = append(fields.Fields, lines.Fields...)
			}
			fields, body, line = lines, below, at
		}
	}
	h.body, h.bodyLine, h.bodyLength = body, line, len(body)
	if fields == nil {
		return nil
	}
	if strings.HasPrefix(strings.TrimLeft(text, " \t\n\ufeff"), "---") {
		h.warnings = append(h.warnings, frontmatter.YAMLWarnings(text[:len(text)-len(body)])...)
	}
	return readFields(h, fields, zone)
}

// onlyPinned reports whether there is no front matter, or only the id that fil pin wrote: then
// lines of metadata may follow.
func onlyPinned(fields *frontmatter.Value) bool {
	return fields == nil || len(fields.Fields) == 1 && fields.Fields[0].Key == "id"
}

// hashOf returns the first half of the SHA-256 of a file, by which it is recognised as unchanged.
func hashOf(data []byte) (hash [16]byte) {
	sum := sha256.Sum256(data)
	copy(hash[:], sum[:])
	return hash
}

// maxBuffered is how many bytes of texts are held in memory from the parsing of heads to the
// rendering. Files beyond it are read twice, which costs less than the memory.
const maxBuffered = 8 << 20

// bufferText keeps a text in memory until its article is rendered, if maxBuffered allows.
func (r *reader) bufferText(h *head) {
	if r.bufferedBytes.Add(int64(len(h.body))) > maxBuffered {
		h.body = ""
	}
}

// loadText reads the text again if it was not buffered. It fails if the file has changed.
func (r *reader) loadText(h *head) error {
	if len(h.body) == h.bodyLength {
		return nil
	}
	data, info, err := inventory.ReadFile(r.fsys, h.article.Path)
	if err != nil {
		return err
	}
	if inventory.StampOf(info) != h.stamp || hashOf(data) != h.article.Hash {
		return errChanging
	}
	text, _ := plaintext.Decode(data)
	h.body = text[len(text)-h.bodyLength:]
	return nil
}

// errChanging is the error of a file that changed between two reads of it.
var errChanging = frontmatter.Errorf(0, "it is read again at the next run", "it changed while it was read")

// firstFolder returns the section of an article that names none: its first folder. The folder of an
// index file is the article itself, and Jekyll's _posts and _drafts are no sections.
func firstFolder(stem string) string {
	for part := range strings.SplitSeq(path.Dir(stem), "/") {
		if part != "." && part != "_posts" && part != "_drafts" && part != feed.PagesFolder {
			return part
		}
	}
	return ""
}

func isText(name string) bool { return strings.EqualFold(path.Ext(name), ".txt") }

func isHTML(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml":
		return true
	}
	return false
}

// languageOf returns the article's language, else the site's.
func languageOf(a *feed.Article, site *feed.Site) string {
	if a.Language != "" {
		return a.Language
	}
	return site.Language
}

var errBidiTitle = frontmatter.Errorf(0, "", "characters that turn the writing direction were removed from its title")

// stripBidi removes characters that change the writing direction, with a warning. what names the
// field.
func (h *head) stripBidi(s, what string) string {
	clean := plaintext.StripBidi(s)
	if clean != s {
		h.warnings = append(h.warnings, frontmatter.Errorf(0, "", "characters that turn the writing direction were removed from its %s", what))
	}
	return clean
}

// readTextHeader reads the header lines of a plain text: their date may be part of the address.
// Front matter has precedence.
func (h *head) readTextHeader(zone *time.Location, language string) {
	p := plaintext.Read(h.body, zone, language)
	a := &h.article
	if a.Published.IsZero() {
		a.Published = p.Header.Published
	}
	if a.Updated.IsZero() {
		a.Updated = p.Header.Updated
	}
	if a.Published.IsZero() {
		a.Published = p.Header.Updated // only an update is given
	}
	if len(a.Authors) == 0 {
		for _, name := range p.Header.Authors {
			a.Authors = append(a.Authors, feed.Person{Name: name})
		}
	}
}

// committed returns when a file was first and last committed; zero times if that is not known.
func (r *reader) committed(path string) (first, last time.Time) {
	if r.Committed == nil {
		return first, last
	}
	return r.Committed(path)
}

// inferDate finds the date of an article that gives none: in the name of its file or folder, with
// year and month at least; else its first commit, or the file's time of change, with a warning. The clock is
// never used: the article would be new at each run.
func (h *head) inferDate(info fs.FileInfo, committed func(path string) (first, last time.Time), site *feed.Site) error {
	a, zone := &h.article, site.TimeZone
	first, last := committed(a.Path)
	if a.Published.IsZero() {
		if _, written := feed.NameDate(path.Base(a.Stem)); written != "" {
			t, err := plaintext.ParseDate(written, zone)
			if err != nil {
				return err
			}
			a.Published = t
			if monthOnly.MatchString(written) {
				a.Traits |= feed.MonthOnly
			}
		}
	}
	if a.Published.IsZero() && a.Standalone() { // a page of its own shows no date
		a.Published = time.Unix(0, 0).In(zone)
	}
	if a.Published.IsZero() {
		t := cmp.Or(first, info.ModTime()).In(zone).Truncate(time.Second)
		if t, err := plaintext.InRange(t, t.String()); err != nil || t.Unix() <= 0 {
			return frontmatter.Errorf(0, plaintext.DateHint, "it has no date, neither in itself nor in its name nor as a file")
		}
		a.Published = t
		h.classifyUndated(first.IsZero(), site)
	}
	if a.Updated.IsZero() && last.After(a.Published) {
		a.Updated = last.In(zone).Truncate(time.Second)
	}
	h.updated = !a.Updated.IsZero()
	if !h.updated || a.Updated.Before(a.Published) {
		a.Updated = a.Published
	}
	return nil
}

// foldersOfPosts returns the folders above Jekyll's _posts, which are categories of the posts in it.
func foldersOfPosts(path string) []string {
	if above, _, found := strings.Cut(path, "/_posts/"); found {
		return strings.Split(above, "/")
	}
	return nil
}

// assignAddress gives an article its permalink, page, ID and aliases.
func (r *reader) assignAddress(h *head) error {
	a := &h.article
	if a.Stem == "" { // the introduction is part of the home page
		a.Permalink, a.ID, a.Page = r.site.BaseURL, r.site.BaseURL, "index.html"
		return nil
	}
	categories := h.categories
	if r.site.UndatedPages { // as it was in Jekyll; other sites keep their addresses
		_, rest := r.site.LanguageOfFile(a.Stem)
		categories = append(foldersOfPosts(rest), categories...)
	}
	if err := r.site.AssignAddress(a, h.address, categories...); err != nil {
		return frontmatter.Errorf(0, "give it another name, slug or permalink", "%v", err)
	}
	if a.Page == "index.html" {
		return frontmatter.Errorf(0, "only content/index.md introduces the home page: give it another permalink",
			"its address is that of the home page, index.html, which Fil makes itself")
	}
	for _, alias := range h.aliases {
		written := alias
		if !strings.Contains(alias, "://") && !strings.HasPrefix(alias, "/") {
			alias = path.Join("/", path.Dir(a.Stem), alias) + "/" // Hugo: relative to the article's folder
		}
		file, err := r.site.File(alias)
		if err != nil || file == "index.html" {
			h.warnOmitted(frontmatter.Errorf(h.aliasLine, "write the old path, as in aliases: [/old/address/]", "alias %q is no address of the site", written))
			continue
		}
		if file != a.Page {
			a.Aliases = append(a.Aliases, file)
		}
	}
	return nil
}
