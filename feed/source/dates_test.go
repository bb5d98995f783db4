package source

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// Each row is a date as authors write it. The site's time zone is Europe/Paris.
func TestDateFormats(t *testing.T) {
	for written, want := range map[string]string{
		"2024-01-15":                      "2024-01-15T00:00:00+01:00",
		"2024-07-15":                      "2024-07-15T00:00:00+02:00", // summer time
		"2024-01-15 10:30":                "2024-01-15T10:30:00+01:00",
		"2024-01-15 10:30:45":             "2024-01-15T10:30:45+01:00",
		"2024-01-15T10:30":                "2024-01-15T10:30:00+01:00",
		"2024-01-15T10:30:00Z":            "2024-01-15T11:30:00+01:00",
		"2024-01-15T10:30:00.000Z":        "2024-01-15T11:30:00+01:00",
		"2024-01-15T10:30:00+05:00":       "2024-01-15T06:30:00+01:00",
		"2024-01-15 10:30:00 +0000":       "2024-01-15T11:30:00+01:00",
		"2024-01-15 10:30 UTC":            "2024-01-15T11:30:00+01:00",
		"\"2024-01-15\"":                  "2024-01-15T00:00:00+01:00",
		"2024/01/15":                      "2024-01-15T00:00:00+01:00",
		"2024.01.15":                      "2024-01-15T00:00:00+01:00",
		"2024-1-5":                        "2024-01-05T00:00:00+01:00",
		"15/01/2024":                      "2024-01-15T00:00:00+01:00",
		"01/15/2024":                      "2024-01-15T00:00:00+01:00",
		"15.01.2024":                      "2024-01-15T00:00:00+01:00",
		"15 janvier 2024":                 "2024-01-15T00:00:00+01:00",
		"1er mars 2024":                   "2024-03-01T00:00:00+01:00",
		"15 janvier 2024 à 10h30":         "2024-01-15T10:30:00+01:00",
		"January 15, 2024":                "2024-01-15T00:00:00+01:00",
		"Jan 15 2024":                     "2024-01-15T00:00:00+01:00",
		"15 Jan 2024":                     "2024-01-15T00:00:00+01:00",
		"Mon, 15 Jan 2024 10:30:00 +0100": "2024-01-15T10:30:00+01:00",
		"Mon, 15 Jan 2024 10:30:00 GMT":   "2024-01-15T11:30:00+01:00",
		"January 15, 2024 6:45 pm":        "2024-01-15T18:45:00+01:00",
		"Fri Jul  8 10:00:00 UTC 2022":    "2022-07-08T12:00:00+02:00",
		"2024-01":                         "2024-01-01T00:00:00+01:00",
		"janvier 2024":                    "2024-01-01T00:00:00+01:00",
		"2024":                            "2024-01-01T00:00:00+01:00",
		"2030-01-15":                      "2030-01-15T00:00:00+01:00", // the future
		"1969-07-21":                      "1969-07-21T00:00:00+01:00",
	} {
		a := readOne(t, "a.md", "---\ndate: "+written+"\n---\nTexte.\n")
		if got := a.Published.Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", written, got, want)
		}
	}
}

// Each row is a date that cannot be read. The article is refused, because it could be published too
// early, and the hint shows a date.
func TestWrongDates(t *testing.T) {
	for _, front := range []string{"date: hier", "date: 2024-13-01", "date: 2024-02-30", "date: 03/04/2024", "date: [2024]", "date: {a: b}", "date: 2024-01-15 25:00", "publishDate: demain",
		"pubDate: bientôt", "published_at: x", "post_date: x", "expires: un jour", "expiryDate: x", "embargo: peut-être", "publish: perhaps", "published: perhaps", "scheduled: perhaps"} {
		content := readAll(t, files("a.md", "---\ntitle: T\n"+front+"\n---\nTexte.\n"))
		if len(content.Articles) != 0 || len(content.Problems) != 1 {
			t.Errorf("%s: %d articles, %v", front, len(content.Articles), content.Problems)
			continue
		}
		if p := content.Problems[0]; p.Warning || p.Line != 3 || p.Path != "a.md" || len(content.Refused) != 1 {
			t.Errorf("%s: %v, refused %v", front, p, content.Refused)
		}
	}
	// These do not decide when an article is published, and are omitted with a warning.
	for _, front := range []string{"updated: hier", "lastmod: x", "last_modified_at: x", "modified: x"} {
		content := readAll(t, files("a.md", "---\ndate: 2024-01-02\n"+front+"\n---\nTexte.\n"))
		if len(content.Articles) != 1 || len(content.Problems) != 1 || !content.Problems[0].Warning || content.Problems[0].Line != 3 {
			t.Errorf("%s: %d articles, %v", front, len(content.Articles), content.Problems)
		} else if a := content.Articles[0]; !a.Updated.Equal(a.Published) {
			t.Errorf("%s: updated %v", front, a.Updated)
		}
	}
}

