package page

import (
	"encoding/json"
	"html/template"
	"time"
)

// thing is what schema.org says of an article and of those about it. Zero is left out.
type thing struct {
	Context     string  `json:"@context,omitempty"`
	Type        string  `json:"@type"`
	Headline    string  `json:"headline,omitempty"`
	Name        string  `json:"name,omitempty"`
	Description string  `json:"description,omitempty"`
	URL         string  `json:"url,omitempty"`
	Image       string  `json:"image,omitempty"`
	Language    string  `json:"inLanguage,omitempty"`
	Published   string  `json:"datePublished,omitempty"`
	Modified    string  `json:"dateModified,omitempty"`
	Authors     []thing `json:"author,omitempty"`
	Publisher   *thing  `json:"publisher,omitempty"`
}

func (p *ArticlePage) structured(f *Frame) (template.JS, error) {
	a := p.Article
	article := thing{Context: "https://schema.org", Type: "Article", Headline: a.Title, Description: a.Summary, URL: a.Permalink, Image: a.Image.URL,
		Language: p.Head.Language, Published: p.Published.Machine, Modified: a.Updated.Format(time.RFC3339),
		Publisher: &thing{Type: "Organization", Name: f.Site.Title, URL: f.Site.BaseURL}}
	for _, author := range a.Authors {
		article.Authors = append(article.Authors, thing{Type: "Person", Name: author.Name, URL: author.URL})
	}
	data, err := json.Marshal(article) // escapes what could end the element
	return template.JS(data), err
}
