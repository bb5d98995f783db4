package importer

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"fil/feed/source/inventory"
)

// findWithheld finds the rules by which the program leaves out texts that Fil would publish, and fills c.Withheld. A rule
// that meets no text is passed over.
func (c *Config) findWithheld(fsys fs.FS) {
	texts := textsIn(fsys, c.Content)
	rule := func(name string, matches func(text string) bool) {
		n, first := 0, ""
		for _, text := range texts {
			if matches(text) {
				if n++; n == 1 {
					first = text
				}
			}
		}
		if n > 0 {
			c.Withheld = append(c.Withheld, fmt.Sprintf("%s leaves out %s by %s (%d in all)", c.Tool, first, name, n))
		}
	}
	for _, key := range []string{"exclude", "ignored_content"} { // of Jekyll and Zola
		for pattern := range strings.SplitSeq(c.values[key], ", ") {
			rule(key+": "+pattern, globbed(pattern))
		}
	}
	for expression := range strings.SplitSeq(c.values["ignoreFiles"], ", ") { // of Hugo
		if re, err := regexp.Compile(expression); err == nil && expression != "" {
			rule("ignoreFiles: "+expression, re.MatchString)
		}
	}
	if status := c.values["DEFAULT_METADATA.status"]; status != "" && status != "published" { // of Pelican
		rule("the default status "+status, func(string) bool { return true })
	}
	for n := 0; ; n++ { // of Jekyll
		of := fmt.Sprintf("defaults.%d.", n)
		scope := c.values[of+"scope.path"]
		if c.values[of+"values.published"] == "false" || c.values[of+"values.draft"] == "true" {
			rule("defaults of "+cmp.Or(scope, "all"), func(text string) bool { return scope == "" || globbed(scope)(text) })
		}
		if !c.hasBelow(of) {
			break
		}
	}
	if c.Tool == "Eleventy" {
		for _, name := range []string{".eleventyignore", ".gitignore"} {
			data, _ := fs.ReadFile(fsys, name) // usually one of the two is not there
			for line := range strings.Lines(string(data)) {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "!") {
					rule(name+": "+line, globbed(line))
				}
			}
		}
	}
	if c.Tool == "Zola" {
		for _, text := range texts {
			data, err := fs.ReadFile(fsys, text)
			if err == nil && path.Base(text) == "_index.md" && zolaDraft.Match(data) {
				folder := path.Dir(text)
				rule("draft = true in "+text, func(other string) bool {
					return path.Base(other) != "_index.md" && strings.HasPrefix(other, folder+"/")
				})
			}
		}
	}
}

// zolaDraft matches the front matter of a section that Zola leaves out with all that is in it.
var zolaDraft = regexp.MustCompile(`(?s)^\s*\+\+\+\n(?:[^+].*?\n)?draft\s*=\s*true`)

// hasBelow reports whether the configuration has values whose keys have a prefix.
func (c *Config) hasBelow(prefix string) bool {
	for key := range c.values {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

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
