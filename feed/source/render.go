package source

import (
	"cmp"
	"errors"
	"mime"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/markup"
	"fil/feed/source/plaintext"
)

// body renders an article, and fills in the fields that its front matter omits.
func (r *reader) body(h *head) error {
	a := &h.article
	if err := r.loadText(h); err != nil {
		return err
	}
	resolve := func(ref string) string { return r.links.resolve(ref, &a.Meta, &h.refs) }
	checked := func(ref string) string {
		r.checkRef(h, ref, 0)
		return resolve(ref)
	}
	if err := r.render(h, checked); err != nil {
		return err
	}
	h.checkFragments()
	if title := plaintext.StripBidi(a.Title); title != a.Title {
		a.Title = title
		h.warnings = append(h.warnings, errBidiTitle)
	}
	var summary string
	a.Content, summary = markup.CutSummary(plaintext.Clean(a.Content))
	if strings.TrimSpace(a.Content) == "" && a.Link == "" && h.image == "" && len(h.enclosures) == 0 {
		return r.withoutText(h)
	}
	a.Summary = cmp.Or(h.plainText(a.Summary), summary, h.plainText(h.description), plaintext.Summary(markup.FirstParagraphs(a.Content)))
	if a.Title == "" {
		a.Title = plaintext.StripBidi(plaintext.Title(firstParagraph(a.Content)))
	}
	if a.Title == "" {
		_, stem := r.site.LanguageOfFile(a.Stem)
		a.Title = nameTitle(stem)
	}
	if len(a.Authors) == 0 {
		a.Authors = r.site.DefaultAuthors()
	}
	if err := r.chooseImage(h, resolve); err != nil {
		return err
	}
	if a.Link != "" {
		// Readers link an item's title to the article's own page, so the text begins with the link.
		a.Content = `<p><a href="` + html.EscapeString(a.Link) + `">` + html.EscapeString(linkLabel(a.Link)) + "</a></p>\n" + a.Content
	}
	return r.enclose(h, resolve)
}

// withoutText handles an article without content: it becomes a draft. If it was published, it is an
// error, so that its last version stays: many editors empty a file before they write it.
func (r *reader) withoutText(h *head) error {
	a := &h.article
	published := r.LastPublished(a.Path) != nil
	switch {
	case a.Stem == "": // another tool's home page may consist of templates only
		h.warn(0, "", "it has no text: the home page has no introduction")
	case a.Title == "":
		return frontmatter.Errorf(0, "write its text", "it is empty")
	case published && !a.Draft:
		return frontmatter.Errorf(0, "write its text, or draft: true to take it down", "it has no text")
	case !a.Draft:
		h.warn(0, "write its text", "it has no text, picture, sound or link, and is not published")
	}
	a.Draft = true
	return nil
}

// linkLabel returns an address without scheme and www., for readers.
func linkLabel(link string) string {
	_, rest, _ := strings.Cut(link, "://")
	return "→ " + strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
}

// plainText returns a text of front matter in one line, without HTML and markup of other tools.
func (h *head) plainText(s string) string {
	if s == "" {
		return ""
	}
	out, _, err := markup.Translate(s, markup.Options{Plain: true, PageTitle: h.article.Title})
	if err != nil {
		return "" // it hides a part that cannot be separated from the rest
	}
	return plaintext.OneLine(plaintext.FromHTML(out))
}

// translate replaces other tools' markup in the body by Markdown or HTML, and adds its notes to the
// warnings.
func (r *reader) translate(h *head) (string, error) {
	a := &h.article
	text, notes, err := markup.Translate(h.body, markup.Options{
		Ref:     func(name string) (string, bool) { return r.links.find(name, &a.Meta, &h.refs) },
		BaseURL: r.site.BaseURL, Title: r.site.Title, PageTitle: a.Title, Templates: h.layout != "",
		MDX: strings.EqualFold(path.Ext(a.Path), ".mdx"), HTML: isHTML(a.Path),
	})
	if a.Draft { // not finished yet
		notes = nil
	}
	for _, n := range notes {
		h.warn(h.bodyLine+n.Line-1, n.Hint, "%s", n.Message)
	}
	var note *markup.Problem
	if errors.As(err, &note) {
		return "", frontmatter.Errorf(h.bodyLine+note.Line-1, note.Hint, "%s", note.Message)
	}
	return text, err
}

// cleaner returns a cleaner that makes HTML safe and warns of what it removes.
func (h *head) cleaner(resolve markup.Resolver, limits feed.Limits) *markup.Cleaner {
	return &markup.Cleaner{Resolve: resolve, Separator: h.separator, MaxBytes: limits.TextOf(len(h.body)), Warn: func(at, hint, format string, args ...any) {
		line := 0
		if i := strings.Index(h.body, at); i >= 0 {
			line = h.bodyLine + strings.Count(h.body[:i], "\n")
		}
		h.warn(line, hint, format, args...)
	}}
}

