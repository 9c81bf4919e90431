import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, createServer as createSecondServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
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

  it('announces itself to HTTP/1 clients by a header, which HTTP/2 does not have', async () => {
    const warnings: Error[] = []
    const note = (warning: Error): unknown => warnings.push(warning)
    process.on('warning', note)
    const capture = captureLogs()
    onTestFinished(() => capture.stop())
    const server = createSecondServer((_request, response) => response.end('late'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await once(client, 'connect')
    const logging = createRequestLogging({ logger: capture.logger })
    const done = gracefulShutdown(server, logging, { signals: [], readinessDelayMs: 50 }).shutdown()
    expect(await text(client.request({ ':path': '/' }))).toBe('late')
    client.close()
    await done
    await setImmediate()
    process.off('warning', note)
    expect(warnings).toEqual([])
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
