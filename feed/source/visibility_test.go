package source

import (
	"strings"
	"testing"

	"fil/feed"
)

// readVisibility says where an article is published, and how many problems are errors.
func readVisibility(t *testing.T, name, text string) (state string, mistakes int) {
	t.Helper()
	content := readAll(t, files(name, text))
	if len(content.Articles) != 1 {
		t.Fatalf("%s: %d articles, %v", text, len(content.Articles), content.Problems)
	}
	for _, p := range content.Problems {
		if !p.Warning {
			mistakes++
			if p.Hint == "" {
				t.Errorf("%s: no hint: %v", text, p)
			}
		}
	}
	return visibilityOf(content.article(0)), mistakes
}

func visibilityOf(a *feed.Article) string {
	switch {
	case a.Draft:
		return "draft"
	case a.Unlisted:
		return "unlisted"
	case a.NoFeed:
		return "no feed"
	}
	return "public"
}

// Each row is a list of keys with one meaning, and values with which the article is a draft,
// unlisted or in no feed. A row's public values restrict nothing. The keys are those of the tools
// that the row names.
var visibilityRows = []struct {
	tools, keys         string
	want                string
	restricts, isPublic string
	unclear             string // values that withhold, with an error, because they may withhold
	ignored             string // values that have another meaning in some tools
}{
	{
		tools: "Fil, Hugo, Jekyll, Zola, Astro", keys: "draft isDraft is_draft Draft DRAFT", want: "draft",
		restricts: "true|True|TRUE|yes|Yes|on|1|oui|\"true\"|'yes'|ja|si|always", isPublic: "false|no|off|0|non|\"false\"|never|none|nein|''|[]", unclear: "peut-être|[true]|{a: b}|2|soon",
	},
	{
		tools: "other words for a draft", keys: "private isPrivate is_private is-private hidden isHidden headless unpublished login_required password_protected", want: "draft",
		restricts: "true|yes|1", isPublic: "false|no|0", unclear: "friends|[x]",
	},
	{
		tools: "a draft in other languages", keys: "brouillon privé caché cachée prive privada privado entwurf borrador rascunho bozza", want: "draft",
		restricts: "true|oui|1", isPublic: "false|non|0", unclear: "presque",
	},
	{
		tools: "keys with other meanings", keys: "invisible is_paid excluded ignored hide secret confidential internal restricted unpublish wip trash trashed deleted " +
			"disabled protected encrypted members_only member_only subscriber_only subscribers-only paid paid_only premium premium_only paywall paywalled email_only newsletter_only " +
			"exclude ignore skip no_publish do_not_publish dont-publish noexport exclude_from_site", want: "draft",
		restricts: "true|yes|on|1", isPublic: "false|no|off|0|''", ignored: "[toc]|navigation|2026",
	},
	{
		tools: "Fil and themes of Hugo and Jekyll", keys: "unlisted not_listed nolist hide_from_list hideInList hiddenInHomeList hide_from_home hidden_in_list hidden_from_list hide_in_lists hide_from_lists hide_in_home hide_from_index hide_from_archive exclude_from_home exclude_from_lists exclude_from_list exclude_from_index " +
			"exclude_from_archive excludeFromCollections eleventyExcludeFromCollections dg-hide", want: "unlisted",
		restricts: "true|yes|1", isPublic: "false|no|0", unclear: "sometimes",
	},
	{
		tools: "feeds of themes", keys: "nofeed no_feed norss exclude_from_feed exclude_from_feeds excludeFromRss feed_exclude rss_exclude rss_ignore hide_from_feed hideFromRss " +
			"hiddenInRss hidden_in_feed hide_from_feeds skip_feed skip_rss disable_feed disable_rss feedDisable rss_disable no_syndication dont_syndicate", want: "no feed",
		restricts: "true|yes|1", isPublic: "false|no|0", unclear: "sometimes",
	},
	{
		tools: "public by false", keys: "is_public isPublished is-published dg-publish publie publié publiée veröffentlicht publicado pubblicato publishable", want: "draft",
		restricts: "false|no|0|non|nein", isPublic: "true|yes|1|oui", unclear: "presque",
	},
	{
		tools: "public by false, with other meanings", keys: "public public? publish? visible is_visible show display displayed live online en_ligne render enabled released to_publish ready_to_publish", want: "draft",
		restricts: "false|no|0|never|private|PRIVATE|hidden|friends|members only", isPublic: "true|yes|1|always|published", ignored: "[home]|sidebar",
	},
	{
		tools: "listed by false", keys: "list listed in_list inLists is_listed show_in_list showInLists show_in_home", want: "unlisted",
		restricts: "false|no|0", isPublic: "true|yes|1", ignored: "[a, b]|books",
	},
	{
		tools: "fed by false", keys: "in_feed inFeeds in_rss show_in_feed showInFeeds show_in_rss include_in_feed includeInFeeds include_in_rss", want: "no feed",
		restricts: "false|no|0", isPublic: "true|yes|1", unclear: "sometimes",
	},
	{
		tools: "fed by false, with other meanings", keys: "rss syndicate syndicated", want: "no feed",
		restricts: "false|no|0", isPublic: "true|yes|1", ignored: "[mastodon]|https://x.example/rss",
	},
	{
		tools: "states of Pelican, WordPress, Ghost, Substack, Obsidian and Notion", keys: "status post_status publication_status publish_status statut visibility visibilité visibilite état", want: "draft",
		restricts: "draft|Draft|drafts|brouillon|private|hidden|pending|pending-review|trash|deleted|auto-draft|inherit|skip|unpublished|not published|members|paid|tiers|" +
			"subscribers|only_paid|founding|premium|password|protected|secret|confidential|restricted|embargo|todo|to do|backlog|planned|In progress|\"✅ In progress\"|" +
			"en cours|wip|in_review|en relecture|rejected|cancelled|entwurf|borrador|rascunho|bozza|false|no|sent|email-only|[published, draft]|[draft]",
		isPublic: "published|publish|Published|public|publié|publiée|live|posted|done|completed|final|released|open|everyone|all|online|visible|true|evergreen|seedling|stable|''|[]|[published]",
		unclear:  "réservé|{a: b}|42|[published, perhaps]",
	},
	{
		tools: "states with other meanings", keys: "access access_level poststate publication_state post_visibility content_visibility permissions audience stage state workflow workflow_state content_status article_status page_status editorial_status privacy permission scope", want: "draft",
		restricts: "draft|private|members|paid|internal|in review|only-paid|{level: members}|{site.login: true}|{members: true}|{roles: [members]}|{level: {min: members}}|{site: {login: true}}|{public: false}", isPublic: "public|published|everyone|all|live|{level: public}|{site.login: false}", ignored: "beginners|Mali|3|{comments: false}",
	},
	{
		tools: "unlisted as a state", keys: "status visibility", want: "unlisted",
		restricts: "unlisted|not listed", isPublic: "public",
	},
	{
		tools: "passwords", keys: "password post_password passwd passphrase pwd mot-de-passe contraseña", want: "draft",
		restricts: "secret|1234|true|[a]|{a: b}", isPublic: "''|false|no|~",
	},
	{
		tools: "Hugo", keys: "build _build", want: "draft",
		restricts: "{render: never}|{render: false}|{render: link}|{render: never, list: never}", isPublic: "{render: always, list: always}|{render: true}|{publishResources: false}", unclear: "{render: perhaps}|{list: perhaps}",
	},
	{
		tools: "Hugo", keys: "build _build", want: "unlisted",
		restricts: "{list: never}|{list: false}|{list: local}", isPublic: "{list: true}",
	},
	{
		tools: "Jekyll, Obsidian", keys: "published publish", want: "draft",
		restricts: "false|no|off|0|False|non", isPublic: "true|yes|1|2020-01-02",
	},
	{
		tools: "Eleventy", keys: "permalink", want: "draft",
		restricts: "false", isPublic: "/a/",
	},
	{
		tools: "Fil", keys: "feed", want: "no feed",
		restricts: "false|no", isPublic: "true|yes|{excerpt_only: false}",
	},
	{
		tools: "jekyll-feed", keys: "feed", want: "no feed",
		restricts: "{excerpt_only: true}", isPublic: "{excerpt_only: false}",
	},
	{
		tools: "newsrooms", keys: "embargo", want: "draft",
		restricts: "true|yes", isPublic: "false|no|none|never|2020-01-02",
	},
	{
		tools: "Hugo, Zola and others with tables for user data", keys: "params extra metadata meta properties ghost attributes custom", want: "draft",
		restricts: "{draft: true}|{private: yes}|{hidden: true}|{status: draft}|{visibility: members}|{a: {private: true}}|{password: x}|{public: false}",
		isPublic:  "{draft: false}|{status: published}|{a: {b: c}}|{hide: [toc]}|{}",
		ignored:   "{draft: perhaps}|{status: réservé}",
	},
	{
		tools: "Tumblr, WordPress", keys: "type post_type", want: "draft",
		restricts: "draft|private", isPublic: "post|article", ignored: "photo|quote",
	},
}

