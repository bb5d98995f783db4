package importer

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fil/feed"
)

// text returns a file of content: the front matter of an item, and a body.
func (i *Item) text(slug, body string) string {
	var b strings.Builder
	b.WriteString("---\n")
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, quote(value))
		}
	}
	list := func(key string, values []string) {
		if len(values) > 0 {
			quoted := make([]string, len(values))
			for n, value := range values {
				quoted[n] = quote(value)
			}
			fmt.Fprintf(&b, "%s: [%s]\n", key, strings.Join(quoted, ", "))
		}
	}
	switch {
	case i.Title != "":
		line("title", i.Title)
	case !i.Page:
		b.WriteString("title: false\n")
	}
	line("date", instant(i.Published))
	if i.Updated.After(i.Published) {
		line("updated", instant(i.Updated))
	}
	line("id", i.ID)
	line("slug", slug)
	list("aliases", i.Aliases)
	if len(i.Authors) > 0 {
		b.WriteString("authors:\n")
		for _, p := range i.Authors {
			b.WriteString("  - {" + person(p) + "}\n")
		}
	}
	list("tags", i.Tags)
	line("section", i.Section)
	line("language", i.Language)
	line("summary", i.Summary)
	line("image", i.Image)
	line("link", i.Link)
	line("rights", i.Rights)
	line("comments", i.Comments)
	i.writeEpisode(&b)
	if i.Draft {
		b.WriteString("draft: true\n")
	}
	b.WriteString("---\n\n")
	b.WriteString(body)
	if !strings.HasSuffix(body, "\n") {
		b.WriteString("\n")
	}
	return b.String()
}

// writeEpisode writes the enclosures, and what describes an episode of a podcast.
func (i *Item) writeEpisode(b *strings.Builder) {
	if len(i.Enclosures) > 0 {
		b.WriteString("enclosures:\n")
	}
	for _, e := range i.Enclosures {
		fmt.Fprintf(b, "  - {url: %s", quote(e.URL))
		if e.Type != "" {
			fmt.Fprintf(b, ", type: %s", quote(e.Type))
		}
		if e.Length > 0 {
			fmt.Fprintf(b, ", length: %d", e.Length)
		}
		b.WriteString("}\n")
	}
	e := &i.Episode
	if e.Duration > 0 {
		fmt.Fprintf(b, "duration: %d\n", int(e.Duration/time.Second))
	}
	if e.Season > 0 {
		fmt.Fprintf(b, "season: %d\n", e.Season)
	}
	if e.Number > 0 {
		fmt.Fprintf(b, "episode: %d\n", e.Number)
	}
	if e.Type != "" {
		fmt.Fprintf(b, "episode_type: %s\n", quote(e.Type))
	}
	if e.Explicit != nil {
		fmt.Fprintf(b, "explicit: %t\n", *e.Explicit)
	}
}

// person returns the fields of a person.
func person(p feed.Person) string {
	fields := []string{"name: " + quote(p.Name)}
	if p.URL != "" {
		fields = append(fields, "url: "+quote(p.URL))
	}
	if p.Email != "" {
		fields = append(fields, "email: "+quote(p.Email))
	}
	return strings.Join(fields, ", ")
}

// quote quotes a value in one line of YAML: a double-quoted scalar, whose escapes are those of Go
// (YAML 1.2 §5.7).
func quote(s string) string { return strconv.Quote(strings.ToValidUTF8(s, "\ufffd")) }

// instant writes a time with its zone; "" for the zero time.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
