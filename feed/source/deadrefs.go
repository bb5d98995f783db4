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

// maxDead is the most dead references that are reported for one article.
const maxDead = 20

// checkRef warns of a reference that names a file which is not in content. It checks names with an
// extension only: a name without one may be an address of the site, and an absolute path may belong
// to another program. line is the reference's line in front matter, 0 for one in the text.
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

// namedFile returns the file that a reference names, if it is missing; else "". If anyKind is true,
// as for front matter, every extension means a file; else only those of fileKinds.
func (r *reader) namedFile(h *head, ref string, anyKind bool) string {
	u, err := parseURL(oneSlash.ReplaceAllString(tidyURL(ref), "$1//$2"))
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" || pelicanRef.MatchString(ref) {
		return ""
	}
	name := strings.ReplaceAll(u.Path, `\`, "/")
	rooted := strings.HasPrefix(name, "/")
	if rooted && r.links.base.Path != "/" { // the path may belong to another program on the host
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

// fileKinds are the extensions that mean a file of content. Those of pages and feeds are not among
// them, because Fil makes such files.
var fileKinds = wordSet(".png .jpg .jpeg .gif .webp .avif .svg .bmp .tif .tiff .ico .mp3 .m4a .m4b .ogg .oga .opus .flac .wav .aac .mp4 .m4v .webm .mov " +
	".pdf .epub .zip .csv .ods .odt .doc .docx .xls .xlsx .ppt .pptx .md .markdown .mdx .txt .srt .vtt")

// otherCase returns the asset whose name differs only in case, "" if there is none.
func (l *links) otherCase(name string) string {
	for _, other := range l.byBaseName()[baseKey(name)] {
		if _, asset := l.assets[other]; asset && strings.EqualFold(other, name) {
			return other
		}
	}
	return ""
}

// lineOf returns the line of the file in which a reference stands, 0 if it is not found.
func (h *head) lineOf(ref string) int {
	at := strings.Index(h.body, ref)
	if at < 0 {
		return 0
	}
	return h.bodyLine + strings.Count(h.body[:at], "\n")
}

// bareSpace matches a link or picture whose address has spaces, which Markdown reads as text.
var bareSpace = regexp.MustCompile(`!?\[[^\]\n]*\]\(([^()<>"'\n]*[^()<>"'\s] [^()<>"'\n]*\.[A-Za-z0-9]{2,5})\)`)

// checkSpaces warns of addresses with spaces, outside code and templates.
func (r *reader) checkSpaces(h *head) {
	code := false
	for n, line := range strings.Split(h.body, "\n") {
		bare := strings.TrimLeft(line, " ")
		if strings.HasPrefix(bare, "```") || strings.HasPrefix(bare, "~~~") {
			code = !code
		}
		if code || !strings.Contains(line, "](") || strings.ContainsAny(line, "`{") {
			continue
		}
		if m := bareSpace.FindStringSubmatch(line); m != nil {
			h.warn(h.bodyLine+n, "write it as <"+m[1]+">, or with %20 for each space", "%q has spaces, and is not taken for an address", m[1])
		}
	}
}

// ownFragment matches a link with a fragment.
var ownFragment = regexp.MustCompile(`href="([^"#]*)#([^"]+)"`)

// checkFragments warns of links to fragments of the article's own page that do not exist.
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
