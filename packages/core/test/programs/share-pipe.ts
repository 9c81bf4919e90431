/** One of several processes that log to one pipe: `share-pipe.ts count`. Lines of up to 4,096 bytes stay whole there. */
import { getLogger } from 'fapilog'
import { report } from './report.ts'

const count = Number(process.argv[2])
const logger = getLogger({ preset: 'production', shutdownTimeoutMs: 60_000 })
for (let i = 0; i < count; i++) logger.info('line', { i, pad: 'ü'.repeat((i * 7919) % 1800) })
report('drained', { ...(await logger.drain()) })
