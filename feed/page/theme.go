package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"fil/feed"
)

//go:embed theme words
var builtIn embed.FS

// Theme is what pages look like. It is not changed once it is loaded, and may be used by
// several goroutines.
type Theme struct {
	templates *template.Template
	assets    map[string]Asset
	words     map[string]*Words
	unused    []string
	ownPeriod bool // the site has a template of its own for periods
	sum       [sha256.Size]byte
}

// Asset is a file of the theme that is published as it is, under a name with its hash.
type Asset struct {
	Name string // in dist
	Type string // media type
	Data []byte
}

// ThemeError is what is wrong with a file of a theme.
type ThemeError struct {
	File          string // below the theme's folder
	Line          int    // 0 where nobody knows
	Message, Hint string
}

// Error gives "file:line: message".
func (e *ThemeError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message)
	}
	return e.File + ": " + e.Message
}

// BuiltIn are the files of the built-in theme, by the names by which a site replaces them.
func BuiltIn() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, folder := range []string{"theme", "words"} {
		entries, err := builtIn.ReadDir(folder)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			name := e.Name()
			if folder == "words" {
				name = "words/" + name
			}
			if files[name], err = builtIn.ReadFile(folder + "/" + e.Name()); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// Load loads the built-in theme, with the files of over in the place of its own; nil
// replaces none. A file that cannot be used is a *ThemeError.
func Load(over fs.FS) (*Theme, error) {
	files, err := BuiltIn()
	if err != nil {
		return nil, err
	}
	own, unused := map[string][]byte{}, []string(nil)
	if over != nil {
		if unused, err = readOwn(own, files, over); err != nil {
			return nil, err
		}
	}
	if len(own) == 0 {
		t, err := plain()
		if err != nil || len(unused) == 0 {
			return t, err
		}
		with := *t
		with.unused = unused
		return &with, nil
	}
	t, err := load(files, own)
	if err == nil {
		t.unused = unused
	}
	return t, err
}

// plain is the built-in theme, which is parsed once.
var plain = sync.OnceValues(func() (*Theme, error) {
	files, err := BuiltIn()
	if err != nil {
		return nil, err
	}
	return load(files, nil)
})

// readOwn reads a site's own files of a theme. Only words may be new: whatever else has no
// built-in name is of use to nobody, and named.
func readOwn(own, builtIn map[string][]byte, over fs.FS) (unused []string, err error) {
	err = fs.WalkDir(over, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == ".":
			return fs.SkipAll
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return fs.SkipDir
		case d.IsDir() || strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(name, "~"):
			return nil
		}
		_, known := builtIn[name]
		if words := path.Dir(name) == "words" && path.Ext(name) == ".yaml"; !known && !words {
			unused = append(unused, name)
			return nil
		}
		own[name], err = fs.ReadFile(over, name)
		return err
	})
	return unused, err
}

// Unused are the files of a site's theme that nobody uses: no file of a theme has their
// names.
func (t *Theme) Unused() []string { return t.unused }

func names(files map[string][]byte) (names []string) {
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// load makes a theme of the built-in files and those of a site, which stand in their place;
// of words, each by itself.
func load(files, own map[string][]byte) (*Theme, error) {
	_, ownPeriod := own["period.gohtml"]
	t := &Theme{templates: template.New(""), assets: map[string]Asset{}, words: map[string]*Words{}, ownPeriod: ownPeriod}
	if err := t.loadWords(files, own); err != nil {
		return nil, err
	}
	h, err := sha256.New(), error(nil)
	for name, data := range own {
		if path.Dir(name) == "words" {
			files["own "+name] = data
			continue
		}
		files[name] = data
	}
	for _, name := range names(files) {
		fmt.Fprintf(h, "%s %d\n%s", name, len(files[name]), files[name])
		switch {
		case strings.HasSuffix(name, ".gohtml"):
			if _, err = t.templates.New(name).Parse(string(files[name])); err == nil {
				err = bound(t.templates, name)
			}
			err = templateError(err)
		case !strings.HasSuffix(name, ".yaml"):
			sum := sha256.Sum256(files[name])
			t.assets[name] = Asset{Name: assetName(name, hex.EncodeToString(sum[:5])), Type: feed.MediaType(name), Data: files[name]}
		}
		if err != nil {
			return nil, err
		}
	}
	copy(t.sum[:], h.Sum(nil))
	return t, nil
}

// loadWords reads the catalogues: what a site does not say is said by the built-in one of
// the language, and what that lacks in English.
func (t *Theme) loadWords(files, own map[string][]byte) error {
	english, err := readWords(files["words/en.yaml"], "words/en.yaml", nil)
	if err != nil {
		return err
	}
	t.words["en"] = english
	for _, catalogues := range []map[string][]byte{files, own} {
		for _, name := range names(catalogues) {
			if path.Dir(name) != "words" || name == "words/en.yaml" && len(own[name]) == 0 {
				continue
			}
			w, err := readWords(catalogues[name], name, english)
			if err != nil {
				return err
			}
			if before := t.words[w.Language]; before != nil {
				w.fallback = before
			}
			t.words[w.Language] = w
		}
	}
	return nil
}

// Sum is another one when anything in the theme is.
func (t *Theme) Sum() [sha256.Size]byte { return t.sum }

// Assets are the files that are published as they are, in order of their names.
func (t *Theme) Assets() (assets []Asset) {
	for _, a := range t.assets {
		assets = append(assets, a)
	}
	slices.SortFunc(assets, func(a, b Asset) int { return strings.Compare(a.Name, b.Name) })
	return assets
}

// Languages are those that the interface speaks, in order.
func (t *Theme) Languages() []string { return languages(t.words) }

func (t *Theme) wordsFor(language string) *Words { return match(t.words, language) }

func (t *Theme) execute(w io.Writer, name string, data any) error {
	page := &bounded{w: w}
	err := t.templates.ExecuteTemplate(page, name, data)
	if page.n > maxPage {
		return &ThemeError{File: name, Message: fmt.Sprintf("a page of more than %d MB", maxPage>>20), Hint: "look for a range that repeats too much"}
	}
	return templateError(err)
}

// templates name file and line in their errors, as in "template: list.gohtml:3:5: …".
var where = regexp.MustCompile(`(?s)^(?:html/)?template: ?([^:]+):(\d+)(?::\d+)?: (.*)$`)

// templateError finds file and line in an error of a template; an error of whoever it
// writes to is left as it is.
func templateError(err error) error {
	if err == nil {
		return nil
	}
	const hint = "fil init --theme writes the built-in files, to compare with"
	var unsafe *template.Error // what would be written would not be safe
	if errors.As(err, &unsafe) {
		return &ThemeError{File: unsafe.Name, Line: unsafe.Line, Message: unsafe.Description, Hint: hint}
	}
	m := where.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	line, _ := strconv.Atoi(m[2]) // digits
	return &ThemeError{File: m[1], Line: line, Message: m[3], Hint: hint}
}

// AssetFolder is where the files of a theme are in dist.
const AssetFolder = "-/"

func assetName(name, hash string) string {
	base, ext := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
	return AssetFolder + base + "-" + hash + ext
}