// Each row gives several dates. The day of going live has precedence over the date, that over the
// day of writing, front matter over a header line or an HTML page, those over the file's name, that
// over its folder's, and that over the file's time, which is 2020-05-06.
func TestDatePrecedence(t *testing.T) {
	const page = "<html><head><title>T</title><meta name=\"date\" content=\"2024-01-01\"></head><body><p>Texte.</p></body></html>"
	for _, c := range []struct{ name, text, want string }{
		{"a.md", "---\ndate: 2024-01-01\npublishDate: 2024-01-02\n---\nTexte.", "2024-01-02"},
		{"a.md", "---\npublish_date: 2024-01-02\ndate: 2024-01-01\n---\nTexte.", "2024-01-02"},
		{"a.md", "---\ngo_live: 2024-01-02\ndate: 2024-01-01\n---\nTexte.", "2024-01-02"},
		{"a.md", "---\nembargo: 2024-01-02\ndate: 2024-01-01\n---\nTexte.", "2024-01-02"},
		{"a.md", "---\npublish: 2024-01-02\ndate: 2024-01-01\n---\nTexte.", "2024-01-02"},
		{"a.md", "---\nscheduled: 2024-01-02\ndate: 2024-01-01\n---\nTexte.", "2024-01-02"},
		{"a.md", "---\npubDate: 2024-01-02\ndate: 2024-01-01\n---\nTexte.", "2024-01-01"},
		{"a.md", "---\ncreated: 2024-01-02\ndate: 2024-01-01\n---\nTexte.", "2024-01-01"},
		{"a.md", "---\ncreated: 2024-01-02\n---\nTexte.", "2024-01-02"},
		{"2024-01-03-a.md", "---\ncreated: 2024-01-02\n---\nTexte.", "2024-01-02"},
		{"2024-01-03-a.md", "---\ndate: 2024-01-01\n---\nTexte.", "2024-01-01"},
		{"2024-01-03-a.md", "---\ndate:\n---\nTexte.", "2024-01-03"},
		{"2024-01-03-a.md", "Texte.", "2024-01-03"},
		{"2024-01-03_a.md", "Texte.", "2024-01-03"},
		{"2024-01-03 a.md", "Texte.", "2024-01-03"},
		{"2024-01-03.md", "Texte.", "2024-01-03"},
		{"2024-01-a.md", "Texte.", "2024-01-01"},
		{"2024-01-03-a/index.md", "Texte.", "2024-01-03"},
		{"2024-01-03-a/index.md", "---\ndate: 2024-01-01\n---\nTexte.", "2024-01-01"},
		{"_posts/2024-01-03-a.md", "Texte.", "2024-01-03"},
		{"2024-02-30-a.md", "Texte.", "2020-05-06"}, // there is no such day
		{"2024-a.md", "Texte.", "2020-05-06"},
		{"20240103-a.md", "Texte.", "2020-05-06"},
		{"a-2024-01-03.md", "Texte.", "2020-05-06"},
		{"a.md", "Texte.", "2020-05-06"},
		{"2024-01-03-a.txt", "Publié le 1 janvier 2024\n\nTexte.", "2024-01-01"},
		{"2024-01-03-a.txt", "---\ndate: 2024-01-02\n---\nPublié le 1 janvier 2024\n\nTexte.", "2024-01-02"},
		{"a.txt", "Mis à jour le 1 janvier 2024\n\nTexte.", "2024-01-01"},
		{"2024-01-03-a.html", page, "2024-01-01"},
		{"2024-01-03-a.html", "---\ndate: 2024-01-02\n---\n" + page, "2024-01-02"},
		{"2024-01-03-a.html", "<p>Texte.</p>", "2024-01-03"},
	} {
		if got := readOne(t, c.name, c.text).Published.Format(time.DateOnly); got != c.want {
			t.Errorf("%s: %q: %s, want %s", c.name, c.text, got, c.want)
		}
	}
}

