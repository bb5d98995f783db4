package source

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"io/fs"
	"mime"
	"path"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed"
	"fil/feed/source/markup"
)

// open reads a file as far as its place among the others. Where known says, by its
// stamp and hash, that there is no need, it stops.
func (r *reader) open(name string, known func(h *head) bool) (*head, error) {
	data, info, err := readArticle(r.fsys, name)
	if err != nil {
		return nil, err
	}
	h := &head{article: feed.Article{Path: name, Stem: normal(feed.Stem(name)), Hash: hashOf(data), Matter: &feed.Matter{}}, stamp: stampOf(info)}
	h.sure = sure(h.stamp, r.before)
	if known(h) {
		return h, nil
	}
	body, warning := decode(data)
	if warning != "" {
		h.warnings = append(h.warnings, fault(0, "save it as UTF-8", "%s", warning))
	}
	if err := h.readHead(body, r.zone()); err != nil {
		return nil, err
	}
	a := &h.article
	if isHTML(name) {
		if h.page, err = parsePage(h.body); err != nil {
			return nil, err
		}
		if err := h.page.fill(h, r.site); err != nil {
			return nil, err
		}
	}
	if inDrafts(name) {
		a.Draft = true
	}
	a.NoFeed = a.NoFeed || a.Alone()
	if a.Section == "" {
		a.Section = firstFolder(a.Stem)
	}
	a.Title = h.stripped(h.said(a.Title), "title")
	a.Slug = normal(h.stripped(a.Slug, "slug"))
	a.Stem = h.stripped(a.Stem, "name")
	if isText(name) {
		h.readTextHeader(r.zone(), languageOf(a, r.site))
	}
	if err := h.settleDates(info, r.zone()); err != nil {
		return nil, err
	}
	return h, r.place(h)
}

// readHead parts a text's front matter, or the lines that stand for it, from its body, and
// reads it.
func (h *head) readHead(text string, zone *time.Location) error {
	fields, body, line, err := splitFrontMatter(text)
	if err != nil {
		return err
	}
	if onlyPinned(fields) && !isHTML(h.article.Path) {
		lines, below, at := splitMetaLines(body, line)
		if lines != nil && fields != nil {
			lines.fields = append(fields.fields, lines.fields...)
		}
		if lines != nil {
			fields, body, line = lines, below, at
		}
	}
	h.body, h.bodyLine, h.bodyLength = body, line, len(body)
	if fields == nil {
		return nil
	}
	if strings.HasPrefix(strings.TrimLeft(text, " \t\n\ufeff"), "---") {
		h.warnOfYAML(text[:len(text)-len(body)])
	}
	return readFields(h, fields, zone)
}

// onlyPinned reports whether there is no front matter, or nothing in it but the ID that fil
// pin has written: then lines of metadata may stand below.
func onlyPinned(fields *value) bool {
	return fields == nil || len(fields.fields) == 1 && fields.fields[0].key == "id"
}

// hashOf is what the bytes of a file are known again by.
func hashOf(data []byte) (hash [16]byte) {
	sum := sha256.Sum256(data)
	copy(hash[:], sum[:])
	return hash
}

// maxHeld is the most bytes of texts that are held between the reading of heads and
// that of bodies. Files that are more are read twice, which costs less than memory.
const maxHeld = 8 << 20

// hold keeps a text until its body is read, where there is room.
func (r *reader) hold(h *head) {
	if r.held.Add(int64(len(h.body))) > maxHeld {
		h.body = ""
	}
}

// text returns the text again.
func (r *reader) text(h *head) error {
	if len(h.body) == h.bodyLength {
		return nil
	}
	data, info, err := readArticle(r.fsys, h.article.Path)
	if err != nil {
		return err
	}
	if stampOf(info) != h.stamp || hashOf(data) != h.article.Hash {
		return errChanging
	}
	text, _ := decode(data)
	h.body = text[len(text)-h.bodyLength:]
	return nil
}

var errChanging = fault(0, "it is read again at the next run", "it changed while it was read")

