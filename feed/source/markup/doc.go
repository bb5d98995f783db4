// Package markup turns the body of an article into safe HTML. It reads Markdown, HTML, and what other
// tools add to them, and it reads the metadata of HTML pages.
//
// # How a text goes through
//
//	body → [CheckCost]: a text that would take too much time or memory is refused
//	     → [Translate]: other tools' markup becomes plain Markdown or HTML
//	     → [CheckCost] again, if that changed the text
//	     → [Markdown.Render]: Markdown becomes HTML
//	     → [Cleaner]: the HTML becomes safe, its URLs absolute
//	     → [CutSummary]: a comment such as <!--more--> ends the summary
//
// An HTML file goes through [ParsePage], which reads the metadata of its head, [Page.Main], which finds
// the article among navigation, and [Cleaner.Clean]. From the finished HTML, [FirstParagraphs] and
// [FirstText] make summaries and titles, and [Pictures] lists its images.
//
// # Other tools' markup
//
// [Translate] replaces shortcodes (Hugo, Zola, WordPress), Liquid and Nunjucks tags (Jekyll, Eleventy,
// Hexo), links and comments of Obsidian, attributes and containers (kramdown, Pandoc, Docusaurus),
// JSX (MDX), and formulas, whose backslashes Markdown would remove. A first pass removes comments,
// because they may stand inside anything. The second one goes over the text once, from left to right:
//
//   - A reference becomes a link, an embedded film a link to it, a figure an image, highlighted code a
//     code block, a callout a quotation with its title.
//   - Of an unknown tag the content remains, and a [Problem] reports it.
//   - Code stays as it is, and so does prose about templates: {{ x }} is a template only if the text has
//     other template tags, or comes from a tool that has them ([Options].Templates).
//   - Content that a tool hides (comments, drafts, text for members) is removed. If it is unclear where
//     it ends, Translate returns an error and the article is not published.
//
// # What is safe
//
// The [Cleaner] ends with an allowlist of elements, attributes and URL schemes (policy.go). Markdown
// without HTML does not need it, because the renderer writes all the HTML itself.
//
// The package reads no files: [Options] and [Resolver] say where other files are published.
package markup
