import { getLogger } from 'fapilog'

const [ending, count] = process.argv.slice(2)
// The comment is for webpack, which would copy the file and not bundle it.
const module = new URL(/* webpackIgnore: true */ './sink.mjs', import.meta.url)
const mine = { kind: 'module', module, options: { count: Number(count) } }
const logger = getLogger({ preset: 'production', sinks: [mine, { kind: 'stdout-json' }] })
for (let n = 0; n < Number(count); n += 1)
  logger.info('Processing request', { n, path: '/orders/42', ok: true })
if (ending === 'exit') process.exit(0)
if (ending === 'drain') {
  const { submitted, delivered } = await logger.drain()
  process.stderr.write(`${JSON.stringify({ submitted, delivered })}\n`)
}
