package source_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/mmcdole/gofeed"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/index"
	"fil/feed/page"
	"fil/feed/publish"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// Each file of testdata/folders is a folder of writing in the style of one tool, and the expected
// result (want): its articles and what feeds say of them, the published files, and the problems.
// The three feeds are parsed again and must agree.
func TestFolders(t *testing.T) {
	names, err := filepath.Glob("testdata/folders/*.txtar")
	if err != nil || len(names) < 20 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { checkFolder(t, name) })
	}
}

const folderSite = "title: Le monde\nlanguage: fr\nbase_url: https://fil.example/\nid_authority: fil.example,2024\nfeed: {limit: 200}\n"

func checkFolder(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fsys, want := fstest.MapFS{}, ""
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool {
		if f.Name == "want" {
			want = string(f.Data)
			return true
		}
		fsys[f.Name] = &fstest.MapFile{Data: f.Data, ModTime: time.Date(2020, 5, 6, 7, 8, 9, 0, time.UTC)}
		return false
	})
	if fsys[inventory.SiteFile] == nil {
		fsys[inventory.SiteFile] = &fstest.MapFile{Data: []byte(folderSite)}
	}
	got := report(t, fsys)
	if feedtest.Updating() {
		archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(got)})
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n"), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("-want +got (go test -update writes it anew)\n%s", diff)
	}
}

// report publishes a folder and describes the result.
func report(t *testing.T, fsys fstest.MapFS) string {
	site, err := source.ReadSite(fsys, source.Overrides{DefaultBaseURL: "https://fil.example"})
	if err != nil {
		t.Fatal(err)
	}
	texts := &feedtest.Texts{}
	content, err := source.Read(t.Context(), fsys, site, source.Options{StoreText: texts.Store})
	if err != nil {
		t.Fatal(err)
	}
	set := setOf(site, content)
	outputs, assets := published(t, site, content, set, texts)
	entries, items, posts := parsed(t, outputs["atom.xml"]), parsed(t, outputs["rss.xml"]), jsonItems(t, outputs["feed.json"])
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(content.Records)) {
		m := set.Article(path)
		if m == nil || slices.Contains(set.Refused(), path) {
			continue
		}
		a, err := texts.Load(m)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s: %s\n", a.Path, state(a, posts))
		if a.Draft {
			if len(outputs[a.Page]) > 0 && a.Stem != "" { // the home page exists without its introduction
				t.Errorf("%s: withheld, and has a page", a.Path)
			}
			continue
		}
		describe(&b, a)
		compareForms(t, a, entries, items, posts)
		if page := textOf(string(outputs[a.Page])); !strings.Contains(page, textOf(a.Content)) {
			t.Errorf("%s: its page has another text:\n%s\n%s", a.Path, page, textOf(a.Content))
		}
	}
	if len(assets) > 0 {
		fmt.Fprintf(&b, "files: %s\n", strings.Join(assets, ", "))
	}
	problems := slices.Concat(content.Problems, set.Problems())
	slices.SortStableFunc(problems, func(a, b *feed.Problem) int { return cmp.Compare(a.Path, b.Path) })
	for _, p := range problems {
		kind := "error"
		if p.Warning {
			kind = "warning"
		}
		fmt.Fprintf(&b, "%s: %s", kind, p.Error())
		if p.Hint != "" {
			fmt.Fprintf(&b, " → %s", p.Hint)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// setOf returns the articles and files of content.
func setOf(site *feed.Site, content *source.Content) *index.Set {
	change := index.Change{Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	for _, record := range content.Records {
		if record.Usable() {
			change.Put = append(change.Put, record.Meta)
		}
	}
	for _, a := range content.Assets {
		change.Files = append(change.Files, index.File{Path: a.Path})
	}
	return index.New(site).With(change)
}

// published returns the outputs of a publication, and the names of the assets among them.
func published(t *testing.T, site *feed.Site, content *source.Content, set *index.Set, texts *feedtest.Texts) (outputs map[string][]byte, assets []string) {
	theme, err := page.Load(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	in := publish.Input{Site: site, Set: set, Theme: theme, Open: func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("x")), nil }}
	in.Withheld = map[string]bool{}
	for _, a := range set.Hidden() {
		if a.Draft && source.IsIndex(a.Path) {
			in.Withheld[path.Dir(a.Path)] = true
		}
	}
	plan, err := publish.Plan(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	outputs = map[string][]byte{}
	for _, o := range plan.Outputs {
		if slices.ContainsFunc(content.Assets, func(a inventory.Asset) bool { return a.Path == o.Name }) {
			assets = append(assets, o.Name)
		}
		var b bytes.Buffer
		if err := o.Write(&b, texts.Load); err != nil {
			t.Fatal(o.Name, err)
		}
		outputs[o.Name] = b.Bytes()
		if o.Check != nil {
			for _, p := range o.Check(b.Bytes()) {
				t.Errorf("%s: %v", o.Name, p)
			}
		}
	}
	return outputs, assets
}

// state says where an article is published.
func state(a *feed.Article, posts map[string]item) string {
	_, fed := posts[a.ID]
	switch {
	case a.Draft:
		return "not published"
	case a.Standalone():
		return "a page of its own"
	case a.Unlisted:
		return "a page, in no feed and no list"
	case a.NoFeed:
		return "a page, in no feed"
	case a.Stem == "":
		return "the introduction"
	case fed:
		return "published"
	}
	return "to come"
}

// describe writes the fields of an article that feeds show.
func describe(b *strings.Builder, a *feed.Article) {
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "  %s: %s\n", name, value)
		}
	}
	line("title", a.Title)
	line("at", strings.TrimPrefix(a.Permalink, "https://fil.example"))
	when := a.Published.Format("2006-01-02 15:04:05 -0700")
	if !a.Updated.Equal(a.Published) {
		when += ", changed " + a.Updated.Format("2006-01-02 15:04:05 -0700")
	}
	line("date", strings.ReplaceAll(strings.ReplaceAll(when, " +0000", ""), " 00:00:00", ""))
	var names []string
	for _, p := range a.Authors {
		if p.Name != "Le monde" {
			names = append(names, strings.TrimSpace(p.Name+" "+p.URL))
		}
	}
	line("by", strings.Join(names, ", "))
	line("tags", strings.Join(a.Tags, ", "))
	line("section", a.Section)
	line("language", a.Language)
	line("link", a.Link)
	line("picture", strings.TrimPrefix(a.Image.URL, "https://fil.example"))
	if e := a.Episode; e.Season+e.Number > 0 || e.Duration > 0 {
		line("episode", fmt.Sprintf("season %d, number %d, %s", e.Season, e.Number, e.Duration))
	}
	line("summary", a.Summary)
	for row := range strings.SplitSeq(strings.TrimSpace(a.Content), "\n") {
		fmt.Fprintf(b, "  | %s\n", row)
	}
}