func TestVisibility(t *testing.T) {
	tested := map[string]bool{}
	for _, row := range visibilityRows {
		for key := range strings.FieldsSeq(row.keys) {
			tested[foldKey(key)] = true
			for _, c := range []struct {
				values, want string
				mistakes     int
			}{{row.restricts, row.want, 0}, {row.isPublic, "public", 0}, {row.unclear, "draft", 1}, {row.ignored, "public", 0}} {
				for value := range strings.SplitSeq(c.values, "|") {
					if value == "" {
						continue
					}
					text := "---\ndate: 2024-01-02\n" + key + ": " + value + "\n---\nTexte.\n"
					if got, mistakes := readVisibility(t, "2024-01-02-a.md", text); got != c.want || mistakes != c.mistakes {
						t.Errorf("%s: %s: %s: %s with %d errors, want %s with %d", row.tools, key, value, got, mistakes, c.want, c.mistakes)
					}
				}
			}
		}
	}
	for key := range withholding {
		if !tested[key] {
			t.Errorf("%s has no row", key)
		}
	}
}

// An article whose visibility cannot be read is a draft, with an error, and is not refused.
func TestUnclearVisibility(t *testing.T) {
	for _, front := range []string{"draft: peut-être", "status: réservé", "private: [x]", "visibility: {a: b}", "build: {render: perhaps}"} {
		content := readAll(t, files("2024-01-a.md", "---\n"+front+"\n---\nTexte.\n", "2024-01-good.md", "Bien."))
		if len(content.Articles) != 2 || !content.Articles[0].Draft || content.Articles[1].Draft || len(content.Refused) != 0 {
			t.Errorf("%s: %d articles, refused %v", front, len(content.Articles), content.Refused)
		}
		if len(content.Problems) != 1 || content.Problems[0].Warning || content.Problems[0].Line != 2 || content.Problems[0].Hint == "" {
			t.Errorf("%s: %v", front, content.Problems)
		}
	}
}

