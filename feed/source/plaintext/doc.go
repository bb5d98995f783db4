// Package plaintext reads text that has no markup: it decodes the bytes of a file, reads dates, and turns a
// plain text into its metadata and HTML.
//
// A file of plain text goes through the package in this order:
//
//	Decode  bytes → UTF-8 without byte order mark, \r and the characters that XML forbids
//	Read    text  → Text{Header, Title, Blocks}: the lines of metadata, the heading above the text, and
//	                the text itself, split at blank lines
//	HTML    Blocks → paragraphs, headings, lists, verse, quotations, rules and links
//
// [Title] and [Summary] make those of an article that has none, from its text without tags.
//
// The other functions serve all formats of articles, front matter and site.yaml alike: [ParseDate] for dates,
// [Clean], [NFC] and [StripBidi] for characters, [OneLine] for white space, [FromHTML] for titles that were
// written as HTML, and [WebURL] for addresses.
//
// # Where things are
//
//	decode.go, clean.go      encodings; characters
//	date.go, dateparser.go   ParseDate; its parts in any order
//	datenames.go             months, weekdays and zones by name
//	read.go                  Read: title and blocks
//	header.go, headerdate.go, headerpatterns.go   one line of metadata; dates in it; its regular expressions
//	html.go, links.go        blocks as HTML; bare URLs
//	title.go, oneline.go     titles and summaries; white space
//	fromhtml.go              entities and inline tags
package plaintext
