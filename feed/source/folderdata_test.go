package source

import (
	"fmt"
	"maps"
	"testing"

	"fil/feed"
)

// Fields of folder data apply to the articles below it, unless the article sets the same key.
func TestCascade(t *testing.T) {
	const article = "---\ntitle: T\ndate: 2024-01-02\n%s---\nTexte.\n"
	for name, c := range map[string]struct{ data, front, want string }{
		"a/_index.md":        {"---\ntitle: A\ncascade: {draft: true}\n---\n", "", "draft"},
		"a/b/_index.md":      {"---\ncascade:\n  build: {render: never, list: never}\n---\n", "", "draft"},
		"_index.md":          {"+++\n[[cascade]]\nprivate = true\n[cascade.target]\npath = '/a/**'\n+++\n", "", "draft"},
		"a/_index.html":      {"---\ncascade: [{_target: {path: '/z/**'}, draft: true}]\n---\n", "", "live"},
		"a/b/b.json":         {`{"eleventyExcludeFromCollections": true, "layout": "x"}`, "", "unlisted"},
		"a/a.11tydata.json":  {`{"permalink": false}`, "", "draft"},
		"a/_index.markdown":  {"---\ncascade: {draft: true}\n---\n", "draft: false\n", "live"},
		"z/_index.md":        {"---\ncascade: {draft: true}\n---\n", "", "live"},
		"a/b/other.json":     {`{"draft": true}`, "", "live"},
		"a/b/_index.md.bak~": {"---\ncascade: {draft: true}\n---\n", "", "live"},
	} {
		fsys := files("a/b/t.md", fmt.Sprintf(article, c.front), name, c.data)
		content := readAll(t, fsys)
		if len(content.Articles) != 1 {
			t.Fatalf("%s: %d articles, %v", name, len(content.Articles), content.Problems)
		}
		a, got := content.Articles[0], "live"
		switch {
		case a.Draft:
			got = "draft"
		case a.Unlisted:
			got = "unlisted"
		}
		if got != c.want || len(content.Problems) > 0 {
			t.Errorf("%s: %s, want %s, %v", name, got, c.want, content.Problems)
		}
		// The article is read again when the folder data is added or removed.
		site, err := ReadSite(fsys, Overrides{DefaultBaseURL: "https://fil.example"})
		if err != nil {
			t.Fatal(err)
		}
		without := maps.Clone(fsys)
		delete(without, name)
		first, err := readWhole(t.Context(), without, site, Options{})
		if err != nil {
			t.Fatal(err)
		}
		past := map[string]*feed.Record{}
		maps.Copy(past, first.Records)
		second, err := readWhole(t.Context(), fsys, site, Options{Records: recordsOf(past)})
		if err != nil || second.Articles[0].Draft != a.Draft || second.Articles[0].Unlisted != a.Unlisted {
			t.Errorf("%s: when it comes: %+v, %v", name, second.Articles[0], err)
		}
		maps.Copy(past, second.Records)
		third, err := readWhole(t.Context(), without, site, Options{Records: recordsOf(past)})
		if err != nil || third.Articles[0].Draft || third.Articles[0].Unlisted {
			t.Errorf("%s: when it goes: %+v, %v", name, third.Articles[0], err)
		}
	}
}

