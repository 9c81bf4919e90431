import { getLogger } from 'fapilog'

// Not drained: the thread is still there when the test runner wants to end.
test('logs and flushes', async () => {
  const logger = getLogger({ preset: 'production' })
  for (let n = 0; n < 400; n += 1) expect(logger.info('Processing request', { n })).toBe(true)
  expect(await logger.flush()).toBe(true)
})
