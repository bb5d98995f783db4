package source

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/source/markup"
	"fil/feed/source/plaintext"
)

// maxDead is how many references of one article are told that lead nowhere.
const maxDead = 20

// checkRef tells of a reference, in the text or in front matter, that leads to no file of
// content. Only names of files are looked at: what has no extension may be an address of the
// site, and what begins with a slash may be another program's. line is 0 for a reference in the text.
func (r *reader) checkRef(h *head, ref string, line int) {
	ref = strings.NewReplacer("%5C", `\`, "%5c", `\`).Replace(ref)
	if h.article.Draft || len(h.deadRefs) >= maxDead || slices.Contains(h.deadRefs, ref) {
		return
	}
	message, hint := "", ""
	switch file := r.namedFile(h, ref, line > 0); {
	case markup.LocalFile.MatchString(ref):
		message, hint = "%q is a file on one computer", "put it into content, and write its name"
	case file == "":
		return
	default:
		message, hint = "%q leads to no file of content", "put it beside the article, or write its name as it is"
		if other := r.links.otherCase(file); other != "" {
			message, hint = "%q is "+other+" in content: a Mac finds it, and a server does not", "write "+path.Base(other)
		}
	}
	h.deadRefs = append(h.deadRefs, ref)
	if line == 0 {
		line = h.lineOf(ref)
	}
	h.warn(line, hint, message, ref)
}

// namedFile is the file of content that a reference names and that is not there, "" where it names
// none, or one that is there. In front matter any extension is that of a file.
func (r *reader) namedFile(h *head, ref string, anyKind bool) string {
	u, err := parseURL(oneSlash.ReplaceAllString(tidyURL(ref), "$1//$2"))
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" || pelicanRef.MatchString(ref) {
		return ""
	}
	name := strings.ReplaceAll(u.Path, `\`, "/")
	rooted := strings.HasPrefix(name, "/")
	if rooted && r.links.base.Path != "/" { // of another program, perhaps
		return ""
	}
	if !rooted {
		name = path.Join("/", path.Dir(h.article.Path), name)
	}
	name = plaintext.NFC(strings.TrimPrefix(path.Clean(name), "/"))
	ext := strings.ToLower(path.Ext(name))
	if _, known := fileKinds[ext]; !known && (!anyKind || ext == "") || feed.Reserved(path.Base(name)) || strings.HasPrefix(name, "..") {
		return ""
	}
	h.refs.add(name)
	r.links.fill()
	if _, there := r.links.article(name); there {
		return ""
	}
	if _, there := r.links.assets[name]; there {
		return ""
	}
	return name
}

// fileKinds are the extensions of what lies in content as a file. Pages and feeds are not among
// them: they may be made.
var fileKinds = wordSet(".png .jpg .jpeg .gif .webp .avif .svg .bmp .tif .tiff .ico .mp3 .m4a .m4b .ogg .oga .opus .flac .wav .aac .mp4 .m4v .webm .mov " +
	".pdf .epub .zip .csv .ods .odt .doc .docx .xls .xlsx .ppt .pptx .md .markdown .mdx .txt .srt .vtt")

// otherCase is the file of content whose name is the same but for capitals, "" for none.
func (l *links) otherCase(name string) string {
	for _, other := range l.byBaseName()[baseKey(name)] {
		if _, asset := l.assets[other]; asset && strings.EqualFold(other, name) {
			return other
		}
	}
	return ""
}

// lineOf is the line of the file in which a reference stands, 0 where it is not found.
func (h *head) lineOf(ref string) int {
	at := strings.Index(h.body, ref)
	if at < 0 {
		return 0
	}
	return h.bodyLine + strings.Count(h.body[:at], "\n")
}

// bareSpace is a link or picture whose address has spaces: Markdown takes it for text.
var bareSpace = regexp.MustCompile(`!?\[[^\]\n]*\]\(([^()<>"'\n]*[^()<>"'\s] [^()<>"'\n]*\.[A-Za-z0-9]{2,5})\)`)

// checkSpaces warns of addresses with spaces: Markdown does not read them as links or pictures.
func (r *reader) checkSpaces(h *head) {
	code := false
	for n, line := range strings.Split(h.body, "\n") {
		bare := strings.TrimLeft(line, " ")
		if strings.HasPrefix(bare, "```") || strings.HasPrefix(bare, "~~~") {
			code = !code
		}
		if code || strings.ContainsAny(line, "`{") {
			continue
		}
		if m := bareSpace.FindStringSubmatch(line); m != nil {
			h.warn(h.bodyLine+n, "write it as <"+m[1]+">, or with %20 for each space", "%q has spaces, and is not taken for an address", m[1])
		}
	}
}

// ownFragment is a link to a place on the article's own page.
var ownFragment = regexp.MustCompile(`href="([^"#]*)#([^"]+)"`)

// checkFragments tells of links to places on the article's own page that are not there.
func (h *head) checkFragments() {
	a := &h.article
	if a.Draft || !strings.Contains(a.Content, `#`) {
		return
	}
	for _, m := range ownFragment.FindAllStringSubmatch(a.Content, -1) {
		name, err := url.PathUnescape(m[2])
		if m[1] != a.Permalink || err != nil || slices.Contains(h.deadRefs, "#"+name) || len(h.deadRefs) >= maxDead {
			continue
		}
		if name != "top" && !strings.Contains(a.Content, `id="`+m[2]+`"`) && !strings.Contains(a.Content, `id="`+name+`"`) && !strings.Contains(a.Content, `name="`+name+`"`) {
			h.deadRefs = append(h.deadRefs, "#"+name)
			h.warn(h.lineOf("#"+name), "the places are the headings, such as #"+feed.Slug("A heading"), "#%s leads to no place on the page", name)
		}
	}
}
