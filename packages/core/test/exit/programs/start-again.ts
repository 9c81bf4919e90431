/** `start-again.ts <directory>`: the application of the next day. It lives until it is killed. */
import { getLogger } from 'fapilog'

const logger = getLogger({ sinks: [{ kind: 'rotating-file', directory: process.argv[2] ?? '' }] })
await logger.ready()
setInterval(() => undefined, 1000)
