// Runs the WebSub subscriber of npm pubsubhubbub: it finds the hub of a topic
// by its Link headers, subscribes, and prints a line for each event.
import pubsubhubbub from 'pubsubhubbub'

const topic = process.argv[2]
const say = (what, more) => console.log(JSON.stringify({ what, ...more }))
const found = await fetch(topic, { method: 'HEAD' })
const links = [...found.headers.get('link').matchAll(/<([^>]+)>;\s*rel="([^"]+)"/g)]
const hub = links.find(([, , rel]) => rel === 'hub')[1]
const self = links.find(([, , rel]) => rel === 'self')[1]
say('discovered', { hub, topic: self })

const subscriber = pubsubhubbub.createServer()
subscriber.on('error', (error) => say('error', { error: String(error) }))
subscriber.on('denied', (data) => say('denied', { error: String(data.error) }))
subscriber.on('subscribe', (data) => say('subscribed', { topic: data.topic }))
subscriber.on('feed', (data) => say('feed', { topic: data.topic, text: data.feed.toString('utf8') }))
subscriber.on('listen', () => {
  subscriber.callbackUrl = `http://127.0.0.1:${subscriber.server.address().port}/callback`
  subscriber.subscribe(self, hub)
})
subscriber.listen(0, '127.0.0.1')
