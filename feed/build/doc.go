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
// nothing. [Pin] (pin.go) writes IDs into files of content.
//
// An article is live if it is public now: no draft, not waiting for its date, not expired. An asset
// is a file of content that is published as it is, such as a picture. A file is refused if it has an
// error, so that its article cannot be read.
//
// # One run, from content to dist
//
// [Engine.Run] (run.go) calls runOnce, which does the following, in this order.
//
//  1. setUp (run.go) opens folders again that were replaced since the last run (reopenFolders in
//     engine.go), reads site.yaml (site.go), opens the cache (cache.go), lists the files of content
//     (inventory.go) and loads the theme (theme.go). In a process that makes only one run it waits for
//     uploads (awaitUploads in uploads.go).
//  2. unchanged (run.go) ends the run if nothing has changed since the last one, unless Ask.Verify is set.
//  3. readAll (run.go) reads the manifest of dist and, at the same time, content. loadLast (cache.go)
//     returns what the last run left, with its [index.Set], which it makes from the cache if this process
//     has made no run yet.
//  4. read (read.go) calls [source.Read], which parses the files that have changed. Meanwhile unknown
//     lengths of enclosures are requested (lengths.go), and it is decided which articles were updated
//     (revised.go). standIn (fallback.go) puts the last published form of an article in the place of a
//     file that is refused. identify (identify.go) gives articles the IDs that they had. applySettle
//     (settle.go) delays new articles that were saved a moment ago, and deferUploads (uploads.go) those
//     that refer to a file that is still being written.
//  5. read passes all of that as an [index.Change] to [index.Set.With], which returns the next Set. It
//     decides who gets an address that several articles claim. The result is a reading (reading.go).
//  6. compareWithLast (flood.go) compares the articles with those of the last publication.
//  7. withholdAssets (withheld.go) finds the assets that would reveal articles that are not live.
//     planInput (plan.go) collects the input of the plan, and retainPages (fallback.go) the pages that
//     must stay although their articles are lost.
//  8. plan (plan.go) calls [publish.Plan], which lists the files of dist without making them; after
//     another plan, only those that may differ from it (lastPlan in run.go says when). Then
//     checkFlood (flood.go) refuses a publication that would show subscribers many articles again, take
//     many away, or shrink a feed.
//  9. publish (run.go) calls [publish.Run], which makes the files whose content has changed, checks
//     feeds, and writes to dist. Before dist is committed, [memory.Memory.Keep] stores what toSave
//     (plan.go) lists, so that an ID is stored before a client can see it, and the event for webhooks and
//     posts (event.go).
//  10. makeOutcome (outcome.go) adds the problems of content to the report, and computes the time of the next
//     run and the changes of the cache.
//
// Then the caller has the server read the new files, and calls [Engine.Commit] (commit.go), which
// closes replaced folders and saves the cache.
//
// # One saved article, in fil serve
//
// The way of a file that is saved in an editor, through all packages (paths are below feed):
//
//  1. The watcher (run and record in schedule/watch.go) gets an event of the file system. When content
//     has been quiet for 50 ms it passes the path on to watch (cli/watch.go), which adds it to a
//     [Pending] and asks the runner for a run.
//  2. The runner (Run in schedule/runner.go) calls run (cli/run.go), which takes the path as
//     Ask.Changed and calls [Engine.Run].
//  3. listContent (inventory.go) has Patch (source/inventory/patch.go) look at this file only.
//  4. changedFiles (source/result.go) finds that the stamp of the file is not that of its record. open
//     (source/article.go) parses it up to its address, and makeRecord (source/reader.go) renders it.
//     StoreText (memory/published.go) holds the whole article until the run is stored, and sets its
//     Print, the hash of all that readers see. The rest of the run has only its [feed.Meta].
//  5. takeChanges (read.go) puts the Meta among the articles that may differ, and identify (identify.go)
//     finds in the memory which ID it had.
//  6. With (index/set.go) copies the last Set, which shares all but the changed parts. takeOut
//     (index/edit.go) removes the earlier Meta, insert adds the new one, resolve (index/contest.go)
//     decides about its address, and enter (index/lists.go) puts it into the lists and feeds that show
//     it. The Diff has what is not as it was.
//  7. Plan (publish/plan.go) makes the key of each feed, list and archive from hashes. content
//     (publish/content.go) lists the pages of the article and of those next to it; on a site of up to
//     [publish.SmallSite] files it lists all, so that files that were deleted in dist are made again.
//  8. Run (publish/run.go) skips each file whose key is that of the last run. For any other, produce
//     (publish/produce.go) makes the bytes with the text that load (reading.go) gets from the memory,
//     and Stage (store/stage.go) writes them beside dist.
//  9. Keep (memory/publication.go) stores the article in one transaction. Then Publish
//     (store/publish.go) commits the change by its journal, and finish (store/finish.go) renames the
//     staged files to their names.
//  10. publish (cli/run.go) has the server answer from the new manifest (Swap in serve/swap.go), calls
//     [Engine.Commit], and stores the notifications (notify in cli/notify.go), which package websub
//     sends.
//
// # What a run leaves for the next one
//
//   - The memory ([memory.Memory], memory.db in the state folder): IDs, last published forms, arrival
//     times. It cannot be computed again.
//   - The cache ([memory.Cache], cache.db in the state folder): a record of each file of content, a key
//     of each file of dist, and a summary of the run. Without it a run reads and makes everything, with
//     the same result.
//   - In the Engine: the inventory, the Set, and what its plan has left ([publish.Base]). A new process
//     makes the Set from the cache, and the Base by [publish.Resume].
//
// There is one way through the code, whatever the last run has left: without it all files are changed,
// and the plan lists all outputs. The same content and memory give the same bytes in any case: the
// tests TestColdEquals… compare both.
//
// If a run has published and the memory could not store it, because its disk is full, the cache is not
// saved either. The next run finds that the two do not belong together (openCache), and reads all files.
//
// If a run fails, the memory drops the texts that were stored for it, the inventory is made again, and
// the Set and the Base of the last run stay. dist is then the last publication or, if the error came
// after the commit, one that the next run finishes: package store commits a publication as a whole.
package build
