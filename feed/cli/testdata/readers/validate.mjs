// Prints the errors that html-validate finds in HTML files, one a line.
import { readFileSync } from 'node:fs'
import { HtmlValidate, StaticConfigLoader } from 'html-validate'

const config = JSON.parse(readFileSync(new URL('htmlvalidate.json', import.meta.url)))
const validator = new HtmlValidate(new StaticConfigLoader({ root: true, ...config }))
let wrong = 0
for (const file of process.argv.slice(2)) {
  const report = await validator.validateString(readFileSync(file, 'utf8'), file)
  for (const r of report.results) {
    for (const m of r.messages) {
      console.log(`${file}:${m.line}:${m.column}: ${m.ruleId}: ${m.message}`)
      wrong++
    }
  }
}
process.exit(wrong > 0 ? 1 : 0)
