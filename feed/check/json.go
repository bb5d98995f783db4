package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// jsonDocument has the members of a JSON Feed 1.1 document that are checked.
type jsonDocument struct {
	Version string     `json:"version"`
	Title   string     `json:"title"`
	Home    string     `json:"home_page_url"`
	Self    string     `json:"feed_url"`
	Items   []jsonItem `json:"items"`
}

// jsonItem has the checked members of an item. A nil HTML or Text means that the member is absent.
type jsonItem struct {
	ID        string  `json:"id"`
	URL       string  `json:"url"`
	HTML      *string `json:"content_html"`
	Text      *string `json:"content_text"`
	Published string  `json:"date_published"`
	Modified  string  `json:"date_modified"`
	Authors   []struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	} `json:"authors"`
	Attachments []struct {
		URL  string `json:"url"`
		Type string `json:"mime_type"`
	} `json:"attachments"`
}

// JSON checks a JSON Feed 1.1 document.
func JSON(data []byte) []Problem {
	const rule = "JSON Feed 1.1"
	c := &checker{}
	if !c.requireUTF8(data) {
		return c.problems
	}
	var doc jsonDocument
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&doc); err != nil {
		c.add("", rule, "it does not parse: %v", err)
		return c.problems
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		c.add("", rule, "something follows the document")
	}
	if doc.Version != "https://jsonfeed.org/version/1.1" {
		c.add("", rule, "version is %q", doc.Version)
	}
	c.requireText("", rule, "title", doc.Title)
	c.requireURL("", rule, "home_page_url", doc.Home)
	c.requireURL("", rule, "feed_url", doc.Self)
	if doc.Items == nil {
		c.add("", rule, "no items")
	}
	ids := map[string]string{}
	for i := range doc.Items {
		c.checkJSONItem(fmt.Sprintf("item %d", i+1), &doc.Items[i], ids)
	}
	return c.problems
}

// checkJSONItem checks one item. ids is as in requireUnique.
func (c *checker) checkJSONItem(where string, item *jsonItem, ids map[string]string) {
	const rule = "JSON Feed 1.1, items"
	c.requireText(where, rule, "id", item.ID)
	c.requireUnique(ids, where, item.ID)
	c.requireURL(where, rule, "url", item.URL)
	if item.HTML == nil && item.Text == nil {
		c.add(where, rule, "neither content_html nor content_text")
	}
	for name, date := range map[string]string{"date_published": item.Published, "date_modified": item.Modified} {
		if _, err := time.Parse(time.RFC3339, date); date != "" && err != nil {
			c.add(where, rule, "%s %q is no RFC 3339 date", name, date)
		}
	}
	for _, a := range item.Authors {
		c.requireText(where, rule, "author's name or url", a.Name+a.URL)
	}
	for _, a := range item.Attachments {
		c.requireURL(where, rule, "attachment's url", a.URL)
		c.requireText(where, rule, "attachment's mime_type", a.Type)
	}
}
