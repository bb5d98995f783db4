package source

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fil/feed"
)

// summarise returns the fields of an article that are set, as "title=T; date=2024-01-02; …". Times
// have an hour only if it is not midnight, and a default is left out.
func summarise(a *feed.Article) string {
	var all []string
	add := func(name, value string) {
		if value != "" {
			all = append(all, name+"="+value)
		}
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return strings.TrimSuffix(t.Format("2006-01-02 15:04:05"), " 00:00:00")
	}
	add("title", a.Title)
	add("date", day(a.Published))
	if !a.Updated.Equal(a.Published) {
		add("updated", day(a.Updated))
	}
	add("expires", day(a.Expires))
	add("at", strings.TrimPrefix(a.Permalink, "https://fil.example"))
	if a.Pinned {
		add("id", a.ID)
	}
	add("aliases", strings.Join(a.Aliases, ","))
	add("section", a.Section)
	add("tags", strings.Join(a.Tags, ","))
	add("language", a.Language)
	var people []string
	for _, p := range a.Authors {
		if p.Name != "Le site" {
			people = append(people, strings.TrimSpace(p.Name+" "+cmp.Or(p.URL, p.Email)))
		}
	}
	add("by", strings.Join(people, ","))
	add("rights", a.Rights)
	add("link", a.Link)
	add("image", strings.TrimPrefix(a.Image.URL, "https://fil.example"))
	if a.Source.URL != "" {
		add("source", a.Source.Title+" "+a.Source.URL)
	}
	add("comments", a.Comments)
	add("replies", a.Replies)
	for _, e := range a.Enclosures {
		add("enclosure", strings.TrimPrefix(e.URL, "https://fil.example")+" "+e.Type+" "+strconv.FormatInt(e.Length, 10))
	}
	if a.Episode.Season+a.Episode.Number > 0 {
		add("episode", fmt.Sprintf("S%dE%d", a.Episode.Season, a.Episode.Number))
	}
	if a.Episode.Duration > 0 {
		add("duration", a.Episode.Duration.String())
	}
	if s := strings.TrimSuffix(a.Summary, "."); s != "Texte" {
		add("summary", a.Summary)
	}
	for _, c := range []struct {
		set  bool
		name string
	}{{a.Draft, "draft"}, {a.Unlisted, "unlisted"}, {a.NoFeed && !a.Unlisted, "no feed"}, {a.Traits&feed.Untitled != 0, "untitled"}, {a.Traits&feed.NoHero != 0, "no hero"}, {a.Traits&feed.MonthOnly != 0, "month"}} {
		if c.set {
			all = append(all, c.name)
		}
	}
	return strings.Join(all, "; ")
}

