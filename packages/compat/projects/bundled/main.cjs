'use strict'
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { getLogger } = require('fapilog')

const [ending, count] = process.argv.slice(2)
const mine = {
  kind: 'module',
  module: pathToFileURL(path.join(__dirname, 'sink.cjs')),
  options: { count: Number(count) },
}
const logger = getLogger({ preset: 'production', sinks: [mine, { kind: 'stdout-json' }] })
for (let n = 0; n < Number(count); n += 1)
  logger.info('Processing request', { n, path: '/orders/42', ok: true })
if (ending === 'exit') process.exit(0)
if (ending === 'drain') {
  void logger.drain().then(({ submitted, delivered }) => {
    process.stderr.write(`${JSON.stringify({ submitted, delivered })}\n`)
  })
}
