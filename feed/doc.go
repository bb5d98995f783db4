// Package feed defines the types of Fil: [Site], [Meta], [Article], [Person], [Enclosure] and
// [Feed]. It says which articles each feed chooses ([Selector], [Definition]), and assigns addresses
// ([Site.AssignAddress]) and identities ([History.Identify]).
// It is pure: it uses no files, no network and no clock.
//
// # How data goes through the packages
//
// Data goes one way through the packages below this one:
//
//	content/ → source → Site and Articles → index → publish.Plan → outputs
//	        → publish.Run → store → dist/ → serve → HTTP
//
// Package build is the engine that makes one run along this way; its comment lists the steps with the
// names of files, and follows one saved article. A run begins because package schedule says so, and
// package websub notifies others after it: hubs, subscribers, webhooks, social networks. Package readers
// counts who fetches what package serve sends.
//
// Package source reads files and cleans their text, once: its results are UTF-8
// without characters that XML forbids, HTML that is safe in a reader, and absolute
// URLs. The writers (rss, atom, jsonfeed, page) rely on that. Package check does not: it
// parses each feed again before it is published, and check/online asks servers for feeds. Package dial
// connects to public addresses only. Package store writes dist, and store/bucket keeps it in a bucket,
// from which servers without content read it. Package hosts writes the files of dist that
// static hosts read. Package importer makes content of the publications of other programs, and compares
// their feeds with dist. Package cli connects all of them.
//
// # What stays in memory
//
// All articles are in memory at once, but only what a publication is planned with: a [Meta] of each.
// An [Article] is a Meta with its text. Package memory stores it when its file is read, and loads it
// when a page or feed with it is written. The results of earlier runs are cached: a [Record] for each
// file of content, and a [Made] for each file of dist.
//
// # What a change costs
//
// A run knows which files have changed, because the watcher or a walk over content says so, and
// reads only those. Package index makes the next set of articles from the last one, and shares with
// it all that stays, so that this costs as much as the change. Package publish lists the pages of the
// articles that differ and of those beside them. It lists all feeds, archives and lists, but compares
// their hashes and makes only those that differ.
//
// There is no other way for a first run: its change is all articles.
//
// # Addresses and identities
//
// The stem of an article is its path in content without the extension, in Unicode
// normal form C; of a folder with an index file, the folder. From it come two things
// that are independent on purpose:
//
//   - The [Article.ID] says which article it is, and never changes. It is the id of the front
//     matter, unchanged; else what the site's pattern of IDs says; else tag:AUTHORITY:STEM (RFC 4151) if the site has an
//     authority; else the permalink. See [History.Identify] for what happens to it when files move.
//   - The [Article.Permalink] says where it is now: the address of the front matter, the
//     site's pattern, or the stem without a date prefix, below the base URL.
//
// # Which articles a feed holds
//
// The live articles are those that are public at the time of a run ([Meta.LiveAt]): no drafts, no
// articles with a later date, and none that has expired. A feed holds those that it chooses, ordered
// by the time at which they entered the feed ([Arrivals]), then by date, then by ID, so that the same
// articles are always in the same order. Package index has a group of the articles of each feed.
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
// A feed element. Its value comes from a key of front matter: a field of [Article] (article.go), a rule
// in source/fieldrules.go with its setter in source/fields.go, and a part of the estimate in
// atomsize.go, by which feeds stay within their size. It is stored by a line with the next free number
// in memory/articlecodec.go; the test TestEveryFieldIsStored fails without it. Only a value by which
// feeds or pages are planned is a field of [Meta], with a line in [Meta.Clone]. A key of site.yaml is a field of [Site] (site.go)
// and a row in source/sitekeys.go. Then each writer puts it out: atom/atom.go, rss/rss.go
// (rss/podcast.go for the namespaces of podcasts), jsonfeed/jsonfeed.go. A rule of check for it is
// written from the standard and not from the writer. Last, feedtest/feedtest.go gives it to
// the sample article.
//
// A rule of the checker. An element of a format is a row in its spec (check/rss.go, atom.go, rdf.go,
// opml.go), one of a namespace a row in check/extensions.go, podcast.go or media.go, with a function
// that checks its text; check/json.go has the members of JSON Feed. A new way to be wrong is a kind
// (check/kinds.go, and the list in check/explain.go) and a section in check/testdata/rules that breaks
// it. A rule of a directory is a row in check/profiles.go.
//
// A form of feeds. A package with Write(io.Writer, *[Feed]) error beside atom; its file name
// (feed.go) and media type (mediatype.go); a field of [Address] and a [Form] behind the others in
// forms.go; its file in reserved (address.go), and its address among those that feeds of
// publish/key.go hashes; a reader of the form in check; and a row in the table forms of
// publish/feeds.go, with a prefix that archiveName (publish/archives.go) knows if it has archives.
// Redirects, links in pages, host files, headers and the topics that hubs are told of follow from
// [Forms].
//
// A store. A type in store with the three methods of publish.Store (publish/run.go): Begin, Stage,
// Publish. Their comments say what each must guarantee, storetest tests it, and store/stage.go and
// store/publish.go show it for a folder, store/bucket for a bucket. What the engine uses besides is the
// interface dist (build/dist.go); openDist there opens the store. A server that does not publish polls the
// store (poller in cli/follow.go).
//
// An importer. A file in package importer with a function that yields an Item for each piece of the
// export; a case in Open (open.go) that recognises the file; and a small export in testdata, with its
// golden. Run does the rest: Markdown, names, aliases, and reading each file back.
//
// An endpoint. Public ones are files of dist: an output that package publish plans, with share
// (publish/plan.go). Endpoints of the owner are in serve/control.go if they need the token, and in
// serve/admin.go if they are on the listener of --admin-addr; so are /-/healthz and /-/readyz, which
// both listeners answer. cli/serve.go and cli/admin.go give them what they show.
//
// A kind of target that is told of changes. A Kind in websub/ping.go, a case in send (websub/websub.go) with
// a file for how it is told, and in cli/notify.go who owes what to it: notifyTopics for a document, eventPings for
// an event. Its key of site.yaml is in source/sitetell.go. A test in cli/tell_test.go kills a process that tells it.
//
// A command. A file in cli with a function that returns its cobra.Command, listed in root
// (cli/cli.go), with an example. What it does belongs to the package that it is
// about: cli reads flags, calls, and prints.
package feed