// Each row is a text as a tool has it, under the name that the tool gives it, and the fields of its
// article. Tags come before categories, because tags is Fil's own key.
func TestTools(t *testing.T) {
	for _, c := range []struct{ tool, name, text, want string }{
		{"Hugo, YAML", "posts/premier.md", "---\ntitle: Premier\ndate: 2024-01-15T10:30:00+01:00\nlastmod: 2024-02-01\nexpiryDate: 2030-01-01\ntags: [Mali, blé]\ncategories: [Sahel]\n" +
			"keywords: [riz]\ndescription: Un résumé.\nauthor: Awa\nimages: [https://x.example/a.png, b.png]\naliases: [/ancien/]\nweight: 3\ntoc: true\n---\nTexte.\n",
			"title=Premier; date=2024-01-15 10:30:00; updated=2024-02-01; expires=2030-01-01; at=/posts/premier/; aliases=ancien/index.html; section=posts; tags=Mali,blé,Sahel,riz; by=Awa; image=https://x.example/a.png; summary=Un résumé."},
		{"Hugo, TOML", "posts/deux.md", "+++\ntitle = 'Deux'\ndate = 2024-01-15\npublishDate = 2024-01-20\nslug = 'autre'\nsummary = 'Court.'\n[params]\nauthor = 'Awa'\n+++\nTexte.\n",
			"title=Deux; date=2024-01-20; at=/posts/autre/; section=posts; summary=Court."},
		{"Hugo, JSON", "posts/trois.md", "{\"title\": \"Trois\", \"date\": \"2024-01-15\", \"url\": \"/a/b/\", \"tags\": [\"x\"]}\nTexte.\n",
			"title=Trois; date=2024-01-15; at=/a/b/; section=posts; tags=x"},
		{"Hugo, zero dates", "a.md", "---\ntitle: A\ndate: 2024-01-15\nexpiryDate: 0001-01-01T00:00:00Z\n---\nTexte.\n", "title=A; date=2024-01-15; at=/a/"},
		{"Hugo, a leaf bundle", "posts/sac/index.md", "---\ntitle: Sac\ndate: 2024-01-15\n---\nTexte.\n", "title=Sac; date=2024-01-15; at=/posts/sac/; section=posts"},
		{"Jekyll", "_posts/2024-01-15-premier-article.md", "---\nlayout: post\ntitle: Premier\ncategories: a b\ntags: c d\nexcerpt: Court.\nlast_modified_at: 2024-02-01\nredirect_from: /vieux/\n---\nTexte.\n",
			"title=Premier; date=2024-01-15; updated=2024-02-01; at=/premier-article/; aliases=vieux/index.html; tags=c,d,a,b; summary=Court."},
		{"Jekyll, singular", "_posts/2024-01-15-x.md", "---\ntitle: X\ncategory: a b\ntag: c d\n---\nTexte.\n", "title=X; date=2024-01-15; at=/x/; tags=a b,c d"},
		{"Jekyll, a date with a zone", "_posts/2024-01-15-x.md", "---\ntitle: X\ndate: 2024-01-15 10:30:00 +0100\n---\nTexte.\n", "title=X; date=2024-01-15 10:30:00; at=/x/"},
		{"Jekyll, published", "_posts/2024-01-15-x.md", "---\ntitle: X\npublished: false\n---\nTexte.\n", "title=X; date=2024-01-15; at=/x/; draft"},
		{"Jekyll, a style of permalinks", "_posts/2024-01-15-x.md", "---\ntitle: X\npermalink: pretty\n---\nTexte.\n", "title=X; date=2024-01-15; at=/x/"},
		{"Jekyll, an address", "_posts/2024-01-15-x.md", "---\ntitle: X\npermalink: /ici.html\n---\nTexte.\n", "title=X; date=2024-01-15; at=/ici.html"},
		{"Jekyll, a separator", "_posts/2024-01-15-x.md", "---\ntitle: X\nexcerpt_separator: <!--suite-->\n---\nCourt.\n\n<!--suite-->\n\nTexte.\n", "title=X; date=2024-01-15; at=/x/; summary=Court."},
		{"Minimal Mistakes", "_posts/2024-01-15-x.md", "---\ntitle: X\nheader:\n  overlay_image: https://x.example/h.png\n  caption: y\n---\nTexte.\n", "title=X; date=2024-01-15; at=/x/; image=https://x.example/h.png"},
		{"Eleventy", "blog/a.md", "---\ntitle: A\ndate: 2024-01-15\ntags:\n  - x\n  - y\nlayout: layouts/post.njk\neleventyExcludeFromCollections: true\n---\nTexte.\n",
			"title=A; date=2024-01-15; at=/blog/a/; section=blog; tags=x,y; unlisted"},
		{"Eleventy, no page", "blog/a.md", "---\ntitle: A\ndate: 2024-01-15\npermalink: false\n---\nTexte.\n", "title=A; date=2024-01-15; at=/blog/a/; section=blog; draft"},
		{"Eleventy, a word for the file's time", "2024-03-04-a.md", "---\ntitle: A\ndate: Last Modified\n---\nTexte.\n", "title=A; date=2024-03-04; at=/a/"},
		{"Zola", "blog/a.md", "+++\ntitle = \"A\"\ndate = 2024-01-15\nupdated = 2024-02-01\ndescription = \"Court.\"\naliases = [\"/vieux\"]\n[taxonomies]\ntags = [\"x\"]\ncategories = [\"y\"]\nseries = [\"z\"]\n[extra]\nfoo = 1\n+++\nTexte.\n",
			"title=A; date=2024-01-15; updated=2024-02-01; at=/blog/a/; aliases=vieux/index.html; section=blog; tags=x,y; summary=Court."},
		{"Astro", "blog/a.md", "---\ntitle: A\npubDate: Jan 15 2024\nupdatedDate: Feb 1 2024\ndescription: Court.\nheroImage: https://x.example/h.jpg\n---\nTexte.\n",
			"title=A; date=2024-01-15; updated=2024-02-01; at=/blog/a/; section=blog; image=https://x.example/h.jpg; summary=Court."},
		{"Astro, AstroPaper", "blog/a.md", "---\nauthor: Awa\npubDatetime: 2024-01-15T09:00:00Z\nmodDatetime: 2024-02-01T09:00:00Z\ntitle: A\nfeatured: true\ndraft: false\ntags: [x]\n---\nTexte.\n",
			"title=A; date=2024-01-15 10:00:00; updated=2024-02-01 10:00:00; at=/blog/a/; section=blog; tags=x; by=Awa"},
		{"Ghost", "a.md", "---\ntitle: A\nslug: autre\nstatus: published\nvisibility: public\npublished_at: 2024-01-15T09:00:00.000Z\nupdated_at: 2024-02-01T09:00:00.000Z\nfeature_image: https://x.example/f.png\n---\nTexte.\n",
			"title=A; date=2024-01-15 10:00:00; updated=2024-02-01 10:00:00; at=/autre/; image=https://x.example/f.png"},
		{"Ghost, for members", "a.md", "---\ntitle: A\nstatus: published\nvisibility: members\npublished_at: 2024-01-15T09:00:00.000Z\n---\nTexte.\n", "title=A; date=2024-01-15 10:00:00; at=/a/; draft"},
		{"Obsidian", "notes/Une note.md", "---\ntags: [x, \"#y\"]\ncreated: 2024-01-15\nmodified: 2024-02-01\ncssclass: z\n---\n# Une note\n\nTexte.\n",
			"title=Une note; date=2024-01-15; updated=2024-02-01; at=/notes/Une%20note/; section=notes; tags=x,y"},
		{"Obsidian Digital Garden", "a.md", "---\ndg-publish: true\ntitle: A\ndate: 2024-01-15\n---\nTexte.\n", "title=A; date=2024-01-15; at=/a/"},
		{"Logseq", "a.md", "title:: A\ndate:: 2024-01-15\ntags:: x, y\n\nTexte.\n", "title=A; date=2024-01-15; at=/a/; tags=x,y"},
		{"Pelican", "a.md", "Title: A\nDate: 2024-01-15 10:30\nModified: 2024-02-01\nCategory: x\nTags: y, z\nSlug: autre\nAuthors: Awa; Ben\nSummary: Court.\n\nTexte.\n",
			"title=A; date=2024-01-15 10:30:00; updated=2024-02-01; at=/autre/; tags=y,z,x; by=Awa,Ben; summary=Court."},
		{"Hexo", "_posts/a.md", "title: A\ndate: 2024-01-15 10:30:00\ncategories:\n---\nTexte.\n", "title=A; date=2024-01-15 10:30:00; at=/a/"},
		{"Hexo, nested categories", "_posts/a.md", "---\ntitle: A\ndate: 2024-01-15\ncategories:\n  - [x, y]\n  - [z]\n---\nTexte.\n", "title=A; date=2024-01-15; at=/a/; tags=x,y,z"},
		{"WordPress, exported to Markdown", "2024-01-15-a/index.md", "---\ntitle: \"A\"\ndate: \"2024-01-15\"\ncategories:\n  - \"x\"\ntags:\n  - \"y\"\ncoverImage: \"https://x.example/c.jpg\"\n---\nTexte.\n",
			"title=A; date=2024-01-15; at=/a/; tags=y,x; image=https://x.example/c.jpg"},
		{"WordPress, fields of its database", "a.md", "---\ntitle: A\npost_date: 2024-01-15 10:30:00\npost_status: private\npost_type: post\n---\nTexte.\n", "title=A; date=2024-01-15 10:30:00; at=/a/; draft"},
		{"a mail", "a.md", "From: Awa Traoré <awa@example.org>\nSubject: A\nDate: Mon, 15 Jan 2024 10:30:00 +0100\n\nTexte.\n", "title=A; date=2024-01-15 10:30:00; at=/a/; by=Awa Traoré"},
		{"HTML", "a.html", `<html lang="en"><head><title>A</title><meta name="date" content="2024-01-15"><meta name="author" content="Awa"><meta name="keywords" content="x, y"><meta name="description" content="Court."></head><body><p>Texte.</p></body></html>`,
			"title=A; date=2024-01-15; at=/a/; tags=x,y; language=en; by=Awa; summary=Court."},
		{"HTML, Open Graph", "a.html", `<html><head><title>A</title><meta property="article:published_time" content="2024-01-15T10:30:00+01:00"><meta property="article:modified_time" content="2024-02-01"><meta property="og:image" content="https://x.example/o.png"></head><body><p>Texte.</p></body></html>`,
			"title=A; date=2024-01-15 10:30:00; updated=2024-02-01; at=/a/; image=https://x.example/o.png"},
		{"HTML, canonical on this site", "a.html", `<html><head><title>A</title><meta name="date" content="2024-01-15"><link rel="canonical" href="https://fil.example/ailleurs/"></head><body><p>Texte.</p></body></html>`,
			"title=A; date=2024-01-15; at=/ailleurs/"},
		{"HTML with front matter, which has precedence", "a.html", "---\ntitle: B\ndate: 2024-03-04\n---\n<html><head><title>A</title><meta name=\"date\" content=\"2024-01-15\"></head><body><p>Texte.</p></body></html>",
			"title=B; date=2024-03-04; at=/a/"},
	} {
		if got := summarise(readOne(t, c.name, c.text)); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.tool, got, c.want)
		}
	}
}

