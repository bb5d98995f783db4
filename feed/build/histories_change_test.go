package build

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// historySites are texts of site.yaml whose feeds, addresses and hosts differ. None has updated: auto: when an
// article is edited while another one has its address, a cold build does not know when.
var historySites = []string{
	sites[1],
	"title: Un\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 3, content: summary}\neach: [tag, author]\nicon: f/x.png\nhost: netlify\nnav: [{title: A, to: a}]\n",
	"title: Un\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 2}\neach: [tag]\nfeeds:\n  - {name: tags/t, title: N, tags: [T], archive: true, limit: 2}\n" +
		"  - {name: a, title: NA, not: {tags: [t]}, archive: true, limit: 1}\ntimezone: Pacific/Kiritimati\n",
	"title: Un\nbase_url: https://un.example/\nfeed: {limit: 3}\npages: false\neach: [tag]\nlanguage: fr\n" +
		"retired: [{feed: tags/t, to: https://x.example/tags/t/atom.xml}, {feed: old, to: https://x.example/atom.xml}]\n",
	"title: Un\nbase_url: https://un.example/blog/\nid_authority: un.example,2024\nfeed: {limit: 3}\npodcast: {author: A, category: [News], guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810}\neach: [tag, language]\n",
	"title: Un\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 3}\nslugs: ascii\npermalinks: /{year}/{slug}/\nhost: apache\neach: [section]\n",
	"title: Un\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 3}\nlanguage: fr\nlanguages: [fr, en]\n" +
		"moved: {index.xml: rss.xml, tags/*/index.xml: tags/*/atom.xml, feed/: {to: atom.xml, redirect: true}, \"?feed=rss2\": rss.xml, old: feed.json}\n",
	"title: Un\nbase_url: https://un.example/\nids: https://other.example{address}\nfeed: {limit: 3, id: urn:un}\nlower_paths: true\npermalinks: {f: /:year/:title/, /: /:sections/:slugortitle/}\n",
}

// historyStems, historyExtensions and historyAssets are the names of files, many of which claim the same.
var (
	historyStems = []string{"a", "A", "b", "B", "b copy", "b (1)", "caf\u00e9", "cafe\u0301", "a/b", "a/index", "a/b/c", "c/index", "tags/t", "archive", "2024-01-05-d", "2024-01-06-d", "d", "old",
		"subscribe", "x.fr", "x.en", "x", "index", "_pages/about", "_pages/a", "f/g", "f/h", "f/index", "drafts/k", "_index", "f/_index"}
	historyExtensions = []string{".md", ".md", ".md", ".html", ".txt"}
	historyAssets     = []string{"f/x.png", "f/y.png", "a.html", "old", "old/p.png", "atom.xml", "atom.xml.gz", "tags/t/index.html", "favicon.ico", "_headers", "a/index.html", "A/b", "robots.txt", "a.mp3",
		"c/p.png", "b", "vieux", "vieux/index.html", "archive/z.png", "f/f.json", "_theme/style.css", "_theme/list.gohtml", "_theme/article.gohtml", "style.css", "a/index.html.gz"}
)

// historyFields are lines of front matter; one of lines is there once in odds articles.
var historyFields = []struct {
	odds  int
	lines []string
}{
	{2, []string{"tags: [t]", "tags: [T]", "tags: [t, T]", "tags: [feed]", "tags: [été]", "tags: [a/b]", "tags: [archive, t]"}},
	{3, []string{"author: Awa", "author: AWA", "author: {name: Awa, url: 'https://awa.example/'}", "author: t"}},
	{6, []string{"translationKey: k"}},
	{4, []string{"lang: en", "lang: fr", "lang: ar"}},
	{8, []string{"draft: true"}},
	{10, []string{"feed: false"}},
	{10, []string{"unlisted: true"}},
	{12, []string{"id: urn:x:1", "id: urn:x:2"}},
	{8, []string{"slug: a", "slug: d", "slug: B", "permalink: /a/b/", "permalink: /vieux", "permalink: /old/", "permalink: /x.html", "permalink: https://else.example/1"}},
	{2, []string{"aliases: [/vieux/]", "aliases: [/vieux, /Vieux/x/]", "aliases: [/a/, /b/]", "aliases: [/old/, /old/p.png]", "aliases: [/tags/t/, /atom.xml]", "aliases: [/a/b/, /A/B/c/]",
		"aliases: [/café/]", "aliases: [/feed/, /favicon.ico]"}},
	{8, []string{"enclosures: [/a.mp3]"}},
	{8, []string{"image: /f/x.png", "image: /f/y.png"}},
	{12, []string{"date_: x", "updated: 2024-02-01", "title: false"}},
}

// oneOf returns a random one of texts.
func (h *history) oneOf(texts ...string) string { return texts[h.r.IntN(len(texts))] }

func (h *history) newName() string { return h.oneOf(historyStems...) + h.oneOf(historyExtensions...) }

// article returns the text of an article, sometimes of a broken one or of one without front matter.
func (h *history) article() string {
	h.n++
	switch h.r.IntN(30) {
	case 0, 1:
		return "---\nauther: [\n---\nx"
	case 2:
		return fmt.Sprintf("Sans rien %d", h.n)
	}
	fields := []string{"title: " + h.oneOf("X", "Y", fmt.Sprint("Texte ", h.n), fmt.Sprint("Texte ", h.n)), "date: " + h.date()}
	for _, f := range historyFields {
		if h.r.IntN(f.odds) == 0 {
			fields = append(fields, h.oneOf(f.lines...))
		}
	}
	if h.r.IntN(8) == 0 {
		fields = append(fields, "expires: "+h.now.Add(time.Duration(h.r.IntN(150)-20)*time.Hour).Format(time.RFC3339))
	}
	text := "---\n" + strings.Join(fields, "\n") + "\n---\n\nUn texte.\n\n"
	for range h.r.IntN(3) {
		stem := h.oneOf(historyStems...)
		text += fmt.Sprintf("Voir [l’autre](/%s.md), ![i](/%s), [[%s]] et ![](x.png).\n\n", stem, h.oneOf(historyAssets...), stem)
	}
	return text
}

