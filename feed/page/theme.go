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
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"fil/feed"
)

// builtIn holds the files of the built-in theme.
//
//go:embed theme words
var builtIn embed.FS

// Theme is the appearance of pages: templates, assets and words. It is read-only once it is loaded,
// and may be used by several goroutines.
type Theme struct {
	templates *template.Template
	assets    map[string]Asset  // by their names in the theme, for example "style.css"
	words     map[string]*Words // by language
	unused    []string
	ownPeriod bool // whether the site replaces period.gohtml
	sum       [sha256.Size]byte
}

// Asset is a file of the theme that is published unchanged. Its name in dist contains a hash of it, so
// that clients may cache it for ever.
type Asset struct {
	Name string // in dist
	Type string // media type
	Data []byte
}

// ThemeError is a mistake in a file of a theme.
type ThemeError struct {
	File          string // the name in the theme's folder
	Line          int    // counted from 1; 0 if unknown
	Message, Hint string
}

// Error returns "file:line: message", without the line if it is unknown.
func (e *ThemeError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message)
	}
	return e.File + ": " + e.Message
}

// BuiltIn returns the files of the built-in theme, by the names under which a site replaces them.
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
			files[name], err = builtIn.ReadFile(folder + "/" + e.Name())
			if err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// Load loads the built-in theme, and replaces its files by those of the same name in overrides; nil
// replaces none. A mistake in a file is a *ThemeError.
func Load(overrides fs.FS) (*Theme, error) {
	files, err := BuiltIn()
	if err != nil {
		return nil, err
	}
	own, unused := map[string][]byte{}, []string(nil)
	if overrides != nil {
		unused, err = readOverrides(own, files, overrides)
		if err != nil {
			return nil, err
		}
	}
	if len(own) == 0 {
		t, err := builtInTheme()
		if err != nil || len(unused) == 0 {
			return t, err
		}
		withUnused := *t
		withUnused.unused = unused
		return &withUnused, nil
	}
	t, err := parseTheme(files, own)
	if err == nil {
		t.unused = unused
	}
	return t, err
}

// builtInTheme returns the built-in theme, which it parses at the first call.
var builtInTheme = sync.OnceValues(func() (*Theme, error) {
	files, err := BuiltIn()
	if err != nil {
		return nil, err
	}
	return parseTheme(files, nil)
})

// readOverrides reads the files in overrides into own. A file that has no counterpart in files, the
// built-in theme, has no use unless it is a catalogue in words; the names of such files are returned
// in unused. Hidden files and backups (name~) are ignored.
func readOverrides(own, files map[string][]byte, overrides fs.FS) (unused []string, err error) {
	err = fs.WalkDir(overrides, ".", func(name string, d fs.DirEntry, err error) error {
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
		_, isBuiltIn := files[name]
		isCatalogue := path.Dir(name) == "words" && path.Ext(name) == ".yaml"
		if !isBuiltIn && !isCatalogue {
			unused = append(unused, name)
			return nil
		}
		own[name], err = fs.ReadFile(overrides, name)
		return err
	})
	return unused, err
}

// Unused returns the names of the files in a site's theme that have no effect, because themes have no
// files of these names.
func (t *Theme) Unused() []string { return t.unused }

// sortedNames returns the keys of files in order.
func sortedNames(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }

// parseTheme makes a theme of the built-in files and of a site's own. An own file replaces the
// built-in one of the same name; in a catalogue, each word replaces one word. parseTheme adds own to
// files.
func parseTheme(files, own map[string][]byte) (*Theme, error) {
	_, ownPeriod := own["period.gohtml"]
	t := &Theme{templates: template.New(""), assets: map[string]Asset{}, words: map[string]*Words{}, ownPeriod: ownPeriod}
	if err := t.loadWords(files, own); err != nil {
		return nil, err
	}
	hash, err := sha256.New(), error(nil)
	for name, data := range own {
		if path.Dir(name) == "words" {
			files["own "+name] = data // only for the hash: loadWords has merged it
			continue
		}
		files[name] = data
	}
	for _, name := range sortedNames(files) {
		fmt.Fprintf(hash, "%s %d\n%s", name, len(files[name]), files[name])
		switch {
		case strings.HasSuffix(name, ".gohtml"):
			_, err = t.templates.New(name).Parse(string(files[name]))
			if err == nil {
				err = checkLimits(t.templates, name)
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
	copy(t.sum[:], hash.Sum(nil))
	return t, nil
}

// loadWords reads the catalogues. A word that a site's catalogue lacks comes from the built-in one of
// the same language, and a word that this lacks comes from the English one.
func (t *Theme) loadWords(files, own map[string][]byte) error {
	english, err := readWords(files["words/en.yaml"], "words/en.yaml", nil)
	if err != nil {
		return err
	}
	t.words["en"] = english
	for _, catalogues := range []map[string][]byte{files, own} {
		for _, name := range sortedNames(catalogues) {
			if path.Dir(name) != "words" || name == "words/en.yaml" && len(own[name]) == 0 {
				continue
			}
			w, err := readWords(catalogues[name], name, english)
			if err != nil {
				return err
			}
			if builtIn := t.words[w.Language]; builtIn != nil {
				w.fallback = builtIn
			}
			t.words[w.Language] = w
		}
	}
	return nil
}

// Sum returns a hash of all files of the theme.
func (t *Theme) Sum() [sha256.Size]byte { return t.sum }

// Assets returns the files that are published unchanged, in order of their names.
func (t *Theme) Assets() (assets []Asset) {
	for _, a := range t.assets {
		assets = append(assets, a)
	}
	slices.SortFunc(assets, func(a, b Asset) int { return strings.Compare(a.Name, b.Name) })
	return assets
}

// Languages returns the BCP 47 tags of the languages that the theme has words in, in order.
func (t *Theme) Languages() []string { return slices.Sorted(maps.Keys(t.words)) }

// wordsFor returns the words for a language, English if there are none.
func (t *Theme) wordsFor(language string) *Words { return matchWords(t.words, language) }

// execute executes a template into w. A mistake in the template is a *ThemeError; an error of w is
// returned unchanged.
func (t *Theme) execute(w io.Writer, name string, data any) error {
	page := &limitedWriter{w: w}
	err := t.templates.ExecuteTemplate(page, name, data)
	if page.n > maxPage {
		return &ThemeError{File: name, Message: fmt.Sprintf("a page of more than %d MB", maxPage>>20), Hint: "look for a range that repeats too much"}
	}
	return templateError(err)
}

// templatePosition matches an error of a template: "template: list.gohtml:3:5: …".
var templatePosition = regexp.MustCompile(`(?s)^(?:html/)?template: ?([^:]+):(\d+)(?::\d+)?: (.*)$`)

// templateError converts an error of a template to a *ThemeError with its file and line. It returns
// any other error, such as that of a writer, unchanged.
func templateError(err error) error {
	if err == nil {
		return nil
	}
	const hint = "fil init --theme writes the built-in files, to compare with"
	var escaping *template.Error // html/template cannot escape the template safely
	if errors.As(err, &escaping) {
		return &ThemeError{File: escaping.Name, Line: escaping.Line, Message: escaping.Description, Hint: hint}
	}
	m := templatePosition.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	line, _ := strconv.Atoi(m[2]) // the expression matches digits only
	return &ThemeError{File: m[1], Line: line, Message: m[3], Hint: hint}
}

// AssetFolder is the folder in dist with the assets of the theme.
const AssetFolder = "-/"

// assetName returns the name in dist of an asset: "-/style-HASH.css".
func assetName(name, hash string) string {
	base, ext := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
	return AssetFolder + base + "-" + hash + ext
}