// Each row is front matter of Fil's own keys, as the README describes them.
func TestFields(t *testing.T) {
	usual := []string{"title=Texte", "date=2024-01-02", "at=/a/"} // fields of every row
	for _, c := range []struct{ front, want string }{
		{"title: Un titre", "title=Un titre"},
		{"title: false", "untitled"},
		{"title: \"Mali: le blé\"", "title=Mali: le blé"},
		{"title: 1.10", "title=1.10"},
		{"title: <em>Un</em> &amp; deux", "title=Un & deux"},
		{"summary: Court.", "summary=Court."},
		{"summary: |\n  Une\n  ligne.", "summary=Une ligne."},
		{"tags: [Mali, blé]", "tags=Mali,blé"},
		{"tags: Mali, blé", "tags=Mali,blé"},
		{"tags: Mali", "tags=Mali"},
		{"tags: [\"#Mali\", mali, MALI]", "tags=Mali"},
		{"tags: []", ""},
		{"tags: [a, [b, [c]]]", "tags=a,b,c"},
		{"section: Sahel", "section=Sahel"},
		{"language: en", "language=en"},
		{"language: pt_BR", "language=pt-BR"},
		{"language: EN-us", "language=en-US"},
		{"rights: CC BY 4.0", "rights=CC BY 4.0"},
		{"license: {name: CC0, url: https://x.example/}", "rights=CC0"},
		{"id: tag:example.org,2024:a", "id=tag:example.org,2024:a"},
		{"id: urn:x:1", "id=urn:x:1"},
		{"slug: autre", "at=/autre/"},
		{"permalink: /a/b/", "at=/a/b/"},
		{"permalink: /a/b.html", "at=/a/b.html"},
		{"permalink: https://fil.example/c/", "at=/c/"},
		{"aliases: [/vieux/, /tres/vieux.html]", "aliases=vieux/index.html,tres/vieux.html"},
		{"aliases: /vieux/", "aliases=vieux/index.html"},
		{"aliases: [/a/]", ""}, // its own address
		{"link: https://example.org/", "link=https://example.org/"},
		{"authors: Awa", "by=Awa"},
		{"authors: [Awa, Ben]", "by=Awa,Ben"},
		{"authors: [Awa, Awa]", "by=Awa"},
		{"author: \"Martin, jr.\"", "by=Martin, jr."},
		{"authors: {name: Awa, url: https://awa.example/}", "by=Awa https://awa.example/"},
		{"authors: [{name: Awa, email: awa@example.org}, Ben]", "by=Awa awa@example.org,Ben"},
		{"author: {name: Awa, bio: ignored}", "by=Awa"},
		{"image: https://x.example/a.png", "image=https://x.example/a.png"},
		{"image: {src: https://x.example/a.png, caption: x}", "image=https://x.example/a.png"},
		{"image: [https://x.example/a.png, https://x.example/b.png]", "image=https://x.example/a.png"},
		{"image: true", ""},
		{"hero: false", "no hero"},
		{"hero: https://x.example/a.png", "image=https://x.example/a.png"},
		{"source: {title: Ailleurs, url: https://x.example/atom.xml}", "source=Ailleurs https://x.example/atom.xml"},
		{"source: un mot", ""},
		{"comments: https://x.example/c", "comments=https://x.example/c"},
		{"comments: true", ""},
		{"replies: https://x.example/c.xml", "replies=https://x.example/c.xml"},
		{"enclosures: {url: https://x.example/a.pdf, length: 9}", "enclosure=https://x.example/a.pdf application/pdf 9"},
		{"enclosure: {src: https://x.example/a, type: audio/ogg, size: 9}", "enclosure=https://x.example/a audio/ogg 9"},
		{"season: 2\nepisode: 3", "episode=S2E3"},
		{"duration: 1:02:03", "duration=1h2m3s"},
		{"expires: 2030-01-02", "expires=2030-01-02"},
		{"expires: never", ""},
		{"updated: 2024-02-01", "updated=2024-02-01"},
		{"updated: 2023-02-01", ""}, // not before its publication
		{"unlisted: true", "unlisted"},
		{"feed: false", "no feed"},
		{"draft: true", "draft"},
		{"weight: 3\nseries: x\nmath: true", ""}, // of other tools
	} {
		all := strings.Split(summarise(readOne(t, "a.md", "---\ndate: 2024-01-02\n"+c.front+"\n---\nTexte.\n")), "; ")
		got := strings.Join(slices.DeleteFunc(all, func(field string) bool { return slices.Contains(usual, field) }), "; ")
		if got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.front, got, c.want)
		}
	}
}
