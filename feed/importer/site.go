package importer

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fil/feed"
	"fil/feed/source"
	"fil/feed/source/frontmatter"
)

// Config is what the configuration of another program says of a site, as a site.yaml.
type Config struct {
	// Tool is the program, as "Hugo".
	Tool string
	// Content is the folder with the texts, below that of the configuration; "." for that folder itself.
	Content string
	// Took and Left say what of the configuration is in the site.yaml, and what is not, a line each.
	Took, Left []string

	lines  []string          // of the site.yaml
	moved  map[string]string // old addresses of feeds
	values map[string]string // of the configuration that are not read yet, by key
}

// Text returns the site.yaml.
func (c *Config) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# from the configuration of %s\n", c.Tool)
	for _, line := range c.lines {
		b.WriteString(line + "\n")
	}
	if len(c.moved) > 0 {
		b.WriteString("moved: # old addresses of the feeds\n")
		for _, from := range sortedKeys(c.moved) {
			fmt.Fprintf(&b, "  %s: %s\n", quote(from), quote(c.moved[from]))
		}
	}
	return b.String()
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
	for _, from := range sortedKeys(c.moved) {
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
			c := &Config{Tool: tool.name, Content: ".", moved: map[string]string{}}
			for _, folder := range tool.content {
				if info, err := fs.Stat(fsys, folder); err == nil && info.IsDir() {
					c.Content = folder
					break
				}
			}
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
			tool.site(c)
			c.keepValid()
			for _, key := range sortedKeys(c.values) {
				c.Left = append(c.Left, key+": "+c.values[key])
			}
			return c, nil
		}
	}
	return nil, &Fault{Message: "no configuration is here that Fil knows", Hint: "name the folder with hugo.toml, config.toml, _config.yml, pelicanconf.py, astro.config.mjs, eleventy.config.js or .obsidian"}
}

// tool is a program whose configuration is read.
type tool struct {
	name    string
	files   []string // its configuration is the first that exists
	content []string // where the texts are: the first folder that exists, else that of the configuration
	site    func(c *Config)
	data    []string // files with more values, where they exist
}

