import { inspect } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { clearLoggerCache, configure, getAsyncLogger, getLogger } from './get-logger.ts'
import { captureLogs } from '../testing/capture-logs.ts'
import { subscribe } from './subscribe.ts'
import type { LogEvent } from '../sinks/sink.ts'
import type { AsyncLoggerFacade, SyncLoggerFacade } from './types.ts'
import type { Settings } from '../config/settings.ts'

/** A thread may take its time to start where many processes share two cores. */
const PATIENCE = { timeout: 15_000, interval: 5 }

const QUIET: Settings = { shutdownTimeoutMs: '15s', level: 'trace', sinks: [{ kind: 'noop' }] }

afterEach(() => clearLoggerCache())

/** Every public member of a facade; the two have the same ones. */
const METHODS = [
  'trace',
  'debug',
  'info',
  'warning',
  'warn',
  'error',
  'critical',
  'fatal',
  'audit',
  'security',
] as const

describe('both facades', () => {
  it('make the same events of the same calls', async () => {
    configure(QUIET)
    const heard: LogEvent[] = []
    const stop = subscribe((event) => heard.push(event))
    type Either = SyncLoggerFacade | AsyncLoggerFacade
    const call = async (logger: Either): Promise<void> => {
      const bound = logger.bind({ a: 1 }).child({ b: 1 }).unbind('a')
      for (const method of METHODS) {
        await logger[method]('m', new Error('e'), { a: 1 })
        await bound[method](new Error('e'), 'm')
        await bound[method]({ c: 1 })
        await bound.log(method, 'm', { a: 1 })
      }
      // @ts-expect-error more than any signature has
      await bound.info('m', 1, 2, 3)
      await bound.exception('thrown', 'm', { a: 1 })
    }
    // All but time, id and stack, which differ from call to call.
    const told = (event: LogEvent): unknown =>
      JSON.parse(JSON.stringify(event), (key, value: unknown) =>
        ['timestamp', 'message_id', 'stack'].includes(key) ? undefined : value,
      )
    await call(getLogger())
    await call(await getAsyncLogger())
    const half = METHODS.length * 4 + 2
    await vi.waitFor(() => expect(heard).toHaveLength(half * 2), PATIENCE)
    stop()
    expect(heard.slice(half).map(told)).toEqual(heard.slice(0, half).map(told))
  })

  it('have the same members', async () => {
    configure(QUIET)
    const members = (logger: object): readonly string[] => {
      const own = Object.getOwnPropertyNames(Object.getPrototypeOf(logger))
      return own.filter((name) => name !== 'constructor').sort()
    }
    expect(members(await getAsyncLogger())).toEqual(members(getLogger()))
  })

  it('resolve or return whether the record was admitted', async () => {
    configure({ ...QUIET, queue: { capacity: '512 KiB', asyncWaitMs: 0 }, diagnostics: false })
    const [logger, log] = [getLogger(), await getAsyncLogger()]
    const admitted = log.info('m')
    expect(admitted).toBeInstanceOf(Promise)
    expect(await admitted).toBe(true)
    expect(logger.info('m')).toBe(true)
    // The next thread takes some time to start, in which nothing makes room.
    await logger.drain()
    while (logger.info('x'.repeat(8_000))) continue
    expect(await log.info('x')).toBe(false)
    const { submitted, delivered, dropped } = await logger.drain()
    expect(submitted).toBe(delivered + dropped.queue_full)
    expect(dropped.queue_full).toBeGreaterThanOrEqual(2)
  })

  it('work through a Proxy, as containers and mocks put around them', async () => {
    await using capture = captureLogs()
    const proxied = new Proxy(capture.logger, {})
    expect(proxied.info('m')).toBe(true)
    proxied.bind({ a: 1 }).error('m')
    proxied.level = 'error'
    expect([proxied.level, capture.logger.level, proxied.info('m')]).toEqual(['ERROR', 'ERROR', false])
    expect(await proxied.checkHealth()).toMatchObject({ status: 'healthy' })
    expect(await capture.events()).toHaveLength(2)
  })

  it('are short when they are printed or logged', async () => {
    await using capture = captureLogs({ name: 'db', level: 'warning' })
    const { logger } = capture
    expect(inspect(logger)).toBe('logger {"name":"db","level":"WARNING"}')
    logger.error('m', { logger })
    expect((await capture.events())[0]?.data).toEqual({ logger: { name: 'db', level: 'WARNING' } })
  })
})