// Each row is a file and where it is published: by its name, in other syntaxes, and if several keys
// restrict it.
func TestVisibilityOfFiles(t *testing.T) {
	const page = "<html><head><title>T</title>%s</head><body><p>Texte.</p></body></html>"
	for _, c := range []struct{ name, text, want string }{
		{"2024-01-02-a.md", "Texte.", "public"},
		{"2024-01-02-a.md", "+++\ndraft = true\n+++\nTexte.", "draft"},
		{"2024-01-02-a.md", "+++\ndraft = false\n+++\nTexte.", "public"},
		{"2024-01-02-a.md", "+++\n[build]\nrender = 'never'\n+++\nTexte.", "draft"},
		{"2024-01-02-a.md", "+++\n[params]\nprivate = true\n+++\nTexte.", "draft"},
		{"2024-01-02-a.md", "{\"draft\": true}\nTexte.", "draft"},
		{"2024-01-02-a.md", "{\"draft\": false}\nTexte.", "public"},
		{"2024-01-02-a.md", "{\"params\": {\"status\": \"draft\"}}\nTexte.", "draft"},
		{"2024-01-02-a.md", "Title: T\nStatus: draft\n\nTexte.", "draft"},
		{"2024-01-02-a.md", "Title: T\nStatus: published\n\nTexte.", "public"},
		{"2024-01-02-a.md", "public:: false\n\nTexte.", "draft"},
		{"2024-01-02-a.md", "Draft: yes\n\nTexte.", "draft"},
		{"2024-01-02-a.md", "Draft: how I write\n\nTexte.", "public"},
		{"2024-01-02-a.txt", "---\ndraft: true\n---\nTexte.", "draft"},
		{"2024-01-02-a.txt", "Title: T\nStatus: draft\n\nTexte.", "draft"},
		{"2024-01-02-a.html", "---\ndraft: true\n---\n<p>Texte.</p>", "draft"},
		{"2024-01-02-a.html", strings.Replace(page, "%s", `<meta name="draft" content="true">`, 1), "draft"},
		{"2024-01-02-a.html", strings.Replace(page, "%s", `<meta name="status" content="draft">`, 1), "draft"},
		{"2024-01-02-a.html", strings.Replace(page, "%s", `<meta name="unlisted" content="true">`, 1), "unlisted"},
		{"2024-01-02-a.html", strings.Replace(page, "%s", `<meta name="rss" content="false">`, 1), "public"},
		{"2024-01-02-a.html", strings.Replace(page, "%s", ``, 1), "public"},
		// Folders and names.
		{"_drafts/2024-01-02-a.md", "Texte.", "draft"},
		{"blog/_drafts/2024-01-02-a.md", "Texte.", "draft"},
		{"_drafts/2024-01-02-a.md", "---\ndraft: false\n---\nTexte.", "draft"},
		{"_drafts/2024-01-02-a.md", "---\npublished: true\n---\nTexte.", "draft"},
		{"_posts/2024-01-02-a.md", "Texte.", "public"},
		{"_pages/a.md", "Texte.", "no feed"},
		{"_pages/a.md", "---\ndraft: true\n---\nTexte.", "draft"},
		{"drafts/2024-01-02-a.md", "Texte.", "draft"},
		{"drafts-of-others/2024-01-02-a.md", "Texte.", "public"},
		// The strictest key applies, in any order.
		{"2024-01-02-a.md", "---\ndraft: false\nunlisted: true\n---\nTexte.", "unlisted"},
		{"2024-01-02-a.md", "---\nfeed: false\nunlisted: true\n---\nTexte.", "unlisted"},
		{"2024-01-02-a.md", "---\nunlisted: true\nfeed: false\n---\nTexte.", "unlisted"},
		{"2024-01-02-a.md", "---\ndraft: true\nfeed: false\n---\nTexte.", "draft"},
		{"2024-01-02-a.md", "---\nfeed: false\nprivate: true\n---\nTexte.", "draft"},
		{"2024-01-02-a.md", "---\ndraft: false\nstatus: draft\n---\nTexte.", "draft"},
		{"2024-01-02-a.md", "---\nstatus: published\nvisibility: members\n---\nTexte.", "draft"},
		{"2024-01-02-a.md", "---\npublished: true\ndraft: true\n---\nTexte.", "draft"},
		{"2024-01-02-a.md", "---\npublic: true\nparams: {draft: true}\n---\nTexte.", "draft"},
		// What restricts restricts in a table for user data too, and in a list of such tables.
		{"2024-01-02-a.md", "---\nparams: {published: false}\n---\nTexte.", "draft"},
		{"2024-01-02-a.md", "---\nextra: {publish: false}\n---\nTexte.", "draft"},
		{"2024-01-02-a.md", "---\nparams: {embargo: true}\n---\nTexte.", "draft"},
		{"2024-01-02-a.md", "---\nmeta: {type: draft}\n---\nTexte.", "draft"},
		{"2024-01-02-a.md", "---\nparams: {feed: false}\n---\nTexte.", "no feed"},
		{"2024-01-02-a.md", "---\nparams: [{draft: true}]\n---\nTexte.", "draft"},
		{"2024-01-02-a.md", "---\nparams: {seo: [{private: true}]}\n---\nTexte.", "draft"},
		{"2024-01-02-a.md", "---\nparams: {published: 2020-01-01, publish: soon, feed: {excerpt_only: true}, type: post, embargo: none}\n---\nTexte.", "public"},
		// A key without a value restricts nothing.
		{"2024-01-02-a.md", "---\ndraft:\nprivate: ~\nstatus: null\n---\nTexte.", "public"},
		// An article that is scheduled appears at its date.
		{"2024-01-02-a.md", "---\nstatus: scheduled\ndate: 2024-01-02\n---\nTexte.", "public"},
		{"2024-01-02-a.md", "---\nstatus: future\ndate: 2024-01-02\n---\nTexte.", "public"},
		{"2024-01-02-a.md", "---\nscheduled: 2024-01-02\n---\nTexte.", "public"},
		{"a.md", "---\nstatus: scheduled\n---\nTexte.", "draft"},
		{"a.md", "---\nstatut: programmé\n---\nTexte.", "draft"},
		{"a.md", "---\nscheduled: true\n---\nTexte.", "draft"},
		{"a.md", "---\nscheduled: true\npublishDate: 2024-01-02\n---\nTexte.", "public"},
		// Without a text there is nothing to publish.
		{"2024-01-02-a.md", "---\ntitle: T\n---\n", "draft"},
		{"2024-01-02-a.md", "---\ntitle: T\nlink: https://example.org/\n---\n", "public"},
		{"2024-01-02-a.md", "---\ntitle: T\nenclosures: {url: https://example.org/a.mp3, length: 9}\n---\n", "public"},
	} {
		if got, mistakes := readVisibility(t, c.name, c.text); got != c.want || mistakes > 0 {
			t.Errorf("%s: %q: %s with %d errors, want %s", c.name, c.text, got, mistakes, c.want)
		}
	}
}

