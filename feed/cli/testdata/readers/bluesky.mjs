// Reads records of app.bsky.feed.post, one a line, and checks each with the lexicon of npm @atproto/api. It prints the
// links and tags that the record has at the bytes of its text.
import { AppBskyFeedPost, RichText } from '@atproto/api'
import { createInterface } from 'node:readline'

for await (const line of createInterface({ input: process.stdin })) {
  const record = JSON.parse(line)
  const result = AppBskyFeedPost.validateRecord(record)
  if (!result.success) throw result.error
  const text = new RichText({ text: record.text, facets: record.facets })
  const parts = []
  for (const segment of text.segments()) {
    if (segment.isLink()) parts.push({ text: segment.text, link: segment.link.uri })
    else if (segment.isTag()) parts.push({ text: segment.text, tag: segment.tag.tag })
  }
  console.log(JSON.stringify({ graphemes: text.graphemeLength, parts }))
}
