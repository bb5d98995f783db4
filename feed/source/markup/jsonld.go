package markup

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fil/feed/source/plaintext"
)

// linked reads the metadata in JSON-LD (schema.org).
func (p *Page) linked(text string) {
	var data any
	if json.Unmarshal([]byte(text), &data) == nil {
		p.thing(data, 0)
	}
}

// maxThings is the depth below which a value of JSON-LD is not searched.
const maxThings = 32

var articleTypes = regexp.MustCompile(`(?:Article|Posting|Report)$`)

// thing searches a value of JSON-LD for articles.
func (p *Page) thing(data any, depth int) {
	if depth > maxThings {
		return
	}
	switch data := data.(type) {
	case []any:
		for _, item := range data {
			p.thing(item, depth+1)
		}
	case map[string]any:
		p.thing(data["@graph"], depth+1)
		if is := slices.ContainsFunc(texts(data["@type"]), articleTypes.MatchString); !is {
			return
		}
		if p.headline == "" {
			p.headline = firstOf(texts(data["headline"]))
		}
		p.Published = slices.Concat(texts(data["datePublished"]), p.Published)
		p.Updated = slices.Concat(texts(data["dateModified"]), p.Updated)
		if p.Description == "" {
			p.Description = firstOf(texts(data["description"]))
		}
		if p.Image == "" {
			p.Image = firstOf(append(texts(data["image"]), texts(data["thumbnailUrl"])...))
		}
		for _, words := range texts(data["keywords"]) {
			p.Tags = append(p.Tags, strings.Split(words, ",")...)
		}
		p.creators(data["author"])
		for _, free := range texts(data["isAccessibleForFree"]) {
			p.Paywalled = p.Paywalled || strings.EqualFold(free, "false")
		}
	}
}

// creators returns the names of authors in JSON-LD, which are strings or objects with a name.
func (p *Page) creators(data any) {
	switch data := data.(type) {
	case string:
		p.by(data, "")
	case []any:
		for _, one := range data {
			p.creators(one)
		}
	case map[string]any:
		url, _ := plaintext.WebURL(firstOf(texts(data["url"])))
		p.by(firstOf(texts(data["name"])), url)
	}
}

// texts returns the strings in a value of JSON-LD: the value itself, those of a list, or the URL of
// an object.
func texts(data any) []string {
	switch data := data.(type) {
	case string:
		return []string{plaintext.OneLine(plaintext.Clean(data))}
	case bool:
		return []string{fmt.Sprint(data)}
	case []any:
		var all []string
		for _, item := range data {
			if _, nested := item.([]any); !nested {
				all = append(all, texts(item)...)
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

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