// item is an item of JSON Feed.
type item struct {
	ID, Title, Summary string
	HTML               string   `json:"content_html"`
	Tags               []string `json:"tags"`
}

func jsonItems(t *testing.T, data []byte) map[string]item {
	var document struct{ Items []item }
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	byID := map[string]item{}
	for _, i := range document.Items {
		byID[i.ID] = i
	}
	return byID
}

func parsed(t *testing.T, data []byte) map[string]*gofeed.Item {
	f, err := gofeed.NewParser().Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]*gofeed.Item{}
	for _, i := range f.Items {
		byID[i.GUID] = i
	}
	return byID
}

// compareForms compares the article in the three feeds with the article as read.
func compareForms(t *testing.T, a *feed.Article, entries, items map[string]*gofeed.Item, posts map[string]item) {
	if a.NoFeed || a.Stem == "" || a.Standalone() {
		for name, there := range map[string]bool{"Atom": entries[a.ID] != nil, "RSS": items[a.ID] != nil, "JSON": posts[a.ID].ID != ""} {
			if there {
				t.Errorf("%s: is in %s", a.Path, name)
			}
		}
		return
	}
	for name, i := range map[string]*gofeed.Item{"Atom": entries[a.ID], "RSS": items[a.ID]} {
		if i == nil {
			t.Errorf("%s: is not in %s", a.Path, name)
			continue
		}
		if i.Title != a.Title || strings.TrimSpace(i.Content) != strings.TrimSpace(a.Content) || !i.PublishedParsed.Equal(a.Published) {
			t.Errorf("%s: in %s it is %q at %v:\n%s", a.Path, name, i.Title, i.PublishedParsed, i.Content)
		}
	}
	if i := posts[a.ID]; i.Title != a.Title || a.Content != "" && i.HTML != a.Content || i.Summary != a.Summary {
		t.Errorf("%s: in JSON it is %+v", a.Path, i)
	}
}

var blanks = regexp.MustCompile(`\s+`)

// textOf returns the text of HTML without white space.
func textOf(s string) string {
	z := html.NewTokenizer(strings.NewReader(s))
	var b strings.Builder
	for {
		switch z.Next() {
		case html.ErrorToken:
			return blanks.ReplaceAllString(b.String(), "")
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}