// inDrafts knows the folders in which people keep what they are not ready to publish.
func inDrafts(name string) bool {
	if inFolder(name, "_drafts") {
		return true
	}
	for part := range strings.SplitSeq(path.Dir(name), "/") {
		switch strings.ToLower(part) {
		case "drafts", "draft", "brouillons", "brouillon", "entwürfe", "borradores":
			return true
		}
	}
	return false
}

// inFolder reports whether a folder of that name is on the way to a file.
func inFolder(name, folder string) bool {
	return strings.HasPrefix(name, folder+"/") || strings.Contains(name, "/"+folder+"/")
}

// firstFolder is the section of an article that names none. The folder of an index
// file is the article itself, and Jekyll's working folders are nobody's section.
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

func languageOf(a *feed.Article, site *feed.Site) string {
	if a.Language != "" {
		return a.Language
	}
	return site.Language
}

var errBidiTitle = fault(0, "", "characters that turn the writing direction were removed from its title")

// stripped removes direction overrides from a title or slug, with a warning.
func (h *head) stripped(s, what string) string {
	clean := stripBidi(s)
	if clean != s {
		h.warnings = append(h.warnings, fault(0, "", "characters that turn the writing direction were removed from its %s", what))
	}
	return clean
}

// readTextHeader takes the header lines off a plain text, now, because the date in
// them may be part of the address. Front matter goes before them.
func (h *head) readTextHeader(zone *time.Location, language string) {
	p := readPlain(h.body, zone, language)
	a := &h.article
	if a.Published.IsZero() {
		a.Published = p.header.published
	}
	if a.Updated.IsZero() {
		a.Updated = p.header.updated
	}
	if a.Published.IsZero() {
		a.Published = p.header.updated // a change is said, and nothing else
	}
	if len(a.Authors) == 0 {
		for _, name := range p.header.authors {
			a.Authors = append(a.Authors, feed.Person{Name: name})
		}
	}
}

// settleDates finds the date of an article that names none: in its file's name, with
// year and month at least, or in its folder's; else, with a warning, the file's time
// of change. It is never now: an article would be new at each run.
func (h *head) settleDates(info fs.FileInfo, zone *time.Location) error {
	a := &h.article
	if a.Published.IsZero() {
		if _, written := feed.NameDate(path.Base(a.Stem)); written != "" {
			t, err := parseDate(written, zone)
			if err != nil {
				return err
			}
			a.Published = t
		}
	}
	if a.Published.IsZero() && a.Alone() { // it shows none
		a.Published = time.Unix(0, 0).In(zone)
	}
	if a.Published.IsZero() {
		t := info.ModTime().In(zone).Truncate(time.Second)
		if t, err := inRange(t, t.String()); err != nil || t.Unix() <= 0 {
			return fault(0, dateHint, "it has no date, neither in itself nor in its name nor as a file")
		}
		a.Published = t
		h.setNews()
	}
	if a.Updated.IsZero() || a.Updated.Before(a.Published) {
		a.Updated = a.Published
	}
	return nil
}

// place gives an article its address and ID.
func (r *reader) place(h *head) error {
	a := &h.article
	if a.Stem == "" { // the introduction is part of the home page
		a.Permalink, a.ID, a.Page = r.site.BaseURL, r.site.BaseURL, "index.html"
		return nil
	}
	if err := r.site.Place(a, h.address); err != nil {
		return fault(0, "give it another name, slug or permalink", "%v", err)
	}
	if a.Page == "index.html" {
		return fault(0, "only content/index.md introduces the home page: give it another permalink",
			"its address is that of the home page, index.html, which Fil makes itself")
	}
	for _, alias := range h.aliases {
		written := alias
		if !strings.Contains(alias, "://") && !strings.HasPrefix(alias, "/") {
			alias = path.Join("/", path.Dir(a.Stem), alias) + "/" // Hugo: beside the article
		}
		file, err := r.site.File(alias)
		if err != nil || file == "index.html" {
			h.leaveOut(fault(h.aliasLine, "write the old path, as in aliases: [/old/address/]", "alias %q is no address of the site", written))
			continue
		}
		if file != a.Page {
			a.Aliases = append(a.Aliases, file)
		}
	}
	return nil
}

