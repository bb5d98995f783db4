//go:build e2e

package cli

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pagesSite returns a folder with the repository's own content and articles that are hard to lay out:
// in Arabic, with a very long title, without text, and enough of them for archives.
func pagesSite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{
		"arabe.md": "---\ntitle: شحنات القمح الروسي إلى مالي\ndate: 2024-05-02\nlang: ar\ntags: [Mali]\n---\nفي يناير 2024، سلّمت روسيا إلى مالي خمسة وعشرين ألف طن من القمح.\n\n> اقتباس قصير.\n",
		"long.md":  "---\ntitle: Un titre sans fin, " + strings.Repeat("anticonstitutionnellement", 5) + "\ndate: 2024-05-03\n---\n" + strings.Repeat("mot", 200) + "\n\n| " + strings.Repeat("colonne | ", 20) + "\n|" + strings.Repeat("---|", 20) + "\n| " + strings.Repeat("valeur | ", 20) + "\n",
		"rien.md":  "---\ntitle: Rien\ndate: 2024-05-04\n---\n",
	}
	for i := range 25 {
		n := string(rune('a' + i))
		texts["notes/"+n+".md"] = "---\ntitle: Note " + n + "\ndate: 2023-0" + string(rune('1'+i%9)) + "-11\ntags: [Mali]\n---\nUne note.\n"
	}
	for name, text := range texts {
		if err := writeFile(filepath.Join(dir, "content", name), text); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// somePages has the path of one page of every kind.
var somePages = []string{"/", "/le-ble-en-chiffres/", "/suivre-ce-site/", "/le-son-du-fil/", "/four-shipments/", "/arabe/", "/long/", "/rien/", "/a-propos/",
	"/subscribe/", "/tags/mali/", "/authors/la-r%C3%A9daction-du-fil/", "/lang/en/", "/archive/", "/tags/mali/archive/", "/nowhere"}

// In Chromium, axe finds no accessibility fault, no page requests other sites, violates its policy or
// scrolls sideways, the copy button copies, and a click on a feed shows a page.
func TestBrowser(t *testing.T) {
	dir := pagesSite(t)
	p := start(t, dir)
	p.await("published")
	shots := os.Getenv("FIL_SCREENSHOTS") // a folder that is kept
	if shots == "" {
		shots = t.TempDir()
	}
	result := browse(t, p.base, shots, somePages...)
	for _, wrong := range result.Wrong {
		t.Error(wrong)
	}
	seen := result.Seen
	if seen.Copied != p.base+"/atom.xml" || seen.Button != "Copié" {
		t.Errorf("copied %q, and the button says %q", seen.Copied, seen.Button)
	}
	if seen.Feed.URL != p.base+"/rss.xml" || seen.Feed.HTML != 1 || seen.Feed.Subscribe != 1 || seen.Raw != "<?xml" {
		t.Errorf("a feed in a browser: %+v, raw %q", seen.Feed, seen.Raw)
	}
	if seen.Background == seen.Dark {
		t.Errorf("in the dark the page is %s too", seen.Dark)
	}
	if seen.Plain.Buttons != 0 || seen.Plain.Addresses < 3 || !seen.Skip {
		t.Errorf("without scripts: %+v, skip link %v", seen.Plain, seen.Skip)
	}
	// A saved style sheet of the site's own is used at once.
	if err := writeFile(filepath.Join(dir, "content/_theme/style.css"), "html { background: rgb(1, 2, 3); color: white; } a { color: white; }"); err != nil {
		t.Fatal(err)
	}
	p.await("reason=change")
	if seen := browse(t, p.base, t.TempDir(), "/").Seen; seen.Background != "rgb(1, 2, 3)" {
		t.Errorf("with a style sheet of its own the site is %s", seen.Background)
	}
}

// browsed is the output of browse.mjs.
type browsed struct {
	Wrong []string
	Seen  struct {
		Copied, Button, Raw, Background, Dark string
		Feed                                  struct {
			URL             string
			HTML, Subscribe int
		}
		Plain struct{ Buttons, Addresses int }
		Skip  bool
	}
}

func browse(t *testing.T, base, shots string, paths ...string) (found browsed) {
	t.Helper()
	out := tool(t, "node", append([]string{"testdata/readers/browse.mjs", base, shots}, paths...)...)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &found); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return found
}

// The page of a text article and its style sheet have 30 KiB at the most.
func TestPageWeight(t *testing.T) {
	p := start(t, pagesSite(t))
	p.await("published")
	_, text := p.get("/mali-russie/")
	sheet := text[strings.Index(text, "/-/style-"):]
	_, css := p.get(sheet[:strings.Index(sheet, `"`)])
	if n := len(text) + len(css); n > 30<<10 {
		t.Errorf("%d bytes", n)
	} else {
		t.Logf("%d bytes, nothing compressed", n)
	}
}

// html-validate finds no error in any page.
func TestValidPages(t *testing.T) {
	dir := pagesSite(t)
	if status := fil(t, dir, "build", "--base-url", "https://fil.example/"); status != exitOK {
		t.Fatal(status)
	}
	args := []string{"testdata/readers/validate.mjs"}
	err := filepath.WalkDir(filepath.Join(dir, "dist"), func(name string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".html") {
			args = append(args, name)
		}
		return err
	})
	if err != nil || len(args) < 50 {
		t.Fatal(err, args)
	}
	tool(t, "node", args...)
}
