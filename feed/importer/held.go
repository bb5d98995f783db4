package importer

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"fil/feed/source/inventory"
)

// holding finds the rules by which a program holds back texts that Fil would publish. texts are those that Fil would read.
type holding struct {
	*Config
	fsys  fs.FS
	texts []string
}

// rule adds a rule to Config.Held, unless it meets no text.
func (h *holding) rule(name string, meets func(text string) bool) {
	held := slices.DeleteFunc(slices.Clone(h.texts), func(text string) bool { return !meets(text) })
	if len(held) > 0 {
		h.Held = append(h.Held, fmt.Sprintf("%s leaves out %s by %s (%d in all)", h.Tool, held[0], name, len(held)))
	}
}

// patterns adds a rule for each pattern in a value of the configuration.
func (h *holding) patterns(key string) {
	for pattern := range strings.SplitSeq(h.values[key], ", ") {
		h.rule(key+": "+pattern, globbed(pattern))
	}
}

// hugo reads expressions that paths match.
func (h *holding) hugo() {
	for expression := range strings.SplitSeq(h.values["ignoreFiles"], ", ") {
		if re, err := regexp.Compile(expression); err == nil && expression != "" {
			h.rule("ignoreFiles: "+expression, re.MatchString)
		}
	}
}

// jekyll reads patterns, and the front matter that it gives to texts below a folder.
func (h *holding) jekyll() {
	h.patterns("exclude")
	for _, key := range slices.Sorted(maps.Keys(h.values)) {
		n, found := strings.CutPrefix(key, "defaults.")
		n, _, isValue := strings.Cut(n, ".values.")
		if value := key + ": " + h.values[key]; !found || !isValue || !strings.HasSuffix(value, ".published: false") && !strings.HasSuffix(value, ".draft: true") {
			continue
		}
		scope := h.values["defaults."+n+".scope.path"]
		h.rule("defaults of "+cmp.Or(scope, "all"), func(text string) bool { return scope == "" || globbed(scope)(text) })
	}
}

// pelican reads the status of texts without one.
func (h *holding) pelican() {
	if status := h.values["DEFAULT_METADATA.status"]; status != "" && status != "published" {
		h.rule("the default status "+status, func(string) bool { return true })
	}
}

// eleventy reads the patterns of two files.
func (h *holding) eleventy() {
	for _, name := range []string{".eleventyignore", ".gitignore"} {
		data, _ := fs.ReadFile(h.fsys, name) // usually one of the two is not there
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "!") {
				h.rule(name+": "+line, globbed(line))
			}
		}
	}
}

// zola reads patterns, and the sections that are drafts.
func (h *holding) zola() {
	h.patterns("ignored_content")
	for _, index := range h.texts {
		data, err := fs.ReadFile(h.fsys, index)
		if err == nil && path.Base(index) == "_index.md" && zolaDraft.Match(data) {
			folder := path.Dir(index) + "/"
			h.rule("draft = true in "+index, func(text string) bool { return path.Base(text) != "_index.md" && strings.HasPrefix(text, folder) })
		}
	}
}

// zolaDraft matches the front matter of a section that Zola leaves out with all that is in it.
var zolaDraft = regexp.MustCompile(`(?s)^\s*\+\+\+\n(?:[^+].*?\n)?draft\s*=\s*true`)

// textsIn returns the files in a folder that Fil would read as texts, and the _index files.
func textsIn(fsys fs.FS, folder string) (texts []string) {
	_ = fs.WalkDir(fsys, folder, func(name string, d fs.DirEntry, err error) error { // f returns no error but SkipDir
		below := strings.TrimPrefix(strings.TrimPrefix(name, folder), "/")
		switch {
		case err != nil || below == "" || name == folder:
		case inventory.Ignored(below) && d.IsDir():
			return fs.SkipDir
		case !d.IsDir() && !inventory.Ignored(below) && inventory.IsArticle(below):
			texts = append(texts, name)
		}
		return nil
	})
	return texts
}

// globbed returns a function that reports whether a pattern of a list of files to ignore names a text: a file or a folder
// by its path or its name, with the signs of path.Match.
func globbed(pattern string) func(text string) bool {
	pattern = strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(path.Clean("/"+strings.TrimSpace(pattern)), "/"), "/**"), "/*")
	pattern = strings.TrimPrefix(pattern, "**/")
	return func(text string) bool {
		for at := text; at != "." && at != ""; at = path.Dir(at) {
			whole, _ := path.Match(pattern, at) // a pattern that is not valid matches nothing
			base, _ := path.Match(pattern, path.Base(at))
			if pattern != "" && (whole || base) {
				return true
			}
		}
		return false
	}
}
