package markup

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fil/feed/source/plaintext"
)

// readJSONLD reads the metadata of articles in JSON-LD (schema.org). Invalid JSON is ignored.
func (p *Page) readJSONLD(text string) {
	var data any
	if json.Unmarshal([]byte(text), &data) == nil {
		p.findArticles(data, 0)
	}
}

// maxJSONLDDepth is the depth of nesting below which JSON-LD is not searched.
const maxJSONLDDepth = 32

// articleTypes matches the types of schema.org for articles: Article, NewsArticle, BlogPosting, Report.
var articleTypes = regexp.MustCompile(`(?:Article|Posting|Report)$`)

// findArticles searches lists and @graph in JSON-LD for articles, and reads their metadata.
func (p *Page) findArticles(data any, depth int) {
	if depth > maxJSONLDDepth {
		return
	}
	switch data := data.(type) {
	case []any:
		for _, item := range data {
			p.findArticles(item, depth+1)
		}
	case map[string]any:
		p.findArticles(data["@graph"], depth+1)
		if isArticle := slices.ContainsFunc(stringsIn(data["@type"]), articleTypes.MatchString); !isArticle {
			return
		}
		if p.headline == "" {
			p.headline = firstOf(stringsIn(data["headline"]))
		}
		p.Published = slices.Concat(stringsIn(data["datePublished"]), p.Published)
		p.Updated = slices.Concat(stringsIn(data["dateModified"]), p.Updated)
		if p.Description == "" {
			p.Description = firstOf(stringsIn(data["description"]))
		}
		if p.Image == "" {
			p.Image = firstOf(append(stringsIn(data["image"]), stringsIn(data["thumbnailUrl"])...))
		}
		for _, words := range stringsIn(data["keywords"]) {
			p.Tags = append(p.Tags, strings.Split(words, ",")...)
		}
		p.addCreators(data["author"])
		for _, free := range stringsIn(data["isAccessibleForFree"]) {
			p.Paywalled = p.Paywalled || strings.EqualFold(free, "false")
		}
	}
}

// addCreators adds the authors in JSON-LD, which are strings or objects with a name.
func (p *Page) addCreators(data any) {
	switch data := data.(type) {
	case string:
		p.addAuthor(data, "")
	case []any:
		for _, one := range data {
			p.addCreators(one)
		}
	case map[string]any:
		url, _ := plaintext.WebURL(firstOf(stringsIn(data["url"])))
		p.addAuthor(firstOf(stringsIn(data["name"])), url)
	}
}

// stringsIn returns the strings in a value of JSON-LD: the value itself, those in a list, or the URL
// of an object. A boolean is returned as "true" or "false".
func stringsIn(data any) []string {
	switch data := data.(type) {
	case string:
		return []string{plaintext.OneLine(plaintext.Clean(data))}
	case bool:
		return []string{fmt.Sprint(data)}
	case []any:
		var all []string
		for _, item := range data {
			if _, nested := item.([]any); !nested {
				all = append(all, stringsIn(item)...)
			}
		}
		return all
	case map[string]any:
		if url, ok := data["url"].(string); ok {
			return []string{url}
		}
	}
	return nil
}

// firstOf returns the first string of a list, "" for none.
func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
