'use strict'
const { getLogger } = require('fapilog')

test('logs and drains', async () => {
  const logger = getLogger({ preset: 'production' })
  for (let n = 0; n < 400; n += 1) expect(logger.info('Processing request', { n })).toBe(true)
  const { submitted, delivered } = await logger.drain()
  expect({ submitted, delivered }).toEqual({ submitted: 400, delivered: 400 })
})
