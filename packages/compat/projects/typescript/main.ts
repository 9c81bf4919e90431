import { getLogger } from 'fapilog'

const count = Number(process.argv[3])
const logger = getLogger({ preset: 'production' })
for (let n = 0; n < count; n += 1) {
  const admitted: boolean = logger.info('Processing request', { n })
  if (!admitted) process.exitCode = 1
}
const { submitted, delivered } = await logger.drain()
process.stderr.write(`${JSON.stringify({ submitted, delivered })}\n`)