// Withheld names the field that withholds an article, as written, and its line.
func TestWithheld(t *testing.T) {
	for _, c := range []struct {
		name, text, key string
		line            int
	}{
		{"a.md", "---\ntitle: T\nstatus: draft\n---\nTexte.", "status: draft", 3},
		{"a.md", "---\ndraft: true\n---\nTexte.", "draft: true", 2},
		{"a.md", "---\npublished: no\n---\nTexte.", "published: no", 2},
		{"a.md", "+++\ntitle = 'T'\ndraft = true\n+++\nTexte.", "draft: true", 3},
		{"a.md", "---\ntitle: T\nbuild: {render: never}\n---\nTexte.", "build", 3},
		{"a.md", "---\nunlisted: true\nprivate: yes\n---\nTexte.", "private: yes", 3},
		{"a.md", "---\ntitle: T\ndate: 2024-01-02\n---\nTexte.", "", 0},
		{"_drafts/a.md", "Texte.", "its folder _drafts", 0},
		{"_drafts/a.md", "---\ndraft: true\n---\nTexte.", "draft: true", 2},
		{"b.md", "", "", 0}, // there is no such file
	} {
		fsys := files("a.md", "", c.name, c.text)
		if c.name == "b.md" {
			fsys = files()
		}
		site, err := ReadSite(fsys, Overrides{DefaultBaseURL: "https://fil.example"})
		if err != nil {
			t.Fatal(err)
		}
		if key, line := Withheld(fsys, c.name, site); key != c.key || line != c.line {
			t.Errorf("%s: %q: %q in line %d, want %q in line %d", c.name, c.text, key, line, c.key, c.line)
		}
	}
}

