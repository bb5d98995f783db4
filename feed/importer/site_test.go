package importer

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"fil/feed/feedtest"
	"fil/feed/source"
)

// configs are folders of other programs, as far as Fil looks at them.
var configs = map[string]map[string]string{
	"hugo":      {"hugo.toml": "baseURL = 'https://gao.example/blog/'\ntitle = 'Gao'\nlanguageCode = 'fr_ML'\ntimeZone = 'Africa/Bamako'\ncopyright = '© Awa'\npaginate = 10\ndisablePathToLower = true\n[services.rss]\nlimit = 15\n[params]\ndescription = 'Notes'\nauthor = 'Awa'\n[permalinks.page]\nposts = '/:year/:slug'\nnotes = '/:strange/'\n[taxonomies]\ntag = 'tags'\nauthor = 'authors'\n[menu]\n[[menu.main]]\nname = 'x'\n", "content/posts/a.md": "x"},
	"hugo-yaml": {"config.yaml": "baseURL: /\ntitle: Gao\nlanguages:\n  fr: {weight: 1, label: Français}\n  en: {weight: 2, title: Gao in English}\n", "content/a.md": "x"},
	"zola":      {"config.toml": "base_url = \"https://gao.example\"\ntitle = \"Gao\"\ndescription = \"Notes\"\ndefault_language = \"fr\"\ngenerate_feeds = true\nfeed_filenames = [\"atom.xml\", \"flux-rss.xml\"]\nfeed_limit = 12\n[extra]\na = 1\n", "content/a.md": "x"},
	"jekyll":    {"_config.yml": "title: Gao\nurl: https://gao.example\nbaseurl: /blog\nlocale: fr_ML\ntimezone: Africa/Bamako\ntagline: Notes\npermalink: /:categories/:title/\nauthor:\n  name: Awa\n  uri: https://awa.example/\nfeed:\n  path: /flux.xml\n  posts_limit: 7\nplugins: [jekyll-feed]\n"},
	"pelican":   {"pelicanconf.py": "# un commentaire\nAUTHOR = u'Awa'\nSITENAME = 'Gao'\nSITEURL = \"https://gao.example\"\nDEFAULT_LANG = 'fr'\nARTICLE_URL = '{date:%Y}/{date:%m}/{slug}/'\nARTICLE_SAVE_AS = '{date:%Y}/{date:%m}/{slug}/index.html'\nSLUGIFY_SOURCE = 'basename'\nTAG_FEED_ATOM = 'feeds/{slug}.atom.xml'\nTAG_FEED_RSS = 'feeds/{slug}.rss.xml'\nFEED_ALL_RSS = None\nDEFAULT_PAGINATION = 10\n", "content/a.md": "x"},
	"astro":     {"astro.config.mjs": "import { defineConfig } from 'astro/config';\nexport default defineConfig({\n  site: 'https://gao.example',\n  integrations: [mdx()],\n});\n", "src/content/blog/a.md": "x"},
	"eleventy":  {"eleventy.config.js": "module.exports = function (c) { c.addPlugin(feedPlugin, { type: 'rss', outputPath: '/flux.xml' }); };\n", "_data/metadata.json": `{"title": "Gao", "url": "https://gao.example/", "language": "fr", "author": {"name": "Awa", "email": "awa@gao.example"}}`, "src/a.md": "x"},
	"obsidian":  {".obsidian/app.json": "{}", "Un texte.md": "x"},
}

