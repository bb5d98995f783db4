// Package source turns a folder of writing into a [feed.Site] and its articles.
//
// [ReadSite] reads site.yaml, strictly: a slip in it is an error, because it would
// change every feed. [Read] reads the articles, kindly: one that cannot be read is a
// [feed.Problem] with file, line and mend, and never stops the others.
//
// # What is an article
//
// Files of Markdown (.md, .markdown, .mdown, .mkd, .mkdn, .mdwn, .mdx), of HTML (.html, .htm,
// .xhtml) and of plain text (.txt), anywhere. Names that begin with a dot or an underscore are
// left out, but for Jekyll's _posts and _drafts, for _pages and for .well-known; so are the
// names that editors and file managers leave behind. Texts in other formats, and all files
// that begin with front matter, are not published, and told. Every other file is an asset,
// published where it lies, and so are a few names that the world asks for by themselves
// (robots.txt, CNAME, …) and .txt files beside an index file, which are part of that article.
//
// # How an article is read
//
//	bytes → text (UTF-8, no character that XML forbids)
//	      → front matter in YAML, TOML or JSON, lines of metadata, or a page's head
//	      → fields, by Fil's names and those of other tools
//	      → body without other tools' markup (package markup)
//	      → Markdown, HTML or plain text, to HTML that is safe in a reader
//
// # For whom an article is
//
// Whatever word an author has for it (withholding lists them), what is not for everybody is
// a draft, and what is kept out of lists is in no feed and no list. A word whose value cannot
// be read makes a draft too, and that is an error, while a key of any other kind that cannot
// be read is left out with a warning.
//
// A link to another article's file becomes that article's permalink, which is known once
// the heads of all files have been read. So an article that leads to no other is made
// while its text is at hand, and the others when all heads are there.
//
// # What is not read again
//
// [Walk] lists names and stamps. A file that has the stamp of an earlier reading, and had
// been left alone for a [Tick] then, is not opened; one with another stamp and the same
// bytes is not made anew. A [feed.Record] also knows by hashes which names an article
// refers to: when a file of such a name comes, goes, changes or moves, the article is made
// anew although its own file is as it was.
package source
