package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fil/feed/source"
)

// Config is what the configuration of another program says of a site, as a site.yaml.
type Config struct {
	// Tool is the program, as "Hugo".
	Tool string
	// Content is the folder with the texts, below that of the configuration; "." for that folder itself.
	Content string
	// Took and Left say what of the configuration is in the site.yaml, and what is not, a line each.
	Took, Left []string
	// Held says what the program holds back by a rule that Fil does not have, a line each.
	Held []string

	origin string            // what it comes from, in words
	lines  []string          // of the site.yaml
	moved  map[string]string // old addresses of feeds
	values map[string]string // of the configuration that are not read yet, by key
}

// Text returns the site.yaml.
func (c *Config) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# from %s\n", c.origin)
	for _, line := range c.lines {
		b.WriteString(line + "\n")
	}
	if moved := c.Moved(); moved != "" {
		b.WriteString(moved + "   # old addresses of the feeds\n")
	}
	return b.String()
}

// Moved returns the line of the site.yaml with the old addresses of feeds, "" if there are none.
func (c *Config) Moved() string {
	if len(c.moved) == 0 {
		return ""
	}
	fields := make([]string, 0, len(c.moved))
	for _, from := range slices.Sorted(maps.Keys(c.moved)) {
		fields = append(fields, quote(from)+": "+quote(c.moved[from]))
	}
	return "moved: {" + strings.Join(fields, ", ") + "}"
}

// keepValid drops the lines that Fil does not take, such as a pattern of addresses with a part that it does
// not know.
func (c *Config) keepValid() {
	fails := func(text string) error {
		_, err := source.ParseSite([]byte(text), source.Overrides{DefaultBaseURL: "https://example.org/"})
		return err
	}
	lines, took := c.lines, c.Took
	c.lines, c.Took = nil, nil
	for i, line := range lines {
		if err := fails(strings.Join(append(slices.Clone(c.lines), line), "\n")); err != nil {
			c.Left = append(c.Left, line+" ("+err.Error()+")")
			continue
		}
		c.lines, c.Took = append(c.lines, line), append(c.Took, took[i])
	}
	for _, from := range slices.Sorted(maps.Keys(c.moved)) {
		line := "moved: {" + quote(from) + ": " + quote(c.moved[from]) + "}"
		if err := fails(line); err != nil {
			c.Left = append(c.Left, line+" ("+err.Error()+")")
			delete(c.moved, from)
		}
	}
}

// set adds a line to the site.yaml. from is the key of the configuration that it comes from, "" for the
// tool's default.
func (c *Config) set(key, value, from string) {
	c.lines = append(c.lines, key+": "+value)
	if from == "" {
		from = "the way of " + c.Tool
	}
	c.Took = append(c.Took, fmt.Sprintf("%s: %s (%s)", key, value, from))
}

// take moves a value of the configuration to a key of site.yaml. It does nothing if there is none.
func (c *Config) take(key string, from ...string) (value string) {
	for _, name := range from {
		if value = c.values[name]; value != "" {
			c.set(key, quote(value), name)
			c.drop(name)
			return value
		}
	}
	return ""
}

// drop marks values as read.
func (c *Config) drop(names ...string) {
	for _, name := range names {
		delete(c.values, name)
	}
}

// SiteOf reads the configuration of the program that a folder is made for: Hugo, Zola, Jekyll, Pelican,
// Astro, Eleventy or Obsidian. An error that is a [*Fault] has a hint.
func SiteOf(fsys fs.FS) (*Config, error) {
	for _, tool := range tools(isZola(fsys)) {
		for _, name := range tool.files {
			data, err := fs.ReadFile(fsys, name)
			if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
				continue
			}
			if err != nil {
				if info, statErr := fs.Stat(fsys, name); statErr == nil && info.IsDir() {
					data, err = nil, nil
				} else {
					return nil, err
				}
			}
			c := &Config{Tool: tool.name, origin: "the configuration of " + tool.name, moved: map[string]string{}}
			c.values, err = readConfig(name, string(data))
			if err != nil {
				return nil, &Fault{Where: name, Message: err.Error()}
			}
			for _, more := range tool.data {
				if data, err := fs.ReadFile(fsys, more); err == nil {
					values, _ := readConfig(more, string(data)) // what cannot be read is not taken
					maps.Copy(c.values, values)
				}
			}
			c.Content = c.contentFolder(fsys, tool)
			if tool.held != nil {
				tool.held(&holding{c, fsys, textsIn(fsys, c.Content)})
			}
			tool.site(c)
			c.keepValid()
			for _, key := range slices.Sorted(maps.Keys(c.values)) {
				value := c.values[key]
				if secretKey.MatchString(key) || secretAddress.MatchString(value) {
					value = "(not shown)"
				}
				c.Left = append(c.Left, key+": "+value)
			}
			return c, nil
		}
	}
	return nil, &Fault{Message: "no configuration is here that Fil knows", Hint: "name the folder with hugo.toml, config.toml, _config.yml, pelicanconf.py, astro.config.mjs, eleventy.config.js or .obsidian"}
}

