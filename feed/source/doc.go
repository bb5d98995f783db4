// Package source turns a folder of writing into a [feed.Site] and its articles.
//
// [ReadSite] reads site.yaml strictly: an unknown key or an invalid value is a [SiteError],
// because it would change every feed. [Read] reads the articles leniently: an error in one of
// them is a [feed.Problem] with file, line and hint, and the others are read. The result is a
// [Content].
//
// # Which files are articles
//
// Files of Markdown (.md, .markdown, .mdown, .mkd, .mkdn, .mdwn, .mdx), HTML (.html, .htm, .xhtml)
// and plain text (.txt) in any folder. Names that begin with a dot or an underscore are ignored,
// except Jekyll's _posts and _drafts, _pages and .well-known; so are temporary files of editors
// and file managers, and, at the root, the configuration of other programs (package.json). Every
// other file is an asset, which is published unchanged, and so are
// well-known names (robots.txt, CNAME, …) and .txt files beside an index file, which are part of
// that article. Two kinds of files are not published, with a warning: texts in other formats,
// and assets that begin with front matter (unpublished.go).
//
// # How a file becomes an article
//
// The steps are in this order, for many files concurrently:
//
//  1. Package inventory lists the files with their stamps. A file whose stamp is that of its earlier
//     [feed.Record] is not opened (changedFiles in result.go). If the inventory knows which files
//     may have changed since the last reading, only their stamps are compared.
//  2. Any other file is read. If its hash is that of the record, it is not parsed (jobs.go).
//  3. Else it is parsed (article.go): decoded to UTF-8 by package plaintext, and split by
//     package frontmatter into front matter and body. Lines of metadata without fences are front
//     matter too (metalines.go).
//  4. Each key is read into a head (head.go) by the rule of its name (fieldrules.go, and fields.go,
//     episode.go, linkfields.go, persons.go), by Fil's name or that of another tool. Keys that
//     withhold set the visibility (visibility.go, visibilityfields.go).
//  5. Missing fields come from the head of an HTML page (pagefill.go), the folder (folderdata.go),
//     header lines of a plain text and the file's name (article.go). A text without any date may
//     be a page or a template (undated.go).
//  6. The article gets its address and ID (article.go). Several articles may have the same one, and
//     an article may be a copy of another one: package index decides about that later.
//  7. The body is rendered (render.go): package markup replaces other tools' markup and makes safe
//     HTML. References become absolute URLs (links.go), and dead ones are reported (deadrefs.go).
//     Title, summary, image (image.go) and enclosures (duration.go) are completed. Limits
//     (limits.go) and a timeout (timeout.go) bound the cost.
//  8. The article is stored as a whole by Options.StoreText, and its record has only its
//     [feed.Meta] (makeRecord in reader.go). The result is a [Content] with a record of each new or
//     changed file (result.go).
//
// A link to another article's file becomes that article's permalink, which is known only after
// step 6 of all files. So an article that links to no other is rendered at once, while its text is
// in memory, and the others when all are parsed.
//
// # Visibility
//
// An article that is not for everybody is a draft, whichever key says so (see withholding in
// visibility.go). If the value of such a key cannot be read, the article is a draft too, with an
// error. A value of another key that cannot be read is omitted with a warning, unless its rule
// refuses the article.
//
// # What is not read again
//
// [inventory.Walk] lists names and stamps. A file with the stamp of its record is not opened if
// it was at least one [inventory.Tick] old when it was read: a later change within that time
// could leave the stamp as it is. A file with another stamp and the same bytes is not rendered
// again. A record also holds hashes of all names that the article refers to: when such a file is
// added or removed, when an asset changes, or when an article gets another address, the articles that
// refer to it are rendered again (dependents.go).
//
// # site.yaml
//
// site.go reads the file and its general keys, and sitekeys.go has the table of all keys. The keys
// of addresses and IDs are in siteaddresses.go, of feeds in sitefeeds.go, of podcasts in podcast.go,
// of navigation in sitenav.go, of hubs in sitehubs.go, and of the server in siteserve.go. Values that
// depend on the base URL are resolved last (siteresolve.go). sitewarnings.go reports files that
// site.yaml names and that are missing.
//
// # For other packages
//
// [Pin] writes an ID into a file (pin.go), [Withheld] returns the field that withholds a file
// (withheld.go), [AssetRefs] finds the files that withheld articles refer to (assetrefs.go),
// [Revised] compares two versions of a text (revised.go), and [Nearest] corrects typos
// (suggest.go).
package source