// A character that cannot be seen before or behind a key changes nothing.
func TestInvisibleBesideKey(t *testing.T) {
	for _, key := range []string{"\u200bdraft", "\u00a0draft", "draft\u200b", "\ufeffdraft", "\u00addraft", "dr\u200baft", "\u200edraft"} {
		if got, mistakes := readVisibility(t, "a.md", "---\ntitle: A\n"+key+": true\n---\nText.\n"); got != "draft" || mistakes > 0 {
			t.Errorf("%q: %s, %d errors", key, got, mistakes)
		}
	}
}

// A table where a word is expected, of a key that has no other meaning, withholds with an error.
func TestTableOfStatus(t *testing.T) {
	for _, matter := range []string{"status: {draft: true}", "visibility: {private: true}", "visibility: {}"} {
		if got, mistakes := readVisibility(t, "a.md", "---\ntitle: A\n"+matter+"\n---\nText.\n"); got != "draft" || mistakes != 1 {
			t.Errorf("%s: %s, %d errors", matter, got, mistakes)
		}
	}
	for _, matter := range []string{"audience: family", "scope: family", "render: internal", "list: todo"} {
		if got, mistakes := readVisibility(t, "a.md", "---\ntitle: A\n"+matter+"\n---\nText.\n"); got != "public" || mistakes != 0 {
			t.Errorf("%s: %s, %d errors", matter, got, mistakes)
		}
	}
}
