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

// overlay is a theme: the built-in files, some of which a site has replaced.
type overlay map[string][]byte

// Open implements fs.FS, as far as readWords needs it.
func (o overlay) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadFile implements fs.ReadFileFS.
func (o overlay) ReadFile(name string) ([]byte, error) {
	if data, ok := o[name]; ok {
		return data, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Load loads the built-in theme, with the files of over in the place of its own; nil
// replaces none. A file that cannot be used is a *ThemeError.
func Load(over fs.FS) (*Theme, error) {
	files, err := BuiltIn()
	if err != nil {
		return nil, err
	}
	if over != nil {
		if err := replace(files, over); err != nil {
			return nil, err
		}
	}
	return load(files)
}

// replace takes a site's own files into a theme. Only words may be new: whatever else has
// no built-in name would be used by nobody.
func replace(files map[string][]byte, over fs.FS) error {
	return fs.WalkDir(over, ".", func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == "." {
			return fs.SkipAll
		}
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(name, "~") {
			return err
		}
		_, known := files[name]
		if words := path.Dir(name) == "words" && path.Ext(name) == ".yaml"; !known && !words {
			return &ThemeError{File: name, Message: "no file of a theme has that name", Hint: "the names are " + strings.Join(names(files), ", ")}
		}
		files[name], err = fs.ReadFile(over, name)
		return err
	})
}

func names(files map[string][]byte) (names []string) {
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func load(files map[string][]byte) (*Theme, error) {
	t := &Theme{templates: template.New(""), assets: map[string]Asset{}, words: map[string]*Words{}}
	english, err := readWords(overlay(files), "words/en.yaml", nil)
	if err != nil {
		return nil, err
	}
	t.words["en"] = english
	h := sha256.New()
	for _, name := range names(files) {
		fmt.Fprintf(h, "%s %d\n%s", name, len(files[name]), files[name])
		switch {
		case strings.HasSuffix(name, ".gohtml"):
			_, err = t.templates.New(name).Parse(string(files[name]))
			err = templateError(err)
		case path.Dir(name) == "words" && name != "words/en.yaml":
			var w *Words
			if w, err = readWords(overlay(files), name, english); err == nil {
				t.words[w.Language] = w
			}
		case path.Dir(name) != "words":
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
	return templateError(t.templates.ExecuteTemplate(w, name, data))
}

// templates name file and line in their errors, as in "template: list.gohtml:3:5: …".
var where = regexp.MustCompile(`^(?:html/)?template: ?([^:]+):(\d+)(?::\d+)?: (.*)$`)

// templateError finds file and line in an error of a template; an error of whoever it
// writes to is left as it is.
func templateError(err error) error {
	if err == nil {
		return nil
	}
	m := where.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	line, _ := strconv.Atoi(m[2]) // digits
	return &ThemeError{File: m[1], Line: line, Message: m[3], Hint: "fil init --theme writes the built-in files, to compare with"}
}
