package inventory

import (
	"path"
	"regexp"
	"strings"

	"fil/feed"
)

// rootAssets are texts at the root of content that the world asks for by name.
var rootAssets = map[string]bool{
	"robots.txt": true, "humans.txt": true, "ads.txt": true, "app-ads.txt": true, "security.txt": true,
	"llms.txt": true, "CNAME": true,
}

// hostFiles are files at the root of content that static hosts read, and pass through although
// others of such names are not for publishing.
var hostFiles = map[string]bool{"_headers": true, "_redirects": true, ".nojekyll": true, ".htaccess": true}

func IsArticle(name string) bool {
	if strings.HasPrefix(name, ".well-known/") || rootAssets[name] || setAside.MatchString(name) {
		return false
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn", ".mdx", ".html", ".htm", ".xhtml", ".txt":
		return true
	}
	return false
}

// unreadable names the formats of texts and templates that Fil does not read. Published as files they
// would show drafts and comments that their authors withhold.
var unreadable = extensionSet(".rst .rest .adoc .asciidoc .org .qmd .rmd .textile .docx .docm .dotx .doc .odt .fodt .ott .sxw .rtf .pages .wpd .tex .latex .ltx .typ " +
	".wiki .mediawiki .creole .ipynb .fountain .gmi .t2t .pug .jade .njk .nunjucks .liquid .haml .slim .hbs .handlebars .mustache .ejs .erb .webc " +
	".text .mdtext .mdtxt .markdn .mmd .mdoc .markdoc .mdc .svx .mdsvex .myst .livemd .rmarkdown .mdpp .ad .asciidoctor .norg .dj .djot .markua .dokuwiki .muse " +
	".pod .rdoc .lyx .dbk .docbook .dita .lhs .abw .wps .enex .eml .mbox .mht .mhtml .webarchive .wxr .canvas .excalidraw .shtml .asp .aspx .jsp .cfm .jsx .tsx " +
	".astro .vue .svelte .jinja .jinja2 .j2 .twig .tmpl .gohtml .gotmpl .php")

// leftAside names the endings by which people set an article aside, as in article.md.old.
var leftAside = extensionSet(".old .draft .disabled .wip .off .hidden .private .todo .bak .save .copy .txt_ .md_")

func isForeign(name string) bool {
	if strings.HasPrefix(name, ".well-known/") {
		return false
	}
	ext := strings.ToLower(path.Ext(name))
	before := strings.ToLower(path.Ext(strings.TrimSuffix(name, path.Ext(name)))) // of article.md.old
	return unreadable[ext] || leftAside[ext] && IsArticle("x"+before) || setAside.MatchString(name)
}

// Ignored knows names that are not for publishing: hidden ones, those with an
// underscore, and what editors, file managers and file transfers leave behind.
func Ignored(base string) bool {
	switch base {
	case "_posts", "_drafts", feed.PagesFolder, ".well-known":
		return false
	case "4913", "node_modules":
		return true
	}
	base = strings.ToLower(base)
	switch base { // of file managers, network drives and repaired disks
	case "thumbs.db", "ehthumbs.db", "desktop.ini", "@eadir", "lost+found", "#recycle", "$recycle.bin", "icon\r":
		return true
	}
	if strings.HasPrefix(base, "_index.") {
		return false // it speaks for its folder
	}
	if base[0] == '.' || base[0] == '_' || base[0] == '#' && strings.HasSuffix(base, "#") || strings.HasPrefix(base, "~$") {
		return true
	}
	for _, tail := range leftovers {
		if strings.HasSuffix(base, tail) {
			return true
		}
	}
	return leftover.MatchString(base)
}

// leftovers are the endings of files that editors, downloads and patches leave behind.
var leftovers = []string{"~", ".swp", ".swo", ".swx", ".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".bak", ".orig", ".rej",
	".old", ".save", ".crswap", "___jb_old___", "___jb_tmp___"}

// leftover matches other names of that kind: those of TextEdit, and site.yaml's with anything
// behind it.
var leftover = regexp.MustCompile(`\.sb-[0-9a-z]+-|^site\.ya?ml\..`)

// setAside matches an article's name with anything behind it. The language of another tool's
// article stands before the ending, as in article.fr.md.
var setAside = regexp.MustCompile(`(?i)\.(?:md|markdown|mdown|mkd|mkdn|mdwn|mdx)\.[^.]+$`)

func extensionSet(list string) map[string]bool {
	set := map[string]bool{}
	for ext := range strings.FieldsSeq(list) {
		set[ext] = true
	}
	return set
}

// InDrafts knows the folders in which people keep what they are not ready to publish.
func InDrafts(name string) bool {
	if InFolder(name, "_drafts") {
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

// IsFolderData reports whether a file may set fields for all texts of its folder and of those below.
func IsFolderData(name string) bool {
	folder, base := path.Split(name)
	if strings.TrimSuffix(base, path.Ext(base)) == "_index" {
		return IsArticle(name)
	}
	own := path.Base(folder)
	return folder != "" && (base == own+".json" || base == own+".11tydata.json")
}

// InFolder reports whether a folder of that name is on the way to a file.
func InFolder(name, folder string) bool {
	return strings.HasPrefix(name, folder+"/") || strings.Contains(name, "/"+folder+"/")
}
