// Package build is the engine: it turns a folder of articles (content) into a publication (dist).
//
// # Types
//
// A [Config] names the folders and overrides site.yaml. [Open] opens and locks them and returns an
// [Engine]. [Engine.Run] makes one run, as an [Ask] says, and returns an [Outcome], or an error such
// as [FloodError]. [Engine.Commit] ends the run after its publication is being served, and
// [Engine.Prepare] does work for the next run in advance. A server calls Run, Commit and Prepare again
// and again with one Engine; fil build calls Run and Commit once.
//
// [Check], [List], [Identify] and [DryRun] (inspect.go) read content without an Engine and publish
// nothing.
//
// An article is live if it is public now: no draft, not waiting for its date, not expired. An asset
// is a file of content that is published as it is, such as a picture. A file is refused if it has an
// error, so that its article cannot be read.
//
// # One run, from content to dist
//
// [Engine.Run] (run.go) calls runOnce, which does the following, in this order.
//
//  1. setUp prepares the run. It reopens folders that were replaced since the last run (engine.go,
//     folders.go), reads site.yaml (site.go), opens the cache (cache.go), lists the files of content
//     (inventory.go) and loads the theme (theme.go). In a process that makes only one run it waits for
//     uploads (uploads.go).
//  2. unchanged ends the run if nothing has changed since the last one.
//  3. read (read.go) parses the files that have changed, through fil/feed/source. Meanwhile it loads
//     the manifest of dist. It requests unknown lengths of enclosures (lengths.go), decides which
//     articles were updated (revised.go), and uses the last published form of articles whose files
//     cannot be read (fallback.go). It finds the articles that may differ from the last publication
//     (changes.go), gives articles the IDs that they had (identify.go), and resolves conflicts between
//     addresses. The result is a reading (reading.go).
//  4. applySettle delays new articles that were saved a moment ago (settle.go). deferUploads defers
//     files that are still being written, and articles that refer to them (uploads.go).
//  5. checkFlood refuses a publication that would show subscribers many articles again, or take many
//     away (flood.go).
//  6. planInput (plan.go) collects the input of the plan: what was read, without the files that would
//     reveal hidden articles (withheld.go), and from the memory the feeds, addresses and arrival times
//     of earlier publications (arrivals.go). It also collects what the memory has to save.
//  7. plan (plan.go) calls [publish.Plan], which lists all files of dist without making them.
//     checkFlood then checks whether feeds would shrink.
//  8. publish (run.go) calls [publish.Run], which makes the files whose content has changed, checks
//     feeds, and writes to dist. The memory is saved before dist is committed, so that an ID is stored
//     before a client can see it.
//  9. makeOutcome (outcome.go) makes the report, the time of the next run, and the changes of the cache.
//
// Then the caller has the server read the new files, and calls [Engine.Commit] (commit.go), which
// closes replaced folders and saves the cache.
//
// # Incremental runs
//
// A run costs as much as the change if the last run was clean (no conflicts, no unreadable folders).
// Four things are carried from one run to the next:
//
//   - the memory ([memory.Memory]), in the state folder: IDs, last published forms, arrival times. It
//     cannot be computed again;
//   - the cache ([memory.Cache]), in the state folder: a record of each file. Without it a run reads
//     everything, with the same result;
//   - the inventory and previous (previous.go), in the Engine: stamps of files, and counts and indexes
//     of all articles. With them a run of the same process visits only the articles that may have
//     changed;
//   - the memo of the plan ([publish.Memo]), in the Engine.
//
// An incremental run must publish the same bytes as a cold run with the same content and memory. If it
// cannot be sure of that, it becomes a complete one: see readArticles and setIncremental. The tests
// TestColdEquals… compare the two.
//
// If a run fails, discardState discards what it has read. dist is then the last publication or, if the
// error came after the commit, one that the next run finishes: fil/feed/store commits a publication as
// a whole.
package build
