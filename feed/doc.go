// Package feed holds the nouns of Fil: [Site], [Article], [Person], [Enclosure] and
// [Feed]; which articles make which feed; and how addresses and identities are made.
// It is pure: no files, no network, no clock.
//
// # The road
//
// Data goes one way through the rooms below this one:
//
//	content/ → source → Site and Articles → publish.Plan → outputs
//	        → publish.Run → store → dist/ → serve → HTTP
//
// Package source reads files and makes text clean, once: what it hands over is UTF-8
// without characters that XML forbids, HTML that is safe in a reader, and absolute
// URLs. The writers (rss, atom, jsonfeed, page) trust it. Package check trusts nobody:
// it reads each feed back before it goes live. Package hosts writes what static hosts
// read beside dist. Package cli is the only place where rooms are wired together.
//
// # What is held in memory
//
// Of all articles at once only what a publication is planned of ([Article.Slim]): their
// [Matter] is kept in a file from which it is read when an article is written. What an
// earlier run has come to is a [Record] for each file of content, and a [Made] for each file
// of dist.
//
// # What a change costs
//
// A run that knows which files have changed, because it is told or because a walk differs from
// the last one, reads those and no other. Whether anybody else has their addresses, IDs or
// bytes is asked of a [AddressIndex] and of [Counts], and the orders, groups and periods of the
// last plan are patched. All that patches has a counterpart that looks at all articles and
// comes to the same: tests hold the two side by side, and any doubt goes the long way.
//
// # Where an article lives
//
// The stem of an article is its path in content without the extension, in Unicode
// normal form C; of a folder with an index file, the folder. From it come two things
// that are kept apart on purpose:
//
//   - The [Article.ID] says which article it is, for ever. It is the front matter's
//     id to the letter; else tag:AUTHORITY:STEM (RFC 4151) where the site pins an
//     authority; else the permalink.
//   - The [Article.Permalink] says where it is now: the front matter's address, the
//     site's pattern, or the stem without a date prefix, below the base URL.
//
// # Which articles a feed holds
//
// [Live] keeps what is due at the time of a run: no draft, nothing that lies in the
// future, nothing that has expired. [Newest] orders it, newest first, and by ID where
// times are equal, so that the same articles are always in the same order.
//
// # Time
//
// Every time carries the site's zone, never the machine's. A feed's Updated is the
// newest of its articles', never the clock, so that the same content gives the same
// bytes at any hour.
package feed
