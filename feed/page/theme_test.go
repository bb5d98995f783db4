package page

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"fil/feed"
	"fil/feed/feedtest"
)

// A theme takes what it has from the site, and tells what is wrong by file and line.
func TestTheme(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	f := framed(t, feedtest.Site(), fstest.MapFS{"footer.gohtml": file(`<footer>Mine, {{.Site.Title}}</footer>`), "style.css": file("p{}"), "words/fr.yaml": file("subscribe: Suivre\n"), "words/pt-br.yaml": file("subscribe: Assinar\n"), "notes.txt": file(""), ".git/config": file("")})
	text := write(t, kinds(f)["home"], f)
	for _, want := range []string{"<footer>Mine, Le fil &amp; ses &lt;amis&gt;</footer>", ">Suivre<", "Aller au contenu"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	if built := framed(t, feedtest.Site(), nil); built.theme.Sum() == f.theme.Sum() || built.theme.assets["style.css"].Name == f.theme.assets["style.css"].Name || built.theme.assets["copy.js"].Name != f.theme.assets["copy.js"].Name {
		t.Error("sums do not tell what has changed")
	}
	slim := feedtest.Articles()[0].Slim() // as all are where only titles are shown
	own := framed(t, feedtest.Site(), fstest.MapFS{"period.gohtml": file(`{{range .Parts}}{{range .Articles}}<i>{{.Title}}{{.Summary}}{{range .Enclosures}}x{{end}}</i>{{end}}{{end}}`)})
	if text := write(t, PeriodPage{Feed: feedtest.Feed(), Parts: []Part{{Articles: []*feed.Article{slim}}}}, own); text != "<i>Tout &amp; &lt;plus&gt; : l’été</i>" {
		t.Error(text)
	}
	for _, c := range []struct {
		name, text, file string
		line             int
	}{
		{"list.gohtml", "<p>\n<p>{{if}}", "list.gohtml", 2},
		{"article.gohtml", "\n\n{{nothing .}}", "article.gohtml", 3},
		{"words/fr.yaml", "subscribe: x\nnav: [\n", "words/fr.yaml", 3},
		{"words/fr.yaml", "subscribe: x\nsubscrib: y\n", "words/fr.yaml", 2},
		{"words/xx-nothing-at-all.yaml", "subscribe: x\n", "words/xx-nothing-at-all.yaml", 0},
		{"words/fr.yaml", "articles: {one: x}\n", "words/fr.yaml", 1},
	} {
		var wrong *ThemeError
		if _, err := Load(fstest.MapFS{c.name: file(c.text)}); !errors.As(err, &wrong) || wrong.File != c.file || wrong.Line != c.line {
			t.Errorf("%s: %q: %#v", c.name, c.text, err)
		}
	}
	var wrong *ThemeError
	unsafe := framed(t, feedtest.Site(), fstest.MapFS{"article.gohtml": file("<a href={{.Heading}} {{if .Alone}}\"{{end}}>")})
	if err := kinds(unsafe)["article"].Write(io.Discard, unsafe); !errors.As(err, &wrong) || wrong.File != "article.gohtml" {
		t.Errorf("what would not be safe: %#v", err)
	}
	bad := framed(t, feedtest.Site(), fstest.MapFS{"list.gohtml": file("\n{{.Feed.Nope}}")})
	err := kinds(bad)["home"].Write(io.Discard, bad)
	if !errors.As(err, &wrong) || wrong.Line != 2 || wrong.File != "list.gohtml" {
		t.Errorf("%#v", err)
	}
	if err := kinds(f)["home"].Write(failing{}, f); !errors.Is(err, io.ErrShortWrite) || errors.As(err, &wrong) && reflect.TypeOf(err) == reflect.TypeOf(wrong) {
		t.Errorf("a writer that fails: %#v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