// Each row is folder data, front matter of a/b/t.md, and where that article is published. Values that
// cannot be read withhold. A key of the article itself has precedence over the same key of a folder,
// however it is written.
func TestFolderData(t *testing.T) {
	for _, c := range []struct{ name, data, front, want string }{
		{"a/_index.md", "---\ncascade: {draft: false}\n---\n", "", "public"},
		{"a/_index.md", "---\ndraft: true\n---\n", "", "public"}, // of the index file itself
		{"a/_index.md", "---\ncascade:\n  - draft: true\n---\n", "", "draft"},
		{"a/_index.md", "---\ncascade: {draft: perhaps}\n---\n", "", "draft"},
		{"a/_index.md", "---\ncascade: {draft: true}\n---\n", "draft:\n", "draft"},
		{"a/_index.md", "---\ncascade: {published: false}\n---\n", "", "draft"},
		{"a/_index.md", "---\ncascade: {params: {publish: false}}\n---\n", "", "draft"},
		{"a/_index.md", "---\ncascade: {published: false}\n---\n", "published: true\n", "public"},
		{"a/_index.md", "---\ncascade: {status: draft}\n---\n", "", "draft"},
		{"a/_index.md", "---\ncascade: {visibility: members}\n---\n", "", "draft"},
		{"a/_index.md", "---\ncascade: {unlisted: true}\n---\n", "", "unlisted"},
		{"a/_index.md", "---\ncascade: {no_feed: true}\n---\n", "", "no feed"},
		{"a/_index.md", "---\ncascade: {_build: {render: never}}\n---\n", "", "draft"},
		{"a/_index.md", "---\ncascade: {params: {private: true}}\n---\n", "", "draft"},
		{"a/_index.md", "+++\n[cascade]\ndraft = true\n+++\n", "", "draft"},
		{"a/_index.md", "+++\n[cascade.params]\ndraft = true\n+++\n", "", "draft"},
		{"a/_index.md", "{\"cascade\": {\"draft\": true}}\n", "", "draft"},
		{"a/_index.md", "---\ncascade: {draft: true, _target: {path: /a/b/*}}\n---\n", "", "draft"},
		{"a/_index.md", "---\ncascade: {draft: true, target: {path: /a/c/*}}\n---\n", "", "public"},
		{"a/_index.md", "---\ncascade: {draft: true, target: {path: \"{/a/**}\"}}\n---\n", "", "draft"},
		{"a/_index.md", "---\ncascade: {title: x}\n---\n", "", "public"},
		{"a/_index.md", "---\ncascade: {draft: true}\n---\n", "draft: false", "public"},
		{"a/_index.md", "---\ncascade: {is_draft: true}\n---\n", "isDraft: false", "public"},
		{"a/_index.md", "---\ncascade: {draft: true}\n---\n", "private: false", "draft"}, // another key
		{"a/_index.md", "---\ncascade: {unlisted: true}\n---\n", "draft: true", "draft"},
		{"_index.md", "---\ncascade: {draft: true}\n---\n", "", "draft"},
		{"a/b/_index.md", "---\ncascade: {draft: true}\n---\n", "", "draft"},
		{"a/b/c/_index.md", "---\ncascade: {draft: true}\n---\n", "", "public"},
		{"b/_index.md", "---\ncascade: {draft: true}\n---\n", "", "public"},
		{"a/a.json", `{"draft": true}`, "", "draft"},
		{"a/a.json", `{"draft": "perhaps"}`, "", "draft"},
		{"a/a.json", `{"draft": false}`, "", "public"},
		{"a/a.json", `{"permalink": false}`, "", "draft"},
		{"a/a.json", `{"permalink": "/x/"}`, "", "public"},
		{"a/a.json", `{"draft": true}`, "draft: false", "public"},
		{"a/b/b.json", `{"private": true}`, "", "draft"},
		{"a/b/b.11tydata.json", `{"eleventyExcludeFromCollections": true}`, "", "unlisted"},
		{"a/c.json", `{"draft": true}`, "", "public"},
	} {
		text := "---\ndate: 2024-01-02\n" + c.front + "\n---\nTexte.\n"
		content := readAll(t, files("a/b/t.md", text, c.name, c.data))
		if len(content.Articles) != 1 {
			t.Errorf("%s: %s: %v", c.name, c.data, content.Problems)
			continue
		}
		got := visibilityOf(content.article(0))
		if got != c.want {
			t.Errorf("%s: %s with %q: %s, want %s", c.name, c.data, c.front, got, c.want)
		}
	}
}