// The configuration of each program becomes a site.yaml that Fil reads, and nothing of it is passed over
// in silence.
func TestSiteOf(t *testing.T) {
	for name, files := range configs {
		fsys := fstest.MapFS{}
		for file, text := range files {
			fsys[file] = &fstest.MapFile{Data: []byte(text)}
		}
		c, err := SiteOf(fsys)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := source.ParseSite([]byte(c.Text()), source.Overrides{DefaultBaseURL: "https://new.example/"}); err != nil {
			t.Errorf("%s: %v in\n%s", name, err, c.Text())
		}
		feedtest.Golden(t, "site-"+name+".golden", fmt.Appendf(nil, "%s: texts are in %s\n\n%s\ntook\n  %s\nleft\n  %s\n", c.Tool, c.Content, c.Text(), strings.Join(c.Took, "\n  "), strings.Join(c.Left, "\n  ")))
	}
	for name, fsys := range map[string]fstest.MapFS{
		"nothing":   {"a.md": &fstest.MapFile{Data: []byte("x")}},
		"a mistake": {"_config.yml": &fstest.MapFile{Data: []byte("title: [")}},
	} {
		if c, err := SiteOf(fsys); err == nil {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// FuzzSiteOf reads arbitrary configurations: what comes out is always a site.yaml that Fil reads.
func FuzzSiteOf(f *testing.F) {
	for _, files := range configs {
		for name, text := range files {
			f.Add(name, text)
		}
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		c, err := SiteOf(fstest.MapFS{name: &fstest.MapFile{Data: []byte(text)}})
		if err != nil {
			return
		}
		if _, err := source.ParseSite([]byte(c.Text()), source.Overrides{DefaultBaseURL: "https://new.example/"}); err != nil {
			t.Errorf("%v in\n%s", err, c.Text())
		}
	})
}

// The folder of the texts is the one that the configuration names. What the program leaves out by a rule of its own is
// told, and no secret is printed.
func TestSiteHeld(t *testing.T) {
	for name, c := range map[string]struct {
		files   map[string]string
		content string
		held    []string
	}{
		"Jekyll": {map[string]string{"_config.yml": "exclude: [Gemfile, private, '*.txt', nothing]\ndefaults:\n  - scope: {path: _posts/secret}\n    values: {published: false}\n  - scope: {path: ''}\n    values: {layout: x}\n",
			"private/a.md": "x", "private/b/c.md": "x", "notes.txt": "x", "_posts/secret/2024-01-01-a.md": "x", "a.md": "x", "vendor/a.rb": "x", "Gemfile": "x"}, ".",
			[]string{"Jekyll leaves out private/a.md by exclude: private (2 in all)", "Jekyll leaves out notes.txt by exclude: *.txt (1 in all)", "Jekyll leaves out _posts/secret/2024-01-01-a.md by defaults of _posts/secret (1 in all)"}},
		"Jekyll, nothing that Fil publishes": {map[string]string{"_config.yml": "source: src\nexclude: [drafts, notes]\ndefaults:\n  - scope: {path: '', type: drafts}\n    values: {draft: true}\n  - scope: {path: ''}\n    values: {published: false}\n",
			"src/drafts/x.md": "x", "src/notes/d.md": "---\ndraft: true\n---\nx", "src/_posts/2024-01-01-a.md": "---\npublished: true\n---\nx", "src/Gemfile": "x"}, "src", nil},
		"Jekyll, below source": {map[string]string{"_config.yml": "source: src\nexclude: [private/secret.md]\n", "src/private/secret.md": "x", "src/a.md": "x"}, "src",
			[]string{"Jekyll leaves out src/private/secret.md by exclude: private/secret.md (1 in all)"}},
		"Zola, a draft in the text": {map[string]string{"config.toml": "base_url = 'https://z.example'\n", "content/_index.md": "+++\ntitle = 'S'\n+++\ndraft = true\n", "content/a.md": "x"}, "content", nil},
		"Eleventy, exceptions":      {map[string]string{".eleventy.js": "x", ".gitignore": "*\n!*.md\n", "a.md": "x"}, ".", nil},
		"Hugo": {map[string]string{"hugo.toml": "contentDir = 'text'\nignoreFiles = ['\\.secret\\.md$']\napi_key = 'TOPSECRET'\n", "text/a.md": "x", "text/b.secret.md": "x", "layouts/single.html": "x"}, "text",
			[]string{`Hugo leaves out text/b.secret.md by ignoreFiles: \.secret\.md$ (1 in all)`}},
		"Zola": {map[string]string{"config.toml": "base_url = 'https://z.example'\nignored_content = ['*.private.md']\n", "content/a.md": "x", "content/b.private.md": "x", "content/s/_index.md": "+++\ntitle = 'S'\ndraft = true\n+++\n", "content/s/c.md": "x"}, "content",
			[]string{"Zola leaves out content/b.private.md by ignored_content: *.private.md (1 in all)", "Zola leaves out content/s/c.md by draft = true in s/_index.md (1 in all)"}},
		"Pelican": {map[string]string{"pelicanconf.py": "PATH = 'articles'\nMAIL_PASSWORD = 'TOPSECRET'\nDATABASE = 'postgres://u:TOPSECRET@h/db'\nDEFAULT_METADATA = {\n  'status': 'draft',\n}\n", "articles/a.md": "x"}, "articles",
			[]string{"Pelican leaves out articles/a.md by the default status draft (1 in all)"}},
		"Eleventy": {map[string]string{".eleventy.js": "module.exports = c => ({ dir: { input: \"site\" } });\n", ".eleventyignore": "# x\nREADME.md\nsite/old/**\n", "site/a.md": "x", "site/old/b.md": "x"}, "site",
			[]string{"Eleventy leaves out site/old/b.md by .eleventyignore: site/old/** (1 in all)"}},
	} {
		fsys := fstest.MapFS{}
		for file, text := range c.files {
			fsys[file] = &fstest.MapFile{Data: []byte(text)}
		}
		config, err := SiteOf(fsys)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if config.Content != c.content || !slices.Equal(config.Held, c.held) {
			t.Errorf("%s: in %s, %q", name, config.Content, config.Held)
		}
		if all := fmt.Sprint(config); strings.Contains(strings.Join(config.Left, "\n")+config.Text(), "TOPSECRET") {
			t.Errorf("%s: %s", name, all)
		}
	}
}