func (h *history) date() string {
	switch h.r.IntN(5) {
	case 0: // from a day before now to three days after
		return h.now.Add(time.Duration(h.r.IntN(96)-24) * time.Hour).Format(time.RFC3339)
	case 1:
		return fmt.Sprintf("2024-0%d-01T0%d:00:00+09:00", 1+h.r.IntN(2), h.r.IntN(9))
	}
	return fmt.Sprintf("2024-0%d-%02d", 1+h.r.IntN(2), 1+h.r.IntN(5))
}

// asset returns the text of a file that is no article.
func (h *history) asset(name string) string {
	switch {
	case strings.HasSuffix(name, ".gohtml"):
		return h.oneOf("<p>{{.Nope}}</p>", "{{", "<!DOCTYPE html><html><head>{{template \"head.gohtml\" .Head}}</head><body>T</body></html>")
	case strings.HasSuffix(name, ".json"):
		return h.oneOf(`{"draft": true}`, `{"x": 1}`, `{`)
	}
	return h.oneOf("x", "xx", "---\ndraft: true\n---\nSecret", "")
}

// put writes a file, unless a folder has its name or a file that of one of its folders.
func (h *history) put(name, text string) {
	h.logf("put %s %q", name, text)
	if h.isFree(name) {
		h.write(name, text)
	}
}

// isFree reports whether a file may be written under a name.
func (h *history) isFree(name string) bool {
	p := h.path(name)
	if info, err := os.Lstat(p); err == nil && info.IsDir() {
		return false
	}
	for folder := filepath.Dir(p); len(folder) > len(h.dir); folder = filepath.Dir(folder) {
		if info, err := os.Lstat(folder); err == nil && !info.IsDir() {
			return false
		}
	}
	return true
}

// text returns the text of a file.
func (h *history) text(name string) string {
	data, err := os.ReadFile(h.path(name))
	h.must(err)
	return string(data)
}

// any returns a random file of content, without those of the theme, which are no articles.
func (h *history) any() string {
	names := slices.DeleteFunc(h.files(), func(name string) bool { return strings.HasPrefix(name, "_theme/") })
	if len(names) == 0 {
		h.put("a.md", h.article())
		return "a.md"
	}
	return h.oneOf(names...)
}

// change makes one random change.
func (h *history) change() {
	switch n := h.r.IntN(30); {
	case n < 8:
		h.put(h.newName(), h.article())
	case n < 11:
		h.put(h.any(), h.article())
	case n < 14:
		h.rename(h.any(), h.newName())
	case n < 17:
		h.drop(h.any())
	case n < 19:
		h.restore()
	case n < 20: // a copy
		name := h.any()
		ext := filepath.Ext(name)
		h.put(strings.TrimSuffix(name, ext)+h.oneOf(" copy", " (1)", " 2")+ext, h.text(name))
	case n < 24:
		name := h.oneOf(historyAssets...)
		h.put(name, h.asset(name))
	case n < 25:
		h.flipDraft(h.any())
	case n < 26:
		h.changeSite()
	case n < 27:
		h.renameFolder(h.oneOf("a", "f", "c", "b"), h.oneOf("a", "f", "c", "e"))
	case n < 28:
		name, at := h.any(), time.Date(2020, 1, 1+h.r.IntN(20), 0, 0, 0, 0, time.UTC)
		h.logf("touch %s", name)
		h.must(os.Chtimes(h.path(name), at, at))
	case n < 29:
		h.logf("remove the theme")
		h.must(os.RemoveAll(h.path("_theme")))
	default: // two files swap their texts
		a, b := h.any(), h.any()
		textA, textB := h.text(a), h.text(b)
		h.put(a, textB)
		h.put(b, textA)
	}
}

func (h *history) changeSite() {
	i := h.r.IntN(len(historySites))
	h.logf("site %d", i)
	h.write("site.yaml", historySites[i])
}

// rename moves a file, if it can be.
func (h *history) rename(from, to string) {
	if !h.isFree(to) {
		return
	}
	h.logf("move %s to %s", from, to)
	h.gone[from] = h.text(from)
	h.must(os.MkdirAll(filepath.Dir(h.path(to)), 0o755))
	h.move(from, to)
}

// drop removes a file.
func (h *history) drop(name string) {
	h.logf("remove %s", name)
	h.gone[name] = h.text(name)
	h.remove(name)
}

// restore brings a removed file back.
func (h *history) restore() {
	if len(h.gone) > 0 {
		name := h.oneOf(slices.Sorted(maps.Keys(h.gone))...)
		h.put(name, h.gone[name])
	}
}

// flipDraft makes an article a draft, or publishes it.
func (h *history) flipDraft(name string) {
	const line = "draft: true\n"
	matter, found := strings.CutPrefix(h.text(name), "---\n")
	switch {
	case !found:
	case strings.Contains(matter, line):
		h.put(name, "---\n"+strings.Replace(matter, line, "", 1))
	default:
		h.put(name, "---\n"+line+matter)
	}
}

// renameFolder renames a folder to a name that nothing has.
func (h *history) renameFolder(from, to string) {
	if info, err := os.Stat(h.path(from)); err != nil || !info.IsDir() {
		return
	}
	if _, err := os.Lstat(h.path(to)); err == nil {
		return
	}
	h.logf("rename the folder %s to %s", from, to)
	h.move(from, to)
}
