package page

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"fil/feed/feedtest"
)

// file returns a file of a theme.
func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// TestThemeOverrides wants the files of a site to replace those of the built-in theme, word by word in
// a catalogue.
func TestThemeOverrides(t *testing.T) {
	f := newFrame(t, feedtest.Site(), fstest.MapFS{"footer.gohtml": file(`<footer>Mine, {{.Site.Title}}</footer>`), "style.css": file("p{}"), "words/fr.yaml": file("subscribe: Suivre\n"), "words/pt-br.yaml": file("subscribe: Assinar\n"), "notes.txt": file(""), ".git/config": file("")})
	text := render(t, samplePages(f)["home"], f)
	for _, want := range []string{"<footer>Mine, Le fil &amp; ses &lt;amis&gt;</footer>", ">Suivre<", "Aller au contenu"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	if built := newFrame(t, feedtest.Site(), nil); built.theme.Sum() == f.theme.Sum() || built.theme.assets["style.css"].Name == f.theme.assets["style.css"].Name || built.theme.assets["copy.js"].Name != f.theme.assets["copy.js"].Name {
		t.Error("hashes do not follow the files that changed")
	}
	own := newFrame(t, feedtest.Site(), fstest.MapFS{"period.gohtml": file(`{{range .Parts}}{{range .Articles}}<i>{{.Title}}{{.Summary}}{{range .Enclosures}}x{{end}}</i>{{end}}{{end}}`)})
	if text := render(t, PeriodPage{Feed: feedtest.Feed(), Parts: []Part{{Metas: feedtest.Metas(feedtest.Articles()[0])}}}, own); text != "<i>Tout &amp; &lt;plus&gt; : l’été</i>" {
		t.Error(text)
	}
}

// TestThemeErrors wants a mistake in a file to be a *ThemeError with file and line, when the theme is
// loaded or when a page is executed, and an error of the writer to stay what it is.
func TestThemeErrors(t *testing.T) {
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
	unsafe := newFrame(t, feedtest.Site(), fstest.MapFS{"article.gohtml": file("<a href={{.Heading}} {{if .Alone}}\"{{end}}>")})
	if err := samplePages(unsafe)["article"].Write(io.Discard, unsafe); !errors.As(err, &wrong) || wrong.File != "article.gohtml" {
		t.Errorf("a template that cannot be escaped: %#v", err)
	}
	bad := newFrame(t, feedtest.Site(), fstest.MapFS{"list.gohtml": file("\n{{.Feed.Nope}}")})
	err := samplePages(bad)["home"].Write(io.Discard, bad)
	if !errors.As(err, &wrong) || wrong.Line != 2 || wrong.File != "list.gohtml" {
		t.Errorf("%#v", err)
	}
	f := newFrame(t, feedtest.Site(), nil)
	if err := samplePages(f)["home"].Write(failing{}, f); !errors.Is(err, io.ErrShortWrite) || errors.As(err, &wrong) && reflect.TypeOf(err) == reflect.TypeOf(wrong) {
		t.Errorf("a writer that fails: %#v", err)
	}
}

// failing is a writer whose every Write fails.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