// render converts the body to safe HTML by the kind of the file, and sets the title if front matter
// gives none.
func (r *reader) render(h *head, resolve markup.Resolver) (err error) {
	a := &h.article
	switch ext := strings.ToLower(path.Ext(a.Path)); ext {
	case ".txt":
		p := plaintext.Read(h.body, r.zone(), languageOf(a, r.site))
		if a.Title == "" {
			a.Title = p.Title
		} else if p.Title != "" && p.Title != a.Title {
			p.Blocks = append([]string{p.Title}, p.Blocks...)
		}
		a.Content = plaintext.HTML(p.Blocks)
	case ".html", ".htm", ".xhtml":
		return r.renderPage(h, resolve)
	default:
		if err := markup.CheckCost(h.body, h.bodyLine); err != nil {
			return err
		}
		r.checkSpaces(h)
		text, err := r.translate(h)
		if err != nil {
			return err
		}
		if text != h.body {
			if err := markup.CheckCost(text, h.bodyLine); err != nil {
				return err
			}
		}
		var title string
		a.Content, title, err = r.markdown.Render(text, a, h.cleaner(resolve, r.site.Limits))
		if a.Title == "" {
			a.Title = plaintext.Clean(title)
		}
		return err
	}
	return err
}

// renderPage renders an HTML file.
func (r *reader) renderPage(h *head, resolve markup.Resolver) error {
	a, p := &h.article, h.page
	text, err := r.translate(h)
	if err != nil {
		return err
	}
	if p == nil || text != h.body {
		p, err = markup.ParsePage(text)
		if err != nil {
			return err
		}
	}
	if p.Body == nil {
		return frontmatter.Errorf(0, "put its text into a body", "it is a page of frames, without text of its own")
	}
	if a.Title == "" {
		a.Title = plaintext.StripBidi(plaintext.Clean(p.Title()))
	}
	if h.description == "" {
		h.description = plaintext.Clean(p.Description)
	}
	if a.Language == "" {
		a.Language, _ = languageTag(p.Lang, 0) // an invalid lang is ignored
	}
	body := p.Main(a.Title)
	if a.Title == "" {
		a.Title = plaintext.Clean(removeHeading(body))
	}
	a.Content, err = h.cleaner(resolve, r.site.Limits).Clean(body)
	return err
}

// removeHeading removes the first h1 and returns its text, "" if there is none.
func removeHeading(body *html.Node) string {
	for n := range body.Descendants() {
		if n.DataAtom == atom.H1 {
			title := plaintext.OneLine(markup.TextOf(n))
			n.Parent.RemoveChild(n)
			return title
		}
	}
	return ""
}

// firstParagraph returns the text of the first paragraph, else all text.
func firstParagraph(content string) string {
	if strings.Contains(content, "<blockquote>\n<p><strong>") {
		content = markup.CalloutHead.ReplaceAllString(content, "<blockquote>\n")
	}
	if text := markup.FirstText(content, atom.P); text != "" {
		return text
	}
	return markup.FirstText(content, 0)
}

// nameTitle returns the file's name as words, for an article without any title or text.
func nameTitle(stem string) string {
	name, _ := feed.NameDate(path.Base(stem))
	words := strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' }), " ")
	if words == "" {
		return name
	}
	return words
}

// enclose resolves enclosures, and reads the size of those in content.
func (r *reader) enclose(h *head, resolve markup.Resolver) error {
	for _, e := range h.enclosures {
		ref := e.URL
		var err error
		e.URL, err = plaintext.WebURL(resolve(ref))
		if err != nil {
			return frontmatter.Errorf(e.line, "name a file beside the article or an address", "enclosure %q is no address", ref)
		}
		name := assetPath(ref, &h.article.Meta)
		file, ours := r.links.assetFile(name, &h.refs)
		switch {
		case ours && file.size == 0:
			return frontmatter.Errorf(e.line, "", "enclosure %q is empty", ref)
		case ours:
			e.Length = file.size
		case name != "":
			hint := "put it beside the article, or write its whole address"
			if other := r.links.otherCase(name); other != "" {
				hint = "write " + path.Base(other) + ", with the same capitals"
			}
			return frontmatter.Errorf(e.line, hint, "enclosure %q is not in content", ref)
		}
		if e.Type == "" {
			e.Type = feed.MediaType(e.URL)
		}
		if e.Length == 0 && r.Length != nil && !h.article.Draft {
			e.Length = r.Length(e.URL)
		}
		if e.Length == 0 && e.Media() {
			h.warn(e.line, "write enclosures: {url: …, length: its size in bytes}", "the length of the enclosure %q is not known: podcast apps want it", ref)
		}
		if t, _, err := mime.ParseMediaType(e.Type); err != nil || !strings.Contains(t, "/") {
			return frontmatter.Errorf(e.line, "write it as in type: audio/mpeg", "enclosure type %q is no media type", e.Type)
		}
		h.article.Enclosures = append(h.article.Enclosures, e.Enclosure)
	}
	h.article.HasMedia = h.article.Media() != nil
	return r.episode(h, resolve)
}
