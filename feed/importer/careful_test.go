package importer

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// wxrPosts returns an export of WordPress with these items.
func wxrPosts(items ...string) string {
	return `<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>x</title>` + strings.Join(items, "") + `</channel></rss>`
}

// wxrPost returns a published post with an ID, an address and a text, and more elements.
func wxrPost(id, link, text, more string) string {
	return fmt.Sprintf(`<item><title>%s</title><link>%s</link><guid isPermaLink="false">%s</guid><content:encoded><![CDATA[%s]]></content:encoded><wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>%s</item>`, id, link, id, text, more)
}

// What was not for everybody becomes a draft, nothing is lost without a word, and IDs stay to the letter.
func TestCareful(t *testing.T) {
	const meta = `<wp:postmeta><wp:meta_key>_jetpack_newsletter_access</wp:meta_key><wp:meta_value>%s</wp:meta_value></wp:postmeta>`
	value := func(key, value string) string {
		return "<wp:postmeta><wp:meta_key>" + key + "</wp:meta_key><wp:meta_value>" + value + "</wp:meta_value></wp:postmeta>"
	}
	atom := func(ids ...string) string {
		var b strings.Builder
		b.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://x.example/base/"><title>x</title><id>x</id>`)
		for _, id := range ids {
			fmt.Fprintf(&b, `<entry><title>T</title><author><name>A</name></author><id>%s</id><updated>2020-01-02T03:04:05Z</updated><content type="html">x</content><source><id>no</id></source></entry>`, id)
		}
		return b.String() + `</feed>`
	}
	for name, c := range map[string]struct {
		file, text string
		zip        map[string]string
		ids        []string // of the articles that are no drafts
		drafts     int
		faults     int
	}{
		"WordPress, a wall in the text": {file: "w.xml", text: wxrPosts(wxrPost("a", "/a/", "<p>x</p><!-- wp:jetpack/paywall /--><p>secret</p>", ""), wxrPost("b", "/b/", "<!-- wp:premium-content/container --><p>x</p>", ""), wxrPost("c", "/c/", "[restrict]x[/restrict]", ""), wxrPost("d", "/d/", "<p>x</p>", "")), ids: []string{"d"}, drafts: 3},
		"WordPress, a newsletter":       {file: "w.xml", text: wxrPosts(wxrPost("a", "/a/", "<p>x</p>", fmt.Sprintf(meta, "paid_subscribers")), wxrPost("b", "/b/", "<p>x</p>", fmt.Sprintf(meta, "everybody"))), ids: []string{"b"}, drafts: 1},
		"WordPress, values of plug-ins": {file: "w.xml", text: wxrPosts(wxrPost("a", "/a/", "<p>x</p>", value("_members_access_role", "subscriber")), wxrPost("b", "/b/", "<p>x</p>", value("rcp_subscription_level", "1")),
			wxrPost("c", "/c/", "<p>x</p>", value("_is_paid", "0")), wxrPost("d", "/d/", "[um_loggedin]x[/um_loggedin]", ""), wxrPost("e", "/e/", "[private]x[/private]", "")), ids: []string{"c"}, drafts: 4},
		"WordPress, one ID for two": {file: "w.xml", text: wxrPosts(wxrPost("a", "https://old.example/a/", "<p>x</p>", ""), strings.Replace(wxrPost("b", "https://old.example/b/", "<p>y</p>", ""), ">b</guid>", ">a</guid>", 1),
			wxrPost("a", "http://old.example/a/", "<p>an older text</p>", "")), ids: []string{"a", "https://old.example/b/"}},
		"WordPress, scheduled for no time": {file: "w.xml", text: wxrPosts(strings.NewReplacer("publish<", "future<", "2020-01-02 03:04:05", "").Replace(wxrPost("a", "/a/", "<p>x</p>", ""))), drafts: 1},
		"WordPress, one slug":              {file: "w.xml", text: wxrPosts(wxrPost("a", "https://x.example/2023/update/", "<p>x</p>", ""), wxrPost("b", "https://x.example/2024/update/", "<p>y</p>", ""), wxrPost("c", "https://x.example/c/tags/", "<p>z</p>", "")), ids: []string{"a", "b", "c"}},
		"Ghost, by email": {file: "g.json", text: `{"db":[{"data":{"posts":[{"id":"1","title":"A","slug":"a","html":"<p>x</p>","status":"published","published_at":"2020-01-02T03:04:05Z"},{"id":"2","title":"B","slug":"b","html":"<p>x</p>","status":"published","published_at":"2020-01-02T03:04:05Z"},
			{"id":"3","title":"C","slug":"c","html":"<p>x</p>","status":"scheduled","published_at":null,"created_at":"2020-01-02T03:04:05Z"},{"id":"4","title":"D","slug":"d","html":null,"plaintext":"x secret","lexical":"{\"type\":\"paywall\"}","status":"published","published_at":"2020-01-02T03:04:05Z"}],"posts_meta":[{"post_id":"2","email_only":1}]}}]}`, ids: []string{"1"}, drafts: 3},
		"Substack, a byte order mark": {zip: map[string]string{"posts.csv": "\ufeffpost_id,post_date,is_published,title\n1.a,2020-01-02T03:04:05Z,true,A \"quoted\" title\n2.,2020-01-02T03:04:05Z,true,B\n3.,2020-01-02T03:04:05Z,true,C\n", "posts/1.a.html": "<p>x</p>", "posts/2..html": "<p>y</p>", "posts/3..html": "<p>z</p>"}, ids: []string{"https://old.example/p/a", "urn:uuid:", "urn:uuid:"}},
		"Substack, another table":     {zip: map[string]string{"posts.csv": "a,b\n1,2\n"}, faults: 1},
		"Atom, IDs to the letter":     {file: "a.xml", text: atom("https://old.example/café/", "https://old.example/a|b", "HTTPS://old.example/", "post-1", "data:,a%20b", "5f1c"), ids: []string{"https://old.example/café/", "https://old.example/a|b", "HTTPS://old.example/", "post-1", "data:,a%20b", "5f1c"}},
		"RSS, one page for all":       {file: "r.xml", text: `<rss version="2.0"><channel><title>x</title><link>https://x.example/</link><item><title>1</title><link>https://x.example/podcast</link><guid isPermaLink="false">e1</guid><pubDate>Mon, 01 Jun 2020 10:00:00 GMT</pubDate><description>x</description></item><item><title>2</title><link>https://x.example/podcast</link><guid isPermaLink="false">e2</guid><pubDate>Mon, 01 Jun 2020 10:00:00 GMT</pubDate><description>y</description></item></channel></rss>`, ids: []string{"e1", "e2"}},
		"RSS, one ID for two":         {file: "r.xml", text: `<rss version="2.0"><channel><title>x</title><link>https://x.example/</link><item><title>1</title><link>https://x.example/1</link><guid isPermaLink="false">g</guid><description>x</description></item><item><title>2</title><link>https://x.example/2</link><guid isPermaLink="false">g</guid><description>y</description></item></channel></rss>`, ids: []string{"g", "https://x.example/2"}},
		"RSS, neither ID nor address": {file: "r.xml", text: `<rss version="2.0"><channel><title>x</title><item><title>1</title><description>x</description></item><item><title>1</title><description>y</description></item></channel></rss>`, ids: []string{"urn:uuid:", "urn:uuid:"}},
		"HTML, too deep":              {file: "r.xml", text: `<rss version="2.0"><channel><title>x</title><item><title>1</title><guid>g</guid><description><![CDATA[` + strings.Repeat("<div>", 600) + `x]]></description></item></channel></rss>`, faults: 1},
	} {
		file := filepath.Join(t.TempDir(), c.file)
		if c.zip != nil {
			file = writeZip(t, c.zip)
		} else if err := os.WriteFile(file, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		report, err := importFile(t, file, "https://old.example/", dir, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var ids []string
		drafts := 0
		pages := map[string]bool{}
		for _, a := range articlesIn(t, dir) {
			pages[a.Page] = true
			if a.Draft {
				drafts++
				continue
			}
			ids = append(ids, a.ID)
			if strings.HasPrefix(a.ID, "urn:uuid:") {
				ids[len(ids)-1] = "urn:uuid:"
			}
		}
		slices.Sort(ids)
		slices.Sort(c.ids)
		if !slices.Equal(ids, c.ids) || drafts != c.drafts || len(report.Faults) != c.faults || len(pages) != len(ids)+drafts {
			t.Errorf("%s: %q and %d drafts at %d pages, %d faults %v; want %q, %d and %d", name, ids, drafts, len(pages), len(report.Faults), report.Faults, c.ids, c.drafts, c.faults)
		}
		for _, fault := range report.Faults {
			if strings.HasSuffix(fault.Message, ": ") {
				t.Errorf("%s: %q says no reason", name, fault.Message)
			}
		}
		again, err := importFile(t, file, "https://old.example/", dir, articlesIn(t, dir))
		if err != nil || len(again.Written) > 0 {
			t.Errorf("%s, again: %q, %v", name, again.Written, err)
		}
	}
}
