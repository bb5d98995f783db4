package source

import (
	"strings"
	"testing"

	"fil/feed/source/inventory"
)

// On other sites, the folders above _posts are no categories.
func TestFoldersOfPosts(t *testing.T) {
	content := readAll(t, files("blog/_posts/2024-01-15-x.md", "Texte.\n", inventory.SiteFile, "permalinks: date\n"))
	if a := content.article(0); a.Permalink != "https://fil.example/2024/01/15/x.html" {
		t.Error(a.Permalink)
	}
}

// With undated: page, a text without a date is in no feed, without a warning, and its address is that of its file. The
// folders above Jekyll's _posts are categories.
func TestUndatedPages(t *testing.T) {
	for _, row := range []struct{ permalinks, path, want string }{
		{"date", "projets.md", "projets.html"},
		{"date", "équipe/index.md", "%C3%A9quipe/"},
		{"date", "a b.md", "a%20b.html"},
		{"pretty", "projets.md", "projets/"},
		{"date", "_posts/2024-01-15-x.md", "2024/01/15/x.html"},
		{"date", "blog/fr/_posts/2024-01-15-x.md", "blog/fr/2024/01/15/x.html"},
	} {
		content := readAll(t, files(row.path, "Texte.\n", inventory.SiteFile, "undated: page\npermalinks: "+row.permalinks+"\n"))
		a := content.article(0)
		if isPage := !strings.Contains(row.path, "_posts"); a.Permalink != "https://fil.example/"+row.want || a.NoFeed != isPage || a.Unlisted != isPage || len(content.Problems) > 0 {
			t.Errorf("%s: %s, no feed %v, %v", row.path, a.Permalink, a.NoFeed, content.Problems)
		}
	}
}