// body renders an article and fills in what its front matter does not say.
func (r *reader) body(h *head) error {
	a := &h.article
	if err := r.text(h); err != nil {
		return err
	}
	resolve := func(ref string) string { return r.links.resolve(ref, a, &h.refs) }
	if err := r.render(h, resolve); err != nil {
		return err
	}
	if title := stripBidi(a.Title); title != a.Title {
		a.Title = title
		h.warnings = append(h.warnings, errBidiTitle)
	}
	var summary string
	a.Content, summary = cutSummary(cleanText(a.Content))
	if strings.TrimSpace(a.Content) == "" && a.Title == "" && a.Link == "" && len(h.enclosures) == 0 {
		if a.Stem == "" { // of another tool's home page nothing may be left
			a.Draft = true
			h.warn(0, "", "it has no text: the home page has no introduction")
			return nil
		}
		return fault(0, "", "it is empty")
	}
	a.Summary = cmp.Or(h.said(a.Summary), summary, h.said(h.description), summaryFrom(firstParagraph(a.Content)))
	if a.Title == "" {
		a.Title = stripBidi(titleFrom(firstParagraph(a.Content)))
	}
	if a.Title == "" {
		a.Title = nameTitle(a.Stem)
	}
	if len(a.Authors) == 0 {
		a.Authors = r.site.DefaultAuthors()
	}
	if err := r.illustrate(h, resolve); err != nil {
		return err
	}
	if a.Link != "" {
		// A link-blog article says first what it is about (in a reader, its title leads
		// to its own page).
		a.Content = `<p><a href="` + html.EscapeString(a.Link) + `">` + html.EscapeString(linkLabel(a.Link)) + "</a></p>\n" + a.Content
	}
	return r.enclose(h, resolve)
}

// linkLabel is an address without what says nothing to a person.
func linkLabel(link string) string {
	_, rest, _ := strings.Cut(link, "://")
	return "→ " + strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
}

// said is a text of front matter in one line, without what other tools mark up in it.
func (h *head) said(s string) string {
	if s == "" {
		return ""
	}
	out, _, err := markup.Translate(s, markup.Options{Plain: true, PageTitle: h.article.Title})
	if err != nil {
		return "" // it hides something, and nobody can tell how much
	}
	return oneLine(plainText(out))
}

// translate takes other tools' markup out of a body, and files what there is to be told.
func (r *reader) translate(h *head) (string, error) {
	a := &h.article
	text, notes, err := markup.Translate(h.body, markup.Options{
		Ref:     func(name string) (string, bool) { return r.links.find(name, a, &h.refs) },
		BaseURL: r.site.BaseURL, Title: r.site.Title, PageTitle: a.Title, Templates: h.layout != "",
		MDX: strings.EqualFold(path.Ext(a.Path), ".mdx"), HTML: isHTML(a.Path),
	})
	if a.Draft { // its author is still at it
		notes = nil
	}
	for _, n := range notes {
		h.warn(h.bodyLine+n.Line-1, n.Hint, "%s", n.Message)
	}
	var note *markup.Note
	if errors.As(err, &note) {
		return "", fault(h.bodyLine+note.Line-1, note.Hint, "%s", note.Message)
	}
	return text, err
}

// cleaner makes the text of an article safe, and tells what it leaves out.
func (h *head) cleaner(resolve resolver) *cleaner {
	return &cleaner{resolve: resolve, separator: h.separator, tell: func(at, hint, format string, args ...any) {
		line := 0
		if i := strings.Index(h.body, at); i >= 0 {
			line = h.bodyLine + strings.Count(h.body[:i], "\n")
		}
		h.warn(line, hint, format, args...)
	}}
}

