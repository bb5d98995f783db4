// Package check reads feeds as a stranger would, and says what is wrong with them.
//
// [Document] takes the bytes of a document in RSS 0.9x to 2.0, RSS 1.0, Atom 1.0, JSON Feed 1.1 or
// OPML 2.0 and returns a [Report]. Each [Finding] has a severity, the name of the rule that is broken, the
// line, column and path of the place, what is wrong, what to do, and the section of the standard.
// [Explain] says more of a rule. A [Server] finding is about the answers of a server; package online
// makes them. Rules of directories and aggregators ([Profiles]) are checked on demand.
//
// # How a document is read
//
// decode (encoding.go) finds the encoding and makes UTF-8 of the document. The reader (reader.go)
// parses XML without stopping at a mistake: it reports it and goes on where sense can be made of the rest.
// It expands no entity, loads nothing, and limits depth and attributes. An item is checked when it ends,
// and forgotten, so that memory follows the largest item. JSON is read into a tree with places (json.go).
//
// # What is checked
//
// The grammar says for each element what may be in it ([spec] in spec.go): rss.go, rdf.go, atom.go and
// opml.go have the formats, extensions.go, podcast.go and media.go the elements of other namespaces. Each
// text and attribute has a rule, a function of one section of a standard (values.go, texts.go). What
// concerns several elements is checked by the function then of a spec. A kind (kinds.go) is a way to be
// wrong; its name at a place is the name of the rule: rss-item-author-email.
//
// The package shares no code with the packages that write feeds, not even the test for characters that
// XML forbids: a mistake in shared code would write a bad document and then accept it.
package check
