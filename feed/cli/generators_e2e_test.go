//go:build e2e

package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// generator is a program from which people move to Fil, with a small site of theirs.
type generator struct {
	files   map[string]string // but for the articles
	article string            // the name of article %d of month %02d, day %02d
	front   string            // its front matter: title %d, month %02d, day %02d
	build   []string          // the command
	content string            // the folder of texts
	feeds   []string          // what it has published
}

// noTemplate is the smallest page for the body of an article.
const noTemplate = "<html><body>{{ .Content }}</body></html>"

func generators(readers string) map[string]generator {
	return map[string]generator{
		"Hugo": {
			files: map[string]string{
				"hugo.toml":                    "baseURL = \"https://blog.example/\"\ntitle = \"Mon blog\"\nlocale = \"fr-fr\"\ntimeZone = \"Africa/Bamako\"\n[params.author]\nname = \"Awa\"\n[permalinks]\nposts = \"/:year/:month/:slug/\"\n",
				"layouts/_default/single.html": noTemplate, "layouts/_default/list.html": noTemplate,
			},
			article: "content/posts/Billet-%[1]d.md", front: "---\ntitle: \"L’été d'Awa_%[1]d : v1.%[1]d — été\"\ndate: 2024-%02[2]d-%02[3]dT08:00:00Z\ntags: [mali]\n---\n",
			build: []string{"hugo"}, content: "content", feeds: []string{"public/index.xml", "public/tags/mali/index.xml", "public/posts/index.xml"},
		},
		"Hugo, by names of files": {
			files: map[string]string{
				"hugo.toml":                    "baseURL = \"https://blog.example/\"\ntitle = \"Mon blog\"\nlocale = \"fr-fr\"\n",
				"layouts/_default/single.html": noTemplate, "layouts/_default/list.html": noTemplate,
			},
			article: "content/Mes notes/2024-01-05-L’été d'Awa_%[1]d.md", front: "---\ntitle: Billet %[1]d\ndate: 2024-%02[2]d-%02[3]dT08:00:00Z\nslug: \"\"\n---\n",
			build: []string{"hugo"}, content: "content", feeds: []string{"public/index.xml", "public/mes-notes/index.xml"},
		},
		"Jekyll": {
			files: map[string]string{
				"_config.yml": "title: Mon blog\nurl: https://blog.example\nlang: fr\nauthor: {name: Awa}\nplugins: [jekyll-feed]\n",
				"projets.md":  "---\ntitle: Projets\n---\nUne page.\n", "equipe/index.md": "---\ntitle: Équipe\n---\nUne page.\n",
				"blog/_posts/2024-12-31-ailleurs.md": "---\ntitle: Ailleurs\n---\nTexte.\n",
			},
			article: "_posts/2024-%02[2]d-%02[3]d-billet-%[1]d.md", front: "---\ntitle: \"Billet %[1]d : été\"\ndate: 2024-%02[2]d-%02[3]d 08:00:00 +0000\ncategories: jekyll update\ntags: [mali]\n---\n",
			build: []string{"jekyll", "build", "--destination", "../public"}, content: ".", feeds: []string{"../public/feed.xml"},
		},
		"Pelican": {
			files: map[string]string{
				"pelicanconf.py":            "AUTHOR = 'Awa'\nSITENAME = 'Mon blog'\nSITEURL = 'https://blog.example'\nTIMEZONE = 'Africa/Bamako'\nDEFAULT_LANG = 'fr'\nFEED_ALL_ATOM = 'feeds/all.atom.xml'\nCATEGORY_FEED_ATOM = 'feeds/{slug}.atom.xml'\n",
				"content/pages/a-propos.md": "Title: À propos\n\nUne page.\n",
			},
			article: "content/fichier-%[1]d.md", front: "Title: L’été d'Awa_%[1]d : v1.%[1]d — été\nDate: 2024-%02[2]d-%02[3]d 08:00\nCategory: Mali\n\n",
			build: []string{"pelican", "content", "-o", "public", "-s", "pelicanconf.py"}, content: "content", feeds: []string{"public/feeds/all.atom.xml", "public/feeds/mali.atom.xml"},
		},
		"Eleventy": {
			files: map[string]string{
				"eleventy.config.mjs":        "import { feedPlugin } from \"" + readers + "/node_modules/@11ty/eleventy-plugin-rss/.eleventy.js\";\nexport default function (config) {\n  config.addPlugin(feedPlugin, { type: \"atom\", outputPath: \"/feed/feed.xml\", collection: { name: \"posts\", limit: 10 },\n    metadata: { language: \"fr\", title: \"Mon blog\", base: \"https://blog.example/\", author: { name: \"Awa\" } } });\n}\nexport const config = { dir: { input: \"content\", output: \"public\" } };\n",
				"content/blog/blog.json":     `{"tags": "posts", "layout": "post.njk"}`,
				"content/_includes/post.njk": "<html><body>{{ content | safe }}</body></html>",
			},
			article: "content/blog/billet-%[1]d.md", front: "---\ntitle: \"Billet %[1]d : été\"\ndate: 2024-%02[2]d-%02[3]d\n---\n",
			build: []string{readers + "/node_modules/.bin/eleventy"}, content: "content", feeds: []string{"public/feed/feed.xml"},
		},
	}
}

// Who moves a site from another generator to Fil, as it is, loses no subscriber: fil import --site writes a
// site.yaml, fil build publishes, and fil verify compares with what the generator has published.
func TestGenerators(t *testing.T) {
	readers, err := filepath.Abs("testdata/readers")
	if err != nil {
		t.Fatal(err)
	}
	for name, g := range generators(readers) {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "site")
			write := func(name, text string) {
				t.Helper()
				if err := writeFile(filepath.Join(dir, name), text); err != nil {
					t.Fatal(err)
				}
			}
			for name, text := range g.files {
				write(name, text)
			}
			for i := 1; i <= 30; i++ {
				month, day := i%12+1, i%28+1
				write(fmt.Sprintf(g.article, i, month, day), fmt.Sprintf(g.front, i, month, day)+"Texte *numéro*, et [un lien](https://x.example/).\n\n## Titre\n\nEt la suite.\n")
			}
			cmd := exec.Command(g.build[0], g.build[1:]...)
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "LANG=C.UTF-8")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if status := fil(t, dir, "import", "--site", "."); status != exitOK {
				t.Fatalf("fil import --site: %d", status)
			}
			content := []string{"--content", g.content, "--dist", "../dist", "--state", "../state"}
			if status := fil(t, dir, append(content, "build")...); status != exitOK {
				t.Fatalf("fil build: %d", status)
			}
			wantNoFindings(t, filepath.Join(dir, "../dist"))
			verify := append(content, "verify")
			for _, feed := range g.feeds {
				verify = append(verify, "--against", feed)
			}
			if status := fil(t, dir, verify...); status != exitOK {
				t.Errorf("fil verify: %d", status)
			}
		})
	}
}