// secretKey matches the keys of values that are not for logs.
var secretKey = regexp.MustCompile(`(?i)pass|pwd|secret|token|key$|_key|_pat$|dsn|credential|auth_|_auth`)

// secretAddress matches an address with a password.
var secretAddress = regexp.MustCompile(`://[^/@\s]*:[^/@\s]+@`)

// contentFolder returns the folder with the texts: the one that the configuration names, else the first of the usual ones
// that exists, else ".".
func (c *Config) contentFolder(fsys fs.FS, t tool) string {
	isFolder := func(name string) bool {
		info, err := fs.Stat(fsys, name)
		return err == nil && info.IsDir()
	}
	if named := c.values[t.folderKey]; named != "" && isFolder(path.Clean(named)) {
		c.drop(t.folderKey)
		return path.Clean(named)
	}
	if at := slices.IndexFunc(t.content, isFolder); at >= 0 {
		return t.content[at]
	}
	return "."
}

// tool is a program whose configuration is read.
type tool struct {
	name    string
	files   []string // its configuration is the first that exists
	content []string // where the texts are: the first folder that exists, else that of the configuration
	// folderKey is the key of the configuration that names the folder with the texts, which comes first; "" for none.
	folderKey string
	data      []string // files with more values, where they exist
	site      func(c *Config)
	held      func(h *holding) // finds the rules by which it holds texts back; nil for none
}

// tools returns the programs in the order in which they are looked for.
func tools(isZola bool) []tool {
	all := []tool{
		{
			name:    "Hugo",
			files:   []string{"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default/hugo.toml", "config/_default/hugo.yaml", "config/_default/config.toml", "config/_default/config.yaml", "config.toml", "config.yaml", "config.yml", "config.json"},
			content: []string{"content"}, folderKey: "contentDir", site: hugoSite, held: (*holding).hugo,
		},
		{name: "Jekyll", files: []string{"_config.yml", "_config.yaml", "_config.toml"}, folderKey: "source", site: jekyllSite, held: (*holding).jekyll},
		{name: "Pelican", files: []string{"pelicanconf.py"}, content: []string{"content"}, folderKey: "PATH", site: pelicanSite, held: (*holding).pelican},
		{name: "Astro", files: []string{"astro.config.mjs", "astro.config.ts", "astro.config.js"}, content: []string{"src/content", "src/pages"}, site: astroSite},
		{
			name:    "Eleventy",
			files:   []string{"eleventy.config.js", "eleventy.config.mjs", ".eleventy.js", "eleventy.config.cjs"},
			content: []string{"content", "src"}, folderKey: "input", site: eleventySite, held: (*holding).eleventy,
			data: []string{"_data/metadata.json", "_data/site.json", "src/_data/metadata.json", "src/_data/site.json", "content/_data/metadata.json", "_data/metadata.js", "_data/site.js"},
		},
		{name: "Obsidian", files: []string{".obsidian/app.json", ".obsidian"}, site: func(*Config) {}},
	}
	if isZola {
		all = slices.Insert(all, 0, tool{name: "Zola", files: []string{"config.toml", "zola.toml"}, content: []string{"content"}, site: zolaSite, held: (*holding).zola})
	}
	return all
}

// isZola reports whether a config.toml is Zola's: Hugo has baseURL, Zola base_url.
func isZola(fsys fs.FS) bool {
	for _, name := range []string{"config.toml", "zola.toml"} {
		if data, err := fs.ReadFile(fsys, name); err == nil && zolaBase.Match(data) {
			return true
		}
	}
	return false
}

var zolaBase = regexp.MustCompile(`(?m)^base_url\s*=`)

// author adds the authors of the site.
func (c *Config) author(name, email, address string, from string) {
	if name == "" {
		return
	}
	fields := "name: " + quote(name)
	if email != "" {
		fields += ", email: " + quote(email)
	}
	if u, err := url.Parse(address); err == nil && u.IsAbs() {
		fields += ", url: " + quote(address)
	}
	c.set("authors", "[{"+fields+"}]", from)
}

// first returns the first value that is not "", and the key that has it; it marks all as read.
func (c *Config) first(names ...string) (value, from string) {
	for _, name := range names {
		if value == "" && c.values[name] != "" {
			value, from = c.values[name], name
		}
		c.drop(name)
	}
	return value, from
}

// language adds the language of the site, which configurations write as fr, fr_FR or fr-fr.
func (c *Config) language(names ...string) {
	if value, from := c.first(names...); value != "" {
		c.set("language", quote(strings.ReplaceAll(value, "_", "-")), from)
	}
}

// base adds the public address of the site.
func (c *Config) base(names ...string) (value string) {
	value, from := c.first(names...)
	if u, err := url.Parse(value); err == nil && u.Host != "" {
		c.set("base_url", quote(value), from)
		return value
	}
	if value != "" {
		c.Left = append(c.Left, from+": "+value+" (no public address: set base_url)")
	}
	return ""
}

// limit adds the number of items of a feed.
func (c *Config) limit(names ...string) {
	value, from := c.first(names...)
	if n, err := strconv.Atoi(value); err == nil && n > 0 {
		c.set("feed", fmt.Sprintf("{limit: %d}", n), from)
	}
}
