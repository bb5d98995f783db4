// Package feed defines the types of Fil: [Site], [Article], [Person], [Enclosure] and
// [Feed]. It chooses the articles of each feed ([Selector], [Definition], [Compose]), and assigns
// addresses ([Site.AssignAddress]) and identities ([History.Identify]).
// It is pure: it uses no files, no network and no clock.
//
// # How data goes through the packages
//
// Data goes one way through the packages below this one:
//
//	content/ → source → Site and Articles → publish.Plan → outputs
//	        → publish.Run → store → dist/ → serve → HTTP
//
// Package build is the engine that makes one run along this way; its comment lists the steps with the
// names of files. A run begins because package schedule says so, and package websub notifies others
// after it.
//
// Package source reads files and cleans their text, once: its results are UTF-8
// without characters that XML forbids, HTML that is safe in a reader, and absolute
// URLs. The writers (rss, atom, jsonfeed, page) rely on that. Package check does not: it
// parses each feed again before it is published. Package hosts writes the files of dist that
// static hosts read. Package cli connects all of them.
//
// # What stays in memory
//
// All articles are in memory at once, but only with the fields that a publication is planned with
// ([Article.Slim]). Their [Matter] is stored in a file, and read when an article is written. The
// results of earlier runs are cached: a [Record] for each file of content, and a [Made] for each
// file of dist.
//
// # What a change costs
//
// A run knows which files have changed, because the watcher or a walk over content says so, and
// reads only those. An [AddressIndex] and [Counts] say whether another article has their
// addresses, IDs or bytes. The orders, [Groups] and periods of the last plan are updated in place.
// Everything that is updated in place can also be computed from all articles, with the same result.
// Tests compare the two, and a run that is in doubt computes it from all articles.
//
// # Addresses and identities
//
// The stem of an article is its path in content without the extension, in Unicode
// normal form C; of a folder with an index file, the folder. From it come two things
// that are independent on purpose:
//
//   - The [Article.ID] says which article it is, and never changes. It is the id of the front
//     matter, unchanged; else tag:AUTHORITY:STEM (RFC 4151) if the site has an
//     authority; else the permalink. See [History.Identify] for what happens to it when files move.
//   - The [Article.Permalink] says where it is now: the address of the front matter, the
//     site's pattern, or the stem without a date prefix, below the base URL.
//
// # Which articles a feed holds
//
// [Live] returns the articles that are public at the time of a run: no drafts, no articles with a
// later date, and none that has expired. [Arrivals.Order] sorts them by the time at which they
// entered the feed, then by date, then by ID, so that the same articles are always in the same
// order. [Groups] has the articles of each tag, author, section and language.
//
// # Time
//
// Every time has the site's zone, never the machine's. A feed's Updated is the latest
// Updated of its articles, never the time of the run, so that the same content gives the same
// bytes at any hour.
//
// # How to add something
//
// Each of these begins with a test that fails: a row in a table, a case in
// build/testdata/features (content, and the three feeds that come out; go test -update writes
// them), or a script in cli/testdata/script.
//
// A feed element. Its value comes from a key of front matter: a field of [Matter] (article.go), a rule
// in source/fieldrules.go with its setter in source/fields.go, and a part of the atomsize.go estimate,
// by which feeds stay within their size. It is stored by memory/pack.go: what follows the old fields
// there (optionalTraits) must be written whenever something behind it is, so that older texts can
// still be read. A key of site.yaml is a field of [Site] (site.go) and a row in source/sitekeys.go.
// Then each writer puts it out: atom/atom.go, rss/rss.go (rss/podcast.go for the namespaces of
// podcasts), jsonfeed/jsonfeed.go. If check/ has a rule for it, the rule is written from the standard
// and not from the writer. Last, feedtest/feedtest.go gives it to the sample article.
//
// A form of feeds. A package with Write(io.Writer, *[Feed]) error beside atom; its file name
// (feed.go) and media type (mediatype.go); a field of [Address] and a [Form] behind the others in
// forms.go; its file in reserved (address.go) and its address in the keys of publish/key.go; a reader
// of the form in check; and a row in the table forms of publish/feeds.go, with a prefix that
// archiveName (publish/archives.go) knows if it has archives. Redirects, links in pages, host files,
// headers and the topics that hubs are told of follow from [Forms].
//
// A store. A type in store with the three methods of publish.Store (publish/run.go): Begin, Stage,
// Publish. Their comments say what each must guarantee, and store/dir.go, stage.go and publish.go show
// it for a folder. build/folders.go opens the store. The engine uses more of a folder than these three:
// Manifest, State, ID, Intact, Abandon, HoldsLock and ForeignFiles, the files as an fs.FS for the
// server, and whether the folder was replaced. An interface for these belongs in build, once there is
// a second store.
//
// An importer. A package importer that turns the export of another tool into files of content, with
// source.WriteNew and without package publish; and a command in cli, listed in root (cli/cli.go).
//
// An endpoint. Public ones are files of dist: something that publish plans. Endpoints of the owner
// are in serve: with a token in control.go, on the listener of --admin-addr in admin.go; /-/healthz and
// /-/readyz, which both listeners answer, are in admin.go. cli/serve.go gives them what they show.
//
// A command. A file in cli with a function that returns its cobra.Command, listed in root
// (cli/cli.go), with an example. What it does belongs to the package that it is
// about: cli reads flags, calls, and prints.
package feed
