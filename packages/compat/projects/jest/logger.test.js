'use strict'
const { getLogger } = require('fapilog')

const logger = getLogger({ preset: 'production' })

test('logs and drains', async () => {
  for (let n = 0; n < 200; n += 1) expect(logger.info('Processing request', { n })).toBe(true)
  const { submitted, delivered } = await logger.drain()
  expect({ submitted, delivered }).toEqual({ submitted: 200, delivered: 200 })
})

// Not drained: the thread is still there when Jest looks for open handles, and wants to end.
test('logs again and flushes', async () => {
  for (let n = 200; n < 400; n += 1) expect(logger.info('Processing request', { n })).toBe(true)
  expect(await logger.flush()).toBe(true)
  expect((await logger.checkHealth()).thread).toBe('running')
})
