package inventory

import (
	"path"
	"regexp"
	"strings"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// rootAssets are texts at the root of content that crawlers and hosts request by name. They are no articles.
var rootAssets = map[string]bool{
	"robots.txt": true, "humans.txt": true, "ads.txt": true, "app-ads.txt": true, "security.txt": true,
	"llms.txt": true, "CNAME": true,
}

// hostFiles are files at the root of content that configure static hosts. They are assets, although other names that begin
// with a dot or an underscore are ignored.
var hostFiles = map[string]bool{"_headers": true, "_redirects": true, ".nojekyll": true, ".htaccess": true}

// IsArticle reports whether a path is that of an article: Markdown, HTML or plain text by its extension, in any case. Root
// files such as robots.txt, and all of .well-known, are assets.
func IsArticle(name string) bool {
	if strings.HasPrefix(name, ".well-known/") || rootAssets[name] || isSuffixed(name) {
		return false
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn", ".mdx", ".html", ".htm", ".xhtml", ".txt":
		return true
	}
	return false
}

// unreadExtensions are those of texts and templates that Fil does not read. If they were published as assets, they would
// show the drafts and comments that their authors withhold.
var unreadExtensions = wordSet(".rst .rest .adoc .asciidoc .org .qmd .rmd .textile .docx .docm .dotx .doc .odt .fodt .ott .sxw .rtf .pages .wpd .tex .latex .ltx .typ " +
	".wiki .mediawiki .creole .ipynb .fountain .gmi .t2t .pug .jade .njk .nunjucks .liquid .haml .slim .hbs .handlebars .mustache .ejs .erb .webc " +
	".text .mdtext .mdtxt .markdn .mmd .mdoc .markdoc .mdc .svx .mdsvex .myst .livemd .rmarkdown .mdpp .ad .asciidoctor .norg .dj .djot .markua .dokuwiki .muse " +
	".pod .rdoc .lyx .dbk .docbook .dita .lhs .abw .wps .enex .eml .mbox .mht .mhtml .webarchive .wxr .canvas .excalidraw .shtml .asp .aspx .jsp .cfm .jsx .tsx " +
	".astro .vue .svelte .jinja .jinja2 .j2 .twig .tmpl .gohtml .gotmpl .php")

// disabledExtensions are appended to the name of an article to disable it, as in article.md.old.
var disabledExtensions = wordSet(".old .draft .disabled .wip .off .hidden .private .todo .bak .save .copy .txt_ .md_")

// isForeign reports whether a path is that of a text which is neither read nor published.
func isForeign(name string) bool {
	if strings.HasPrefix(name, ".well-known/") {
		return false
	}
	ext := strings.ToLower(path.Ext(name))
	before := strings.ToLower(path.Ext(strings.TrimSuffix(name, path.Ext(name)))) // of article.md.old
	return unreadExtensions[ext] || disabledExtensions[ext] && IsArticle("x"+before) || isSuffixed(name)
}

// toolFiles are the files at the root of content that configure generators, hosts and package managers, and the folders of
// packages. They are neither read nor published: some have passwords.
var toolFiles = wordSet("hugo.toml hugo.yaml hugo.yml hugo.json config.toml config.yaml config.yml zola.toml book.toml mkdocs.yml pelicanconf.py publishconf.py " +
	"astro.config.mjs astro.config.ts astro.config.js eleventy.config.js eleventy.config.mjs eleventy.config.cjs gatsby-config.js next.config.js " +
	"package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pnpm-workspace.yaml bun.lockb bun.lock tsconfig.json jsconfig.json deno.json deno.lock " +
	"netlify.toml vercel.json wrangler.toml wrangler.jsonc firebase.json fly.toml render.yaml docker-compose.yml docker-compose.yaml compose.yaml " +
	"Gemfile Gemfile.lock tasks.py fabfile.py pyproject.toml poetry.lock uv.lock Pipfile Pipfile.lock composer.json composer.lock go.mod go.sum " +
	"vendor/bundle vendor/cache vendor/gems vendor/ruby")

// Ignored reports whether a path in content is ignored because of its name, as a file or as a folder: it begins with
// a dot or an underscore, editors, file managers and file transfers leave such files behind, or it configures another
// program. _posts, _drafts, _pages,
// .well-known, _index files and the hostFiles are not ignored.
func Ignored(name string) bool {
	if hostFiles[name] {
		return false
	}
	if toolFiles[name] {
		return true
	}
	base := path.Base(name)
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
		return false // it sets fields for its folder
	}
	if base[0] == '.' || base[0] == '_' || base[0] == '#' && strings.HasSuffix(base, "#") || strings.HasPrefix(base, "~$") {
		return true
	}
	if strings.Contains(base, ".11tydata.") && !strings.HasSuffix(base, ".json") { // a program of Eleventy
		return true
	}
	for _, tail := range temporarySuffixes {
		if strings.HasSuffix(base, tail) {
			return true
		}
	}
	return strings.HasPrefix(base, "site.yml.") || strings.HasPrefix(base, "site.yaml.") || strings.Contains(base, ".sb-") && textEditName.MatchString(base)
}

// temporarySuffixes are those of files that editors, downloads and patches leave behind.
var temporarySuffixes = []string{"~", ".swp", ".swo", ".swx", ".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".bak", ".orig", ".rej",
	".old", ".save", ".crswap", "___jb_old___", "___jb_tmp___"}

// textEditName matches the temporary names of TextEdit.
var textEditName = regexp.MustCompile(`\.sb-[0-9a-z]+-`)

// suffixedArticle matches the name of a Markdown file with something appended: article.md.old, article.md.fr. (Tools write
// a language before the extension, article.fr.md, which is an article.)
var suffixedArticle = regexp.MustCompile(`(?i)\.(?:md|markdown|mdown|mkd|mkdn|mdwn|mdx)\.[^.]+$`)

// isSuffixed reports whether a path has two extensions of which the first is that of Markdown.
func isSuffixed(name string) bool {
	return strings.Count(path.Base(name), ".") > 1 && suffixedArticle.MatchString(name)
}

// wordSet makes a set of the words of a list.
func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// draftFolders are the names of folders for drafts.
var draftFolders = map[string]bool{"_drafts": true, "drafts": true, "draft": true, "brouillons": true, "brouillon": true, "entwürfe": true, "entwurf": true,
	"borradores": true, "borrador": true, "bozze": true, "bozza": true, "rascunhos": true, "rascunho": true}

// InDrafts reports whether a path is in a folder for drafts, in any case and form of Unicode.
func InDrafts(name string) bool {
	for part := range strings.SplitSeq(path.Dir(name), "/") {
		if draftFolders[strings.ToLower(plaintext.NFC(part))] {
			return true
		}
	}
	return false
}

// IsFolderData reports whether a file sets fields for all texts of its folder and of those below: _index.md of Hugo and
// Zola, or posts/posts.json and posts/posts.11tydata.json of Eleventy.
func IsFolderData(name string) bool {
	folder, base := path.Split(name)
	if strings.TrimSuffix(base, path.Ext(base)) == "_index" {
		return IsArticle(name)
	}
	own := path.Base(folder)
	return folder != "" && (base == own+".json" || base == own+".11tydata.json")
}

// InFolder reports whether a path has a folder of that name, at any depth.
func InFolder(name, folder string) bool {
	return strings.HasPrefix(name, folder+"/") || strings.Contains(name, "/"+folder+"/")
}
