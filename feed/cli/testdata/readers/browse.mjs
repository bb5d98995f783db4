// Opens pages in Chromium as a person would. Prints one JSON object: the faults of each page,
// and what was seen. Screenshots are written to the folder that is the second argument.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const [base, shots, ...paths] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
mkdirSync(shots, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] })
const wrong = []
const seen = {}
const say = (what, more) => wrong.push(`${what}: ${more}`)

for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 768, 1440]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme })
    const page = await context.newPage()
    page.on('console', (m) => { if (m.type() === 'error' && !m.text().includes('404')) say(page.url(), m.text()) })
    page.on('pageerror', (e) => say(page.url(), e))
    page.on('request', (r) => { if (!r.url().startsWith(base)) say(page.url(), 'asks elsewhere: ' + r.url()) })
    for (const path of paths) {
      await page.goto(base + path)
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      if (over > 0) say(path, `scrolls sideways by ${over} at ${width}`)
      const name = path.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'home'
      await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true })
    }
    await context.close()
  }
}

// axe is injected with the page's Content-Security-Policy bypassed, which forbids it.
for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({ colorScheme, bypassCSP: true })
  const page = await context.newPage()
  for (const path of paths) {
    await page.goto(base + path)
    await page.addScriptTag({ content: axe })
    const found = await page.evaluate(() => globalThis.axe.run())
    for (const v of found.violations) say(path, `${v.id} (${colorScheme}): ${v.help}: ${v.nodes.map((n) => n.html).join(' ')}`)
  }
  await context.close()
}

const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
const page = await context.newPage()
await page.goto(base + '/subscribe/')
await page.locator('button[data-copy]').first().click()
seen.copied = await page.evaluate(() => navigator.clipboard.readText())
seen.button = await page.locator('button[data-copy]').first().textContent()
await page.goto(base + '/')
await page.click('footer a[href$="/rss.xml"]')
seen.feed = { url: page.url(), html: await page.locator('h1').count(), subscribe: await page.locator('aside.feed').count() }
await page.goto(base + '/atom.xml?raw')
seen.raw = (await page.locator('body').innerText()).slice(0, 5)
for (const path of paths) { // no layout shift when pictures load
  await page.goto(base + path)
  const shift = await page.evaluate(() => new Promise((resolve) => {
    let shift = 0
    // Shifts without a node are inside the browser's own media player.
    new PerformanceObserver((list) => { for (const e of list.getEntries()) if (e.sources.some((s) => s.node)) shift += e.value }).observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => resolve(shift), 100)
  }))
  if (shift > 0) say(path, `shifts by ${shift}`)
}
await page.goto(base + '/')
seen.background = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
await page.emulateMedia({ colorScheme: 'dark' })
seen.dark = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
await context.close()

// Without scripts the page is complete, and has no buttons, which would do nothing.
const plain = await browser.newContext({ javaScriptEnabled: false })
const still = await plain.newPage()
await still.goto(base + '/subscribe/')
seen.plain = { buttons: await still.locator('button:visible').count(), addresses: await still.locator('a.address:visible').count() }
await still.keyboard.press('Tab')
seen.skip = await still.locator('a.skip').evaluate((a) => a === document.activeElement && a.getBoundingClientRect().left >= 0)
await browser.close()
console.log(JSON.stringify({ wrong, seen }))
