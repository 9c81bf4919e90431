import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getLogger, registerSerializer, type SyncLoggerFacade } from 'fapilog'
import { type Answer, send } from './client.ts'
import type { Framework, Service, StartOptions } from './framework.ts'

const PATHS = [
  '/ok',
  '/items/1',
  '/status/422',
  '/status/503',
  '/throw',
  '/nothing',
  '/stream',
  '/fields',
  '/hostile',
]

type Logging = StartOptions['logging']

/** Nothing is listening any more, and there is room for nothing. */
function fullLogger(): SyncLoggerFacade {
  const logger = getLogger({
    reuse: false,
    diagnostics: false,
    queue: { capacity: '512 KiB' },
    sinks: [{ kind: 'module', module: new URL('stuck-sink.ts', import.meta.url) }],
  })
  const text = 'x'.repeat(8000)
  while (logger.info(text)) continue
  return logger
}

const broken = (): never => {
  throw new Error('broken on purpose')
}

const hostileRules: Logging = {
  skip: broken,
  path: broken,
  levelFor: broken,
  requestId: { generate: broken },
}

/** What a client can tell. Only the id is ours. */
function visible({ status, headers, body }: Answer): unknown {
  const names = Object.keys(headers).filter((name) => name !== 'date' && name !== 'x-request-id')
  return { status, body, headers: names.map((name) => [name, headers[name]]) }
}

/** Logging never changes a response. */
export function undisturbed(framework: Framework): void {
  describe('a response is the same as without', () => {
    const services: Service[] = []
    const removals: (() => void)[] = []

    async function answersOf(service: Service): Promise<unknown[]> {
      services.push(service)
      return Promise.all(PATHS.map(async (path) => visible(await send(service.port, path))))
    }

    const answers = async (logging: Logging): Promise<unknown[]> =>
      answersOf(await framework.start({ logging: { drainTimeoutMs: 50, ...logging } }))

    let expected: unknown[] = []
    beforeAll(async () => {
      // The routes log; without a request of ours that is the process' logger.
      const logger = getLogger({ sinks: [{ kind: 'noop' }] })
      expected = await answersOf(await framework.start({ logging: { logger }, bare: true }))
    })

    afterAll(async () => {
      for (const remove of removals) remove()
      await Promise.all(services.map((service) => service.close()))
    })

    test('with a logger that works', async () => {
      const logger = getLogger({ reuse: false, sinks: [{ kind: 'noop' }] })
      expect(await answers({ logger })).toEqual(expected)
    })

    test('with a full queue and a sink that hangs', async () => {
      const logger = fullLogger()
      expect(await answers({ logger })).toEqual(expected)
      expect(logger.stats().dropped.queue_full).toBeGreaterThan(0)
    })

    test('with a pipeline whose threads all die', async () => {
      const threads: Worker[] = []
      const note = (thread: Worker): void => void threads.push(thread)
      process.on('worker', note)
      const logger = getLogger({ reuse: false, sinks: [{ kind: 'noop' }] })
      await logger.ready()
      process.off('worker', note)
      const kill = (thread: Worker): void => void thread.terminate()
      process.on('worker', kill)
      removals.push(() => process.off('worker', kill))
      const service = await framework.start({ logging: { drainTimeoutMs: 50, logger } })
      expect(threads).toHaveLength(1)
      await Promise.all(threads.map((thread) => thread.terminate()))
      const received = await answersOf(service)
      process.off('worker', kill)
      expect(received).toEqual(expected)
    })

    test('with threads that all die from the start', async () => {
      const kill = (thread: Worker): void => void thread.terminate()
      process.on('worker', kill)
      removals.push(() => process.off('worker', kill))
      const logger = getLogger({ reuse: false, diagnostics: false, sinks: [{ kind: 'noop' }] })
      expect(await answers({ logger })).toEqual(expected)
      process.off('worker', kill)
    })

    // Fastify does not start when a plugin has taken 10 s.
    test.each([
      ['ends its thread', new URL('deadly-module.ts', import.meta.url)],
      ['never comes back', new URL('looping-module.ts', import.meta.url)],
    ])('with a sink whose module cannot be loaded: it %s', async (_what, module) => {
      const directory = mkdtempSync(join(tmpdir(), 'fapilog-'))
      removals.push(() => rmSync(directory, { recursive: true, force: true }))
      const sinks = [
        { kind: 'rotating-file', directory },
        { kind: 'module', module },
      ] as const
      const logger = getLogger({ reuse: false, diagnostics: false, sinks })
      expect(await answers({ logger })).toEqual(expected)
    })

    test('with rules that throw', async () => {
      const logger = getLogger({ reuse: false, sinks: [{ kind: 'noop' }] })
      expect(await answers({ logger, ...hostileRules })).toEqual(expected)
    })

    test('with serializers that throw', async () => {
      for (const key of ['method', 'path', 'status_code', 'order_id', 'request_id']) {
        removals.push(registerSerializer(key, broken))
      }
      removals.push(registerSerializer(Error, broken))
      const logger = getLogger({ reuse: false, sinks: [{ kind: 'noop' }] })
      expect(await answers({ logger })).toEqual(expected)
    })
  })
}