// tools returns the programs in the order in which they are looked for.
func tools(isZola bool) []tool {
	all := []tool{
		{"Hugo", []string{"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default/hugo.toml", "config/_default/hugo.yaml", "config/_default/config.toml", "config/_default/config.yaml", "config.toml", "config.yaml", "config.yml", "config.json"}, []string{"content"}, hugoSite, nil},
		{"Jekyll", []string{"_config.yml", "_config.yaml", "_config.toml"}, nil, jekyllSite, nil},
		{"Pelican", []string{"pelicanconf.py"}, []string{"content"}, pelicanSite, nil},
		{"Astro", []string{"astro.config.mjs", "astro.config.ts", "astro.config.js"}, []string{"src/content", "src/pages"}, astroSite, nil},
		{"Eleventy", []string{"eleventy.config.js", "eleventy.config.mjs", ".eleventy.js", "eleventy.config.cjs"}, []string{"content", "src"}, eleventySite,
			[]string{"_data/metadata.json", "_data/site.json", "src/_data/metadata.json", "src/_data/site.json", "content/_data/metadata.json", "_data/metadata.js", "_data/site.js"}},
		{"Obsidian", []string{".obsidian/app.json", ".obsidian"}, nil, func(*Config) {}, nil},
	}
	if isZola {
		all = slices.Insert(all, 0, tool{"Zola", []string{"config.toml", "zola.toml"}, []string{"content"}, zolaSite, nil})
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

// hugoSite reads Hugo's configuration. Hugo's guid is the address of the page, so that the IDs stay those
// of the addresses.
func hugoSite(c *Config) {
	c.take("title", "title")
	c.base("baseURL", "baseurl")
	own := cmp.Or(c.values["defaultContentLanguage"], c.values["locale"], c.values["languageCode"], "en")
	c.language("locale", "languageCode", "defaultContentLanguage")
	c.hugoLanguages(own)
	c.take("timezone", "timeZone", "timezone")
	c.take("rights", "copyright")
	c.take("subtitle", "params.description", "description", "params.subtitle")
	name, from := c.first("params.author.name", "author.name", "params.author", "author")
	email, _ := c.first("params.author.email", "author.email")
	c.author(name, email, "", from)
	c.permalinks("permalinks.page.", "permalinks.")
	if c.values["disablePathToLower"] != "true" {
		c.set("lower_paths", "true", "")
	}
	c.drop("disablePathToLower")
	each := []string{"tag", "section"}
	if slices.ContainsFunc(sortedKeys(c.values), func(key string) bool { return strings.HasPrefix(key, "taxonomies.author") }) {
		each = append(each, "author")
	}
	c.set("each", "["+strings.Join(each, ", ")+"]", "")
	c.limit("services.rss.limit", "rssLimit")
	for from, to := range map[string]string{"index.xml": "rss.xml", "tags/*/index.xml": "tags/*/rss.xml", "*/index.xml": "*/rss.xml"} {
		c.moved[from] = to
	}
}

// hugoLanguages adds the languages of the table of that name. Each but the site's own has a feed at the
// address of its home page. own is the site's own.
func (c *Config) hugoLanguages(own string) {
	var all []string
	for _, key := range sortedKeys(c.values) {
		below, found := strings.CutPrefix(key, "languages.")
		name, _, _ := strings.Cut(below, ".")
		if !found {
			continue
		}
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
		if strings.HasSuffix(key, ".weight") || strings.HasSuffix(key, ".languageName") || strings.HasSuffix(key, ".label") || strings.HasSuffix(key, ".languageCode") || strings.HasSuffix(key, ".locale") {
			c.drop(key)
		}
	}
	if len(all) < 2 {
		return
	}
	c.set("languages", "["+strings.Join(all, ", ")+"]", "languages")
	for _, name := range all {
		if !strings.EqualFold(name, own) {
			c.moved[name+"/index.xml"] = "lang/" + strings.ToLower(name) + "/rss.xml"
		}
	}
}

// permalinks adds the patterns of addresses of tables in a configuration, by section.
func (c *Config) permalinks(prefixes ...string) {
	var fields []string
	for _, prefix := range prefixes {
		for _, key := range sortedKeys(c.values) {
			section, found := strings.CutPrefix(key, prefix)
			if !found || strings.Contains(section, ".") {
				continue
			}
			pattern := hugoSlug.ReplaceAllString(c.values[key], ":slugortitle")
			if !strings.HasSuffix(pattern, "/") && !strings.HasSuffix(pattern, ".html") {
				pattern += "/"
			}
			pattern = "/" + strings.TrimLeft(pattern, "/")
			if err := feed.CheckPermalinks(pattern); err != nil {
				c.values[key] += " (it " + err.Error() + ")"
				continue
			}
			fields = append(fields, quote(section)+": "+quote(pattern))
			c.drop(key)
		}
	}
	if len(fields) > 0 {
		c.set("permalinks", "{"+strings.Join(fields, ", ")+"}", strings.TrimSuffix(prefixes[len(prefixes)-1], "."))
	}
}

// hugoSlug matches the part of Hugo's patterns that is the title, unless the front matter has a slug.
var hugoSlug = regexp.MustCompile(`:slug\b`)

// zolaSite reads Zola's configuration. The id of its feeds is the address of the page.
func zolaSite(c *Config) {
	c.take("title", "title")
	c.base("base_url")
	c.language("default_language")
	c.take("subtitle", "description")
	c.author(c.values["author"], "", "", "author")
	c.drop("author")
	c.limit("feed_limit")
	names, _ := c.first("feed_filenames", "feed_filename")
	for name := range strings.SplitSeq(names, ",") {
		if name = strings.TrimSpace(name); name != "" && name != "atom.xml" && name != "rss.xml" {
			c.moved[name] = map[bool]string{true: "rss.xml", false: "atom.xml"}[strings.Contains(name, "rss")]
		}
	}
}

// jekyllSite reads Jekyll's configuration, and that of jekyll-feed, whose IDs are addresses without their
// end.
func jekyllSite(c *Config) {
	c.take("title", "title", "name")
	address, path := c.values["url"], c.values["baseurl"]
	c.drop("baseurl")
	if address != "" {
		c.values["url"] = strings.TrimSuffix(address, "/") + "/" + strings.Trim(path, "/")
	}
	base := c.base("url")
	c.language("lang", "locale", "language")
	c.take("timezone", "timezone")
	c.take("subtitle", "description", "tagline")
	name, from := c.first("author.name", "author")
	email, _ := c.first("author.email", "email")
	address, _ = c.first("author.uri", "author.url")
	c.author(name, email, address, from)
	pattern, from := c.first("permalink")
	if pattern == "" {
		pattern = "date"
	}
	c.set("permalinks", quote(strings.ReplaceAll(strings.ReplaceAll(pattern, ":title", ":slug"), ":output_ext", ".html")), from)
	file, _ := c.first("feed.path")
	file = cmp.Or(strings.TrimPrefix(file, "/"), "feed.xml")
	if u, err := url.Parse(base); err == nil && base != "" {
		c.set("ids", quote(u.Scheme+"://"+u.Host+"{address}"), "")
		c.set("feed", "{id: "+quote(strings.TrimSuffix(base, "/")+"/"+file)+c.feedLimit("feed.posts_limit", "10")+"}", "")
	}
	c.moved[file] = "atom.xml"
}

// feedLimit returns the limit of a feed as a field of its table.
func (c *Config) feedLimit(name, otherwise string) string {
	value, _ := c.first(name)
	return ", limit: " + cmp.Or(value, otherwise)
}

// pelicanSite reads Pelican's configuration. The id of its feeds is a tag URI of the date and the address.
func pelicanSite(c *Config) {
	c.take("title", "SITENAME")
	base := c.base("SITEURL")
	c.language("DEFAULT_LANG")
	c.take("timezone", "TIMEZONE")
	c.take("subtitle", "SITESUBTITLE")
	c.author(c.values["AUTHOR"], "", "", "AUTHOR")
	c.drop("AUTHOR", "PATH", "DEFAULT_PAGINATION")
	pattern, from := c.first("ARTICLE_URL", "ARTICLE_SAVE_AS")
	if pattern == "" {
		pattern = "{slug}.html"
	}
	if from, _ := c.first("SLUGIFY_SOURCE"); from == "" || from == "title" { // else the name of the file
		pattern = strings.ReplaceAll(pattern, "{slug}", "{slugortitle}")
	}
	c.set("slugs", "ascii", "")
	pattern = strings.NewReplacer("{date:%Y}", "{year}", "{date:%m}", "{month}", "{date:%d}", "{day}", "{category}", "{section}", "index.html", "").Replace(pattern)
	c.set("permalinks", quote("/"+strings.TrimLeft(pattern, "/")), from)
	if u, err := url.Parse(base); err == nil && base != "" {
		c.set("ids", quote("tag:"+u.Host+",{year}-{month}-{day}:{address}"+map[bool]string{true: ".html", false: "/"}[strings.HasSuffix(pattern, ".html")]), "")
	}
	all, _ := c.first("FEED_ALL_ATOM")
	if all == "" {
		all = "feeds/all.atom.xml"
	}
	c.moved[all] = "atom.xml"
	if rss, _ := c.first("FEED_ALL_RSS", "FEED_RSS"); rss != "" && rss != "None" {
		c.moved[rss] = "rss.xml"
	}
	for _, name := range []string{"CATEGORY_FEED_ATOM", "TAG_FEED_ATOM", "CATEGORY_FEED_RSS", "TAG_FEED_RSS"} {
		if file, _ := c.first(name); strings.Count(file, "{slug}") == 1 {
			form := map[bool]string{true: "atom.xml", false: "rss.xml"}[strings.HasSuffix(name, "ATOM")]
			c.moved[strings.Replace(file, "{slug}", "*", 1)] = "tags/*/" + form
		}
	}
	if atom, _ := c.first("FEED_ATOM"); atom != "" && atom != "None" {
		c.moved[atom] = "atom.xml"
	}
}

// astroSite reads Astro's configuration, of which only plain values can be read. The guid of @astrojs/rss
// is the address of the page.
func astroSite(c *Config) {
	c.base("site")
}

// eleventySite says what Eleventy's configuration, a program, does not: its feed plug-in's usual addresses.
func eleventySite(c *Config) {
	c.take("title", "title")
	c.base("base", "url", "baseUrl", "site")
	c.language("language", "lang")
	c.take("subtitle", "subtitle", "description")
	name, from := c.first("author.name", "author")
	email, _ := c.first("author.email", "email")
	address, _ := c.first("author.url")
	c.author(name, email, address, from)
	c.limit("limit")
	form := map[bool]string{true: "rss.xml", false: "atom.xml"}[c.values["type"] == "rss"]
	if file, _ := c.first("outputPath"); file != "" {
		c.moved[strings.TrimPrefix(file, "/")] = form
		return
	}
	for _, file := range []string{"feed.xml", "feed/feed.xml"} {
		c.moved[file] = form
	}
}

// readConfig reads a configuration into values by key; tables are flattened, as params.author.name.
func readConfig(name, text string) (map[string]string, error) {
	values := map[string]string{}
	var root *frontmatter.Value
	var err error
	switch {
	case strings.HasSuffix(name, ".toml"):
		root, _, _, err = frontmatter.Split("+++\n"+text+"\n+++\n", nil)
	case strings.HasSuffix(name, ".json"):
		root, _, err = frontmatter.ParseJSON([]byte(text), 1)
	case strings.HasSuffix(name, ".yml"), strings.HasSuffix(name, ".yaml"):
		root, err = frontmatter.ParseYAML(text, 1)
	default: // a program: only its plain assignments are read
		for _, m := range assignment.FindAllStringSubmatch(text, -1) {
			if _, seen := values[m[1]]; !seen {
				values[m[1]] = m[2] + m[3] + m[4]
			}
		}
		if m := authorObject.FindStringSubmatch(text); m != nil {
			values["author.name"] = m[1]
		}
		return values, nil
	}
	if err == nil && root != nil {
		flatten(values, "", root)
	}
	return values, err
}

// assignment matches the assignment of a text or a number in Python or JavaScript, or a field of an object.
var assignment = regexp.MustCompile(`(?m)(?:^|[{,(\s])([A-Za-z_]+)\s*[:=]\s*(?:'([^'\n]*)'|"([^"\n]*)"|(\d+|true|false|True|False|None)\b)`)

// authorObject matches the name of an author in an object of JavaScript.
var authorObject = regexp.MustCompile(`author\s*:\s*\{\s*name\s*:\s*["']([^"'\n]+)`)

// flatten adds the values of a table, and those of the tables in it. Values of lists are joined by commas.
func flatten(into map[string]string, prefix string, v *frontmatter.Value) {
	for _, f := range v.Fields {
		key := prefix + f.Key
		switch f.Value.Kind {
		case frontmatter.Scalar:
			into[key] = f.Value.Text
		case frontmatter.Table:
			flatten(into, key+".", f.Value)
		case frontmatter.List:
			var all []string
			for _, item := range f.Value.List {
				if item.Kind == frontmatter.Scalar {
					all = append(all, item.Text)
				}
			}
			if len(all) > 0 {
				into[key] = strings.Join(all, ", ")
			}
		}
	}
}

// sortedKeys returns the keys of a map in order.
func sortedKeys(m map[string]string) (keys []string) {
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

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
		c.set("language", strings.ReplaceAll(value, "_", "-"), from)
	}
}

// base adds the public address of the site.
func (c *Config) base(names ...string) (value string) {
	value, from := c.first(names...)
	if u, err := url.Parse(value); err == nil && u.Host != "" {
		c.set("base_url", value, from)
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
