// Package markup reads what other tools add to Markdown and HTML, and writes it as plain
// Markdown and HTML: shortcodes (Hugo, Zola), Liquid and Nunjucks tags (Jekyll, Eleventy,
// Hexo), links and notes in double brackets (Obsidian), attributes and containers (kramdown,
// Pandoc, Docusaurus), JSX (MDX), and formulas, whose backslashes Markdown would halve.
//
// [Translate] goes over a text once, from left to right. What is code stays to the letter,
// and so does prose about templates: `{{ x }}` is a template only where the text has others,
// or comes from a tool that has them. A reference becomes a link, an embedded film a link to
// it, a picture a picture, highlighted code a block of code, a callout a quotation with its
// title, and a comment nothing. Of what is not known, the tags are left out, what stands
// between them is kept, and a [Note] tells.
//
// It is pure: where files are published it is told by [Options].
package markup
