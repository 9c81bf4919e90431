import fapilog = require('fapilog')

const count = Number(process.argv[3])
const logger = fapilog.getLogger({ preset: 'production' })
for (let n = 0; n < count; n += 1) logger.info('Processing request', { n })
void logger.drain().then(({ submitted, delivered }) => {
  process.stderr.write(`${JSON.stringify({ submitted, delivered })}\n`)
})
