package page

import (
	"encoding/json"
	"html/template"
	"time"
)

// schemaObject is a JSON-LD object of schema.org: an Article, a Person or an Organization. Empty
// members are omitted.
type schemaObject struct {
	Context     string         `json:"@context,omitempty"`
	Type        string         `json:"@type"`
	Headline    string         `json:"headline,omitempty"`
	Name        string         `json:"name,omitempty"`
	Description string         `json:"description,omitempty"`
	URL         string         `json:"url,omitempty"`
	Image       string         `json:"image,omitempty"`
	Language    string         `json:"inLanguage,omitempty"`
	Published   string         `json:"datePublished,omitempty"`
	Modified    string         `json:"dateModified,omitempty"`
	Authors     []schemaObject `json:"author,omitempty"`
	Publisher   *schemaObject  `json:"publisher,omitempty"`
}

// structured returns the article as JSON-LD. It uses the fields of p that Write sets before.
func (p *ArticlePage) structured(f *Frame) (template.JS, error) {
	a, kind := p.Article, "Article"
	if f.Site.News {
		kind = "NewsArticle"
	}
	article := schemaObject{Context: "https://schema.org", Type: kind, Headline: a.Title, Description: a.Summary, URL: a.Permalink, Image: a.Image.URL,
		Language: p.Head.Language, Published: p.Published.Machine, Modified: a.Updated.Format(time.RFC3339),
		Publisher: &schemaObject{Type: "Organization", Name: f.Site.Title, URL: f.Site.BaseURL}}
	for _, author := range a.Authors {
		article.Authors = append(article.Authors, schemaObject{Type: "Person", Name: author.Name, URL: author.URL})
	}
	data, err := json.Marshal(article) // escapes <, > and &, so that no text ends the script element
	return template.JS(data), err
}
