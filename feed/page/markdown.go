package page

import (
	"io"
	"strings"
	"sync"
	"time"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"

	"fil/feed"
)

// MarkdownType is the media type of texts in Markdown (RFC 7763).
const MarkdownType = "text/markdown; charset=utf-8"

// toMarkdown converts the content of articles. It is safe for concurrent use.
var toMarkdown = sync.OnceValue(func() *converter.Converter {
	return converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(commonmark.WithEmDelimiter("*")), strikethrough.NewStrikethroughPlugin(), table.NewTablePlugin()))
})

// Markdown returns the content of an article in Markdown. It is made of what is published, and not of the
// file: that may have comments and marks of other programs, and links that lead nowhere from elsewhere.
func Markdown(a *feed.Article) (string, error) {
	text, err := toMarkdown().ConvertString(a.Content)
	return strings.TrimSpace(text) + "\n", err
}

// TextPage is an article in Markdown, with its title, date, authors and address at the top.
type TextPage struct{ Article *feed.Article }

// Write writes the text.
func (p TextPage) Write(w io.Writer) error {
	a := p.Article
	text, err := Markdown(a)
	if err != nil {
		return err
	}
	facts := []string{"<" + a.Permalink + ">"}
	if !a.Standalone() {
		facts = []string{a.Published.Format(time.DateOnly)}
		for _, author := range a.Authors {
			facts = append(facts, author.Name)
		}
		facts = append(facts, "<"+a.Permalink+">")
	}
	_, err = io.WriteString(w, "# "+plainText.Replace(oneLine(a.Title))+"\n\n"+strings.Join(facts, " · ")+"\n\n"+text)
	return err
}

// ListText is llms.txt (llmstxt.org): the site's title, and its texts for programs that read Markdown.
type ListText struct {
	Site *feed.Site
	// Articles are the newest, with the addresses of their texts.
	Articles []Link
}

// Write writes the list.
func (l ListText) Write(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# " + oneLine(l.Site.Title) + "\n\n")
	if l.Site.Subtitle != "" {
		b.WriteString("> " + oneLine(l.Site.Subtitle) + "\n\n")
	}
	b.WriteString("## Articles\n\n")
	for _, a := range l.Articles {
		b.WriteString("- [" + plainText.Replace(oneLine(a.Title)) + "](" + a.URL + ")\n")
	}
	b.WriteString("\n## Optional\n\n- [Feeds](" + l.Site.URL(feed.OPMLName) + ")\n- [Sitemap](" + l.Site.URL(SitemapName) + ")\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// plainText escapes the characters that have a meaning within a line of Markdown (CommonMark §2.4).
var plainText = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`)
