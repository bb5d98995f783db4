// Runs the reader of npm davereader, which subscribes to feeds by their cloud element, in the present folder. It prints a
// line when it has asked a cloud, and for each item that it finds.
import { createRequire } from 'node:module'
import { mkdirSync, writeFileSync } from 'node:fs'

const [topic, port] = process.argv.slice(2)
const say = (what, more) => process.stdout.write(JSON.stringify({ what, ...more }) + '\n')
console.log = (text) => {
  if (String(text).includes('rssCloudFeedUpdated')) say('told', { topic: String(text).trim().split(' ')[1] })
  if (String(text).startsWith('pleaseNotify')) say('asked', { topic })
}
mkdirSync('lists', { recursive: true })
writeFileSync('lists/list.txt', topic + '\n')
createRequire(import.meta.url)('davereader').init({
  httpPort: Number(port),
  flWebSocketEnabled: false,
  flSaveFeedRivers: false,
  newItemCallback: (url, item) => say('item', { topic: url, text: item.title }),
}, () => say('started'))
