import { getLogger } from 'fapilog'

const [ending, count] = process.argv.slice(2)
const logger = getLogger({ preset: 'production' })
for (let n = 0; n < Number(count); n += 1)
  logger.info('Processing request', { n, path: '/orders/42', ok: true })
if (ending === 'exit') process.exit(0)
if (ending === 'drain') {
  const { submitted, delivered } = await logger.drain()
  process.stderr.write(`${JSON.stringify({ submitted, delivered })}\n`)
}