func (r *reader) render(h *head, resolve resolver) (err error) {
	a := &h.article
	if strings.Contains(h.body, moreMark) {
		h.body = strings.ReplaceAll(h.body, moreMark, "")
		h.bodyLength = len(h.body)
	}
	switch ext := strings.ToLower(path.Ext(a.Path)); ext {
	case ".txt":
		p := readPlain(h.body, r.zone(), languageOf(a, r.site))
		if a.Title == "" {
			a.Title = p.title
		} else if p.title != "" && p.title != a.Title {
			p.blocks = append([]string{p.title}, p.blocks...)
		}
		a.Content = plainHTML(p.blocks)
	case ".html", ".htm", ".xhtml":
		return r.renderPage(h, resolve)
	default:
		if err := weighMarkdown(h.body, h.bodyLine); err != nil {
			return err
		}
		text, err := r.translate(h)
		if err != nil {
			return err
		}
		if text != h.body {
			if err := weighMarkdown(text, h.bodyLine); err != nil {
				return err
			}
		}
		var title string
		a.Content, title, err = r.markdown.render(text, a, h.cleaner(resolve))
		if a.Title == "" {
			a.Title = cleanText(title)
		}
		return err
	}
	return err
}

// renderPage makes an article of an HTML file.
func (r *reader) renderPage(h *head, resolve resolver) error {
	a, p := &h.article, h.page
	text, err := r.translate(h)
	if err != nil {
		return err
	}
	if p == nil || text != h.body {
		if p, err = parsePage(text); err != nil {
			return err
		}
	}
	if p.body == nil {
		return fault(0, "put its text into a body", "it is a page of frames, without text of its own")
	}
	if a.Title == "" {
		a.Title = stripBidi(cleanText(p.name()))
	}
	if h.description == "" {
		h.description = cleanText(p.description)
	}
	if a.Language == "" {
		a.Language, _ = languageTag(p.lang, 0) // a page with a wrong lang has none
	}
	body := p.text(a.Title)
	if a.Title == "" {
		a.Title = cleanText(takeHeading(body))
	}
	a.Content, err = h.cleaner(resolve).cleanBody(body)
	return err
}

// takeHeading removes a page's first heading of the first level and returns its text.
func takeHeading(body *html.Node) string {
	for n := range body.Descendants() {
		if n.DataAtom == atom.H1 {
			title := oneLine(textOf(n))
			n.Parent.RemoveChild(n)
			return title
		}
	}
	return ""
}

// firstParagraph is the text of the first paragraph, else of all there is.
func firstParagraph(content string) string {
	if strings.Contains(content, "<blockquote>\n<p><strong>") {
		content = calloutHead.ReplaceAllString(content, "<blockquote>\n")
	}
	if text := firstText(content, atom.P); text != "" {
		return text
	}
	return firstText(content, 0)
}

// calloutHead is the title of a callout, which says nothing without its text.
var calloutHead = regexp.MustCompile(`<blockquote>\n<p><strong>[^<]*</strong></p>\n`)

// nameTitle is the last resort: the file's name, read as words.
func nameTitle(stem string) string {
	name, _ := feed.NameDate(path.Base(stem))
	words := strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' }), " ")
	if words == "" {
		return name
	}
	return words
}

// enclose resolves enclosures and measures those that lie in content.
func (r *reader) enclose(h *head, resolve resolver) error {
	for _, e := range h.enclosures {
		ref := e.URL
		var err error
		if e.URL, err = webURL(resolve(ref)); err != nil {
			return fault(e.line, "name a file beside the article or an address", "enclosure %q is no address", ref)
		}
		name := assetPath(ref, &h.article)
		file, ours := r.links.assetFile(name, &h.refs)
		switch {
		case ours && file.size == 0:
			return fault(e.line, "", "enclosure %q is empty", ref)
		case ours:
			e.Length = file.size
		case name != "":
			return fault(e.line, "put it beside the article, or write its whole address", "enclosure %q is not in content", ref)
		}
		if e.Type == "" {
			e.Type = feed.MediaType(e.URL)
		}
		if t, _, err := mime.ParseMediaType(e.Type); err != nil || !strings.Contains(t, "/") {
			return fault(e.line, "write it as in type: audio/mpeg", "enclosure type %q is no media type", e.Type)
		}
		h.article.Enclosures = append(h.article.Enclosures, e.Enclosure)
	}
	h.article.HasMedia = h.article.Media() != nil
	return r.episode(h, resolve)
}
