package importer

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fil/feed"
)

// hugoSite reads Hugo's configuration. Hugo's guid is the address of the page, so that the IDs stay those
// of the addresses.
func hugoSite(c *Config) {
	c.take("title", "title")
	c.base("baseURL", "baseurl")
	own := cmp.Or(c.values["defaultContentLanguage"], c.values["locale"], c.values["languageCode"], "en")
	c.language("locale", "languageCode", "defaultContentLanguage")
	several := c.hugoLanguages(own)
	c.take("timezone", "timeZone", "timezone")
	c.take("rights", "copyright")
	c.take("subtitle", "params.description", "description", "params.subtitle")
	name, from := c.first("params.author.name", "author.name", "params.author", "author")
	email, _ := c.first("params.author.email", "author.email")
	c.author(name, email, "", from)
	c.permalinks("permalinks.page.", "permalinks.")
	if c.values["disablePathToLower"] != "true" {
		c.set("lower_paths", "true", "")
		c.set("slugs", "hugo", "")
	}
	c.drop("disablePathToLower")
	if !strings.Contains(c.values["frontmatter.date"], ":filename") {
		c.set("dated_paths", "true", "")
	}
	each := []string{"tag", "section"}
	if slices.ContainsFunc(slices.Sorted(maps.Keys(c.values)), func(key string) bool { return strings.HasPrefix(key, "taxonomies.author") }) {
		each = append(each, "author")
	}
	c.set("each", "["+strings.Join(each, ", ")+"]", "")
	c.limit("services.rss.limit", "rssLimit")
	name, _ = c.first("outputFormats.RSS.baseName", "outputFormats.rss.baseName")
	name = cmp.Or(name, "index") + ".xml"
	for _, folder := range []string{"", "tags/*/", "*/"} {
		if folder+name != folder+"rss.xml" {
			c.moved[folder+name] = folder + "rss.xml"
		}
	}
	if several { // the feed of the home page has one language
		c.moved[name] = "lang/" + strings.ToLower(own) + "/rss.xml"
	}
}

// hugoLanguages adds the languages of the table of that name, and reports whether there are several. Each but the site's own
// has a feed at the address of its home page. own is the site's own.
func (c *Config) hugoLanguages(own string) bool {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(c.values)) {
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
		return false
	}
	c.set("languages", "["+strings.Join(all, ", ")+"]", "languages")
	for _, name := range all {
		if !strings.EqualFold(name, own) {
			c.moved[name+"/index.xml"] = "lang/" + strings.ToLower(name) + "/rss.xml"
		}
	}
	return slices.ContainsFunc(all, func(name string) bool { return strings.EqualFold(name, own) })
}

// permalinks adds the patterns of addresses of tables in a configuration, by section.
func (c *Config) permalinks(prefixes ...string) {
	var fields []string
	for _, prefix := range prefixes {
		for _, key := range slices.Sorted(maps.Keys(c.values)) {
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
	c.set("undated", "page", "")
	if taxonomies, from := c.first("taxonomies"); taxonomies != "" {
		var each []string
		for taxonomy := range strings.SplitSeq(taxonomies, ", ") {
			if kind := map[string]string{"tags": "tag", "categories": "tag", "authors": "author"}[taxonomy]; kind != "" && !slices.Contains(each, kind) {
				each = append(each, kind)
			}
		}
		c.set("each", "["+strings.Join(each, ", ")+"]", from)
	}
	names, _ := c.first("feed_filenames", "feed_filename")
	for name := range strings.SplitSeq(names, ",") {
		if name = strings.TrimSpace(name); name != "" && name != "atom.xml" && name != "rss.xml" {
			c.moved[name] = feedFile(strings.Contains(name, "rss"))
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
	c.set("undated", "page", "")
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
	if n, err := strconv.Atoi(value); err != nil || n < 1 {
		value = otherwise
	}
	return ", limit: " + value
}

// pelicanSite reads Pelican's configuration. The id of its feeds is a tag URI of the date and the address.
func pelicanSite(c *Config) {
	c.take("title", "SITENAME")
	base := c.base("SITEURL")
	c.language("DEFAULT_LANG")
	c.take("timezone", "TIMEZONE")
	c.take("subtitle", "SITESUBTITLE")
	c.author(c.values["AUTHOR"], "", "", "AUTHOR")
	c.drop("AUTHOR", "DEFAULT_PAGINATION")
	pattern, from := c.first("ARTICLE_URL", "ARTICLE_SAVE_AS")
	if pattern == "" {
		pattern = "{slug}.html"
	}
	if from, _ := c.first("SLUGIFY_SOURCE"); from == "" || from == "title" { // else the name of the file
		pattern = strings.ReplaceAll(pattern, "{slug}", "{slugortitle}")
	}
	c.set("slugs", "pelican", "")
	c.set("undated", "page", "")
	pattern = strings.NewReplacer("{date:%Y}", "{year}", "{date:%m}", "{month}", "{date:%d}", "{day}", "{category}", "{section}", "index.html", "").Replace(pattern)
	c.set("permalinks", quote("/"+strings.TrimLeft(pattern, "/")), from)
	if u, err := url.Parse(base); err == nil && base != "" {
		end := "/"
		if strings.HasSuffix(pattern, ".html") {
			end = ".html"
		}
		c.set("ids", quote("tag:"+u.Host+",{year}-{month}-{day}:{address}"+end), "")
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
			c.moved[strings.Replace(file, "{slug}", "*", 1)] = "tags/*/" + feedFile(strings.HasSuffix(name, "RSS"))
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
	c.set("dated_paths", "true", "")
}

// eleventySite reads the plain values of Eleventy's configuration, which is a program, and of its global data.
// If they do not name the file of the feed, it is one of the usual ones.
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
	form := feedFile(c.values["type"] == "rss")
	if file, _ := c.first("outputPath"); file != "" {
		c.moved[strings.TrimPrefix(file, "/")] = form
		return
	}
	for _, file := range []string{"feed.xml", "feed/feed.xml"} {
		c.moved[file] = form
	}
}

// feedFile returns the name of Fil's RSS feed, or of its Atom feed.
func feedFile(rss bool) string {
	if rss {
		return "rss.xml"
	}
	return "atom.xml"
}
