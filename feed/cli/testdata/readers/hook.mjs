// Runs a receiver of webhooks with npm standardwebhooks: it prints its port, and then the type and the titles of the new
// items of each message whose signature is right. It answers 400 to any other.
import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.argv[2])
const say = (what, more) => console.log(JSON.stringify({ what, ...more }))
const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  try {
    const message = webhook.verify(Buffer.concat(chunks).toString('utf8'), request.headers)
    say('message', { type: message.type, titles: message.data.new.map((item) => item.title) })
    response.writeHead(204).end()
  } catch (error) {
    say('error', { error: String(error) })
    response.writeHead(400).end()
  }
})
server.listen(0, '127.0.0.1', () => say('listening', { port: server.address().port }))