// Each row is a file without a date, and what it is: an article, a page that is in no feed, or a
// template that is not published.
func TestUndated(t *testing.T) {
	for _, c := range []struct{ name, text, want, warning string }{
		{"a.md", "Texte.", "public", "its file's time of change stands for it"},
		{"blog/a.md", "---\nlayout: post\n---\nTexte.", "public", "its file's time of change stands for it"},
		{"README.md", "Texte.", "unlisted", "a file of that name is no article"},
		{"a/license.md", "Texte.", "unlisted", "a file of that name is no article"},
		{"404.html", "<p>Texte.</p>", "unlisted", "a file of that name is no article"},
		{"about.md", "---\nlayout: page\n---\nTexte.", "unlisted", "its layout is page"},
		{"about.md", "---\nlayout: layouts/page.njk\n---\nTexte.", "unlisted", "its layout is page"},
		{"about.md", "---\ntemplate: archive\n---\nTexte.", "unlisted", "its layout is archive"},
		{"about.md", "---\ntype: page\n---\nTexte.", "unlisted", "it is a page of a menu"},
		{"about.md", "---\nmenu: main\n---\nTexte.", "unlisted", "it is a page of a menu"},
		{"about.md", "---\neleventyNavigation: {key: About}\n---\nTexte.", "unlisted", "it is a page of a menu"},
		{"about.md", "---\npermalink: /a-propos/\n---\nTexte.", "unlisted", "it has an address of its own"},
		{"about.md", "---\nlayout: page\ndate: 2024-01-02\n---\nTexte.", "public", ""},
		{"2024-01-02-about.md", "---\nlayout: page\n---\nTexte.", "public", ""},
		{"a.html", "<main>Texte. {{ content }}</main>", "draft", "it is a template of another tool"},
		{"a.html", "{% block main %}<p>x</p>{% endblock %}", "draft", "it is a template of another tool"},
		{"a.html", "{{ define \"main\" }}<p>x</p>{{ end }}", "draft", "it is a template of another tool"},
		{"a.html", "<body><%= yield %></body>", "draft", "it is a template of another tool"},
		{"_pages/about.md", "Texte.", "no feed", ""},
	} {
		if got, _ := readVisibility(t, c.name, c.text); got != c.want {
			t.Errorf("%s: %q: %s, want %s", c.name, c.text, got, c.want)
		}
		var messages []string
		for _, p := range readAll(t, files(c.name, c.text)).Problems {
			messages = append(messages, p.Message)
			if !p.Warning || p.Hint == "" {
				t.Errorf("%s: %v", c.name, p)
			}
		}
		if all := strings.Join(messages, "\n"); len(messages) > 1 || !strings.Contains(all, c.warning) || c.warning == "" && all != "" {
			t.Errorf("%s: %q: warned of %q, want %q", c.name, c.text, all, c.warning)
		}
	}
}

// The date of a file whose time is the fallback changes with that time.
func TestFileTimeIsRecorded(t *testing.T) {
	at := time.Date(2020, 5, 6, 7, 8, 9, 0, time.UTC)
	fsys := fstest.MapFS{"a.md": {Data: []byte("Texte."), ModTime: at}, "b.md": {Data: []byte("---\ndate: 2024-01-02\n---\nTexte."), ModTime: at}}
	first, err := readWhole(t.Context(), fsys, testSite, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range fsys {
		file.ModTime = at.Add(time.Hour)
	}
	second, err := readWhole(t.Context(), fsys, testSite, Options{Records: recordsOf(applyRecords(nil, first))})
	if err != nil {
		t.Fatal(err)
	}
	if a := second.Articles[0]; !a.Published.Equal(at.Add(time.Hour)) || a == first.Articles[0] {
		t.Errorf("a.md is of %v", a.Published)
	}
	if second.Articles[1] != first.Articles[1] {
		t.Error("b.md was rendered again, and only its time changed")
	}
}
