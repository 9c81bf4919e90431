import { createServer } from 'node:http'
import { captureLogs } from 'fapilog/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createRequestLogging, gracefulShutdown, type GracefulShutdownOptions } from './index.ts'

function setUp(options: GracefulShutdownOptions): {
  shutdown: ReturnType<typeof gracefulShutdown>
  capture: ReturnType<typeof captureLogs>
} {
  const capture = captureLogs({ diagnostics: false })
  onTestFinished(() => capture.stop())
  const shutdown = gracefulShutdown(createServer(), createRequestLogging({ logger: capture.logger }), options)
  onTestFinished(() => shutdown.uninstall())
  return { shutdown, capture }
}

describe('gracefulShutdown', () => {
  it.each<[string, object]>([
    ['signals', { signals: ['SIGKILL'] }],
    ['readinessDelayMs', { readinessDelayMs: '3s' }],
    ['timeoutMs', { timeoutMs: -1 }],
    ['close', { close: true }],
    ['onClosed', { onClosed: 'db' }],
    ['timeout', { timeout: 1 }],
  ])('refuses a wrong %s', (key, options) => {
    expect(() => setUp(options)).toThrow(expect.objectContaining({ code: 'FAPILOG_E_ARGUMENT', key }))
  })

  it('listens for signals until it is uninstalled', () => {
    const count = (): number => process.listenerCount('SIGTERM') + process.listenerCount('SIGHUP')
    const before = count()
    const { shutdown } = setUp({ signals: ['SIGTERM', 'SIGHUP'] })
    expect(count()).toBe(before + 2)
    shutdown.uninstall()
    expect(count()).toBe(before)
  })

  it('goes on past a step that hangs, and says so', async () => {
    const { shutdown, capture } = setUp({
      signals: [],
      timeoutMs: 1,
      onClosed: () => new Promise(() => undefined),
    })
    expect(shutdown.closing).toBe(false)
    const done = shutdown.shutdown()
    expect(shutdown.closing).toBe(true)
    await done
    expect((await capture.events()).map(({ message, data }) => [message, data['step']])).toEqual([
      ['shutdown_started', undefined],
      ['shutdown_step_failed', 'onClosed'],
      ['shutdown_completed', undefined],
    ])
  })
})
