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

// holding finds the rules by which a program holds back texts that Fil would publish.
type holding struct {
	*Config
	fsys fs.FS
	// texts are the texts that Fil would publish, by their paths in the folder of the texts.
	texts []string
}

// rule adds a rule to Config.Held, unless it matches no text.
func (h *holding) rule(name string, matches func(text string) bool) {
	held := slices.DeleteFunc(slices.Clone(h.texts), func(text string) bool {
		return !matches(text) || ownDraft.MatchString(h.head(text))
	})
	if len(held) > 0 {
		h.Held = append(h.Held, fmt.Sprintf("%s leaves out %s by %s (%d in all)", h.Tool, path.Join(h.Content, held[0]), name, len(held)))
	}
}

// byDefault adds a rule that gives a text without a word on it in its front matter a value.
func (h *holding) byDefault(name string, matches func(text string) bool) {
	h.rule(name, func(text string) bool { return matches(text) && !ownStatus.MatchString(h.head(text)) })
}

// ownStatus matches a line by which a text says itself whether it is published, and ownDraft one by which it is a draft in
// Fil too.
var (
	ownDraft  = regexp.MustCompile(`(?im)^[ \t"']*(?:draft["']?[ \t]*[:=][ \t]*true|published["']?[ \t]*[:=][ \t]*false|status["']?[ \t]*[:=][ \t]*["']?draft)`)
	ownStatus = regexp.MustCompile(`(?im)^[ \t"']*(?:draft|published|status)["']?[ \t]*[:=]`)
)

// head returns the beginning of a text, "" if it cannot be read.
func (h *holding) head(text string) string {
	const size = 4 << 10
	data, _ := fs.ReadFile(h.fsys, path.Join(h.Content, text)) // an error leaves it empty
	return string(data[:min(len(data), size)])
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

// jekyll reads patterns, and the front matter that it gives to posts below a folder.
func (h *holding) jekyll() {
	h.patterns("exclude")
	for _, key := range slices.Sorted(maps.Keys(h.values)) {
		n, found := strings.CutPrefix(key, "defaults.")
		n, _, isValue := strings.Cut(n, ".values.")
		value := key + ": " + h.values[key]
		if !found || !isValue || !strings.HasSuffix(value, ".published: false") && !strings.HasSuffix(value, ".draft: true") {
			continue
		}
		scope, kind := h.values["defaults."+n+".scope.path"], h.values["defaults."+n+".scope.type"]
		if kind == "" || kind == "posts" { // those of drafts are drafts here too
			h.byDefault("defaults of "+cmp.Or(scope, "all"), func(text string) bool { return scope == "" || globbed(scope)(text) })
		}
	}
}

// pelican reads the status of texts without one.
func (h *holding) pelican() {
	if status := h.values["DEFAULT_METADATA.status"]; status != "" && status != "published" {
		h.byDefault("the default status "+status, func(string) bool { return true })
	}
}

// eleventy reads the patterns of two files, whose paths are those below the configuration.
func (h *holding) eleventy() {
	for _, name := range []string{".eleventyignore", ".gitignore"} {
		data, _ := fs.ReadFile(h.fsys, name) // usually one of the two is not there
		var patterns, exceptions []string
		for line := range strings.Lines(string(data)) {
			switch line = strings.TrimSpace(line); {
			case line == "" || line[0] == '#':
			case line[0] == '!':
				exceptions = append(exceptions, line[1:])
			default:
				patterns = append(patterns, line)
			}
		}
		matchesAny := func(patterns []string, text string) bool {
			return slices.ContainsFunc(patterns, func(pattern string) bool { return globbed(pattern)(path.Join(h.Content, text)) })
		}
		for _, pattern := range patterns {
			h.rule(name+": "+pattern, func(text string) bool { return matchesAny([]string{pattern}, text) && !matchesAny(exceptions, text) })
		}
	}
}

// zola reads patterns, and the sections that are drafts.
func (h *holding) zola() {
	h.patterns("ignored_content")
	for _, index := range h.texts {
		if path.Base(index) != "_index.md" {
			continue
		}
		_, matter, _ := strings.Cut(h.head(index), "+++")
		if matter, _, _ = strings.Cut(matter, "+++"); zolaDraft.MatchString(matter) {
			folder := strings.TrimSuffix(index, "_index.md")
			h.rule("draft = true in "+index, func(text string) bool { return path.Base(text) != "_index.md" && strings.HasPrefix(text, folder) })
		}
	}
}

// zolaDraft matches the front matter of a section that Zola leaves out with all that is in it.
var zolaDraft = regexp.MustCompile(`(?m)^draft\s*=\s*true`)

// textsIn returns the files in a folder that Fil would read as texts and publish, by their paths in it, and the _index files.
func textsIn(fsys fs.FS, folder string) (texts []string) {
	sub, err := fs.Sub(fsys, folder)
	if err != nil {
		return nil
	}
	_ = fs.WalkDir(sub, ".", func(name string, d fs.DirEntry, err error) error { // the function returns only fs.SkipDir
		switch {
		case err != nil || name == ".":
		case inventory.Ignored(name) && d.IsDir():
			return fs.SkipDir
		case !d.IsDir() && !inventory.Ignored(name) && inventory.IsArticle(name) && !inventory.InDrafts(name):
			texts = append(texts, name)
		}
		return nil
	})
	return texts
}

// globbed returns a function that reports whether a pattern of path.Match matches the path or the name of a text or of a
// folder above it. A leading **/ and a trailing /* or /** are ignored.
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
