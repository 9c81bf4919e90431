import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

test('the collector gets what it accepts, and learns what it refused', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [main])
  const report = JSON.parse(stdout) as Readonly<Record<string, unknown>>
  expect(report['collected']).toMatchObject([
    { message: 'accepted', data: { order: 1 } },
    {
      message: 'records_lost',
      data: { count: 1, reason: 'sink_failed', sink: 'collector', levels: { ERROR: 1 } },
    },
    { message: 'accepted again', data: { order: 3 } },
  ])
  expect(report).toMatchObject({
    remembered: ['accepted', 'refused', 'accepted again'],
    statusAfterRefusal: 'degraded',
    sinks: {
      collector: { state: 'recovering', accepted: 3, delivered: 2, failed: 1, pending: 0, lossRecords: 1 },
      memory: { state: 'healthy', accepted: 3, delivered: 3, failed: 0 },
    },
  })
  expect(stderr).toContain('the collector answered 503')
  expect(stderr).toContain('the collector refused lines')
  expect(stderr).not.toContain('Bearer')
})
