import { afterEach, describe, expect, it } from 'vitest'
import type { Settings } from '../config/settings.ts'
import { clearLoggerCache, configure, getAsyncLogger, getLogger } from './get-logger.ts'
import type { SyncLoggerFacade } from './types.ts'

const QUIET: Settings = { shutdownTimeoutMs: '15s', level: 'trace', sinks: [{ kind: 'noop', name: 'none' }] }

const open = (settings: Settings = {}): SyncLoggerFacade => getLogger({ ...QUIET, ...settings, reuse: false })

/** What Node's timers would take for one millisecond, and what is no deadline. */
const ODD_DEADLINES: readonly unknown[] = [Number.POSITIVE_INFINITY, 2 ** 40, Number.NaN, -1, '100', null]

afterEach(() => clearLoggerCache())

describe('stats()', () => {
  it('says where every record is', async () => {
    await using logger = open()
    for (let i = 0; i < 10; i++) logger.info('m')
    logger.level = 'error'
    logger.info('below the level')
    await logger.flush()
    expect(logger.stats()).toMatchObject({
      submitted: 10,
      delivered: 10,
      failed: 0,
      filtered: { level: 0 },
      dropped: { queue_full: 0, reentrant: 0, encode_failed: 0 },
      pending: 0,
      queue: { capacity: 8 * 2 ** 20, used: 0 },
      sinks: { none: { accepted: 10, delivered: 10, failed: 0, lossRecords: 0 } },
    })
    expect(logger.stats().queue.highWatermark).toBeGreaterThan(0)
  })

  it('is the same for all loggers of a pipeline', async () => {
    configure(QUIET)
    getLogger('a').info('m')
    const log = await getAsyncLogger('b')
    await log.info('m')
    await log.flush()
    expect(getLogger('c').child({}).stats().delivered).toBe(2)
  })
})

describe('checkHealth()', () => {
  it('tells the state of the thread', async () => {
    const logger = open()
    await logger.ready()
    expect(await logger.checkHealth()).toMatchObject({
      status: 'healthy',
      thread: 'running',
      threadStarts: 1,
      stats: { submitted: 0 },
    })
    await logger.drain()
    expect(await logger.checkHealth()).toMatchObject({ status: 'healthy', thread: 'stopped' })
    logger.info('m')
    await logger.flush()
    expect(await logger.checkHealth()).toMatchObject({ thread: 'running', threadStarts: 2 })
    await logger.drain()
  })

  it('is degraded once after losses', async () => {
    await using logger = open({ queue: { capacity: '512 KiB' }, diagnostics: false })
    await logger.ready()
    while (logger.info('x'.repeat(8_000))) continue
    expect((await logger.checkHealth()).status).toBe('degraded')
    expect((await logger.checkHealth()).status).toBe('healthy')
  })
})

describe('flush()', () => {
  it('resolves true when everything before it is delivered', async () => {
    await using logger = open()
    for (let i = 0; i < 1000; i++) logger.info('m')
    expect(await logger.flush()).toBe(true)
    expect(logger.stats().delivered).toBe(1000)
    expect(await logger.flush()).toBe(true)
  })

  it('works before the first turn of the loop, when the thread does not run yet', async () => {
    configure(QUIET)
    getLogger().info('m')
    expect(await getLogger().flush()).toBe(true)
    expect(getLogger().stats().delivered).toBe(1)
  })

  it('takes any deadline for a long one or for none', async () => {
    await using logger = open()
    for (const timeoutMs of ODD_DEADLINES) {
      logger.info('m')
      expect(await logger.flush({ timeoutMs: timeoutMs as number })).toBe(true)
    }
  })
})

describe('drain()', () => {
  it('delivers everything and ends the thread', async () => {
    const logger = open()
    for (let i = 0; i < 1000; i++) logger.info('m')
    const result = await logger.drain()
    expect(result).toMatchObject({ complete: true, submitted: 1000, delivered: 1000, pending: 0 })
    expect(result.durationMs).toBeGreaterThan(0)
  })

  it('may be called again, at once or later, by either name and on any child', async () => {
    const logger = open()
    logger.info('m')
    const child = logger.bind({ a: 1 })
    const results = await Promise.all([logger.drain(), child.stopAndDrain(), logger.drain()])
    results.push(await logger.stopAndDrain())
    for (const result of results) expect(result).toMatchObject({ complete: true, delivered: 1, pending: 0 })
  })

  it('leaves a logger that can be used and drained again', async () => {
    const logger = open()
    for (let round = 1; round <= 3; round++) {
      expect(logger.bind({ round }).info('m')).toBe(true)
      expect(await logger.drain()).toMatchObject({ complete: true, delivered: round })
    }
  })

  it('takes any deadline for a long one or for none', async () => {
    const logger = open()
    for (const [i, timeoutMs] of ODD_DEADLINES.entries()) {
      logger.info('m')
      const result = await logger.drain({ timeoutMs: timeoutMs as number })
      expect(result).toMatchObject({ complete: true, delivered: i + 1 })
    }
  })

  it('settles at its deadline', async () => {
    const logger = open()
    logger.info('m')
    const result = await logger.drain({ timeoutMs: 0 })
    expect(result.submitted).toBe(1)
    expect(result.durationMs).toBeLessThan(1_000)
    expect(await logger.drain()).toMatchObject({ complete: true, delivered: 1 })
  })

  it('comes with `await using`, of either facade', async () => {
    let seen: SyncLoggerFacade | undefined
    {
      await using logger = open()
      seen = logger
      logger.info('m')
      await using log = await getAsyncLogger({ ...QUIET, reuse: false })
      await log.info('m')
    }
    expect(await seen.checkHealth()).toMatchObject({ thread: 'stopped', stats: { delivered: 1 } })
  })
})

describe('ready()', () => {
  it('resolves when the thread runs, whenever it is called', async () => {
    configure(QUIET)
    const logger = getLogger('x')
    await logger.ready()
    await logger.ready()
    expect(await logger.checkHealth()).toMatchObject({ thread: 'running' })
    await logger.drain()
    await logger.ready()
    expect(await logger.checkHealth()).toMatchObject({ thread: 'running', threadStarts: 2 })
  })
})

describe('a hundred loggers', () => {
  it('share one pipeline, each with its name, level and fields', async () => {
    configure(QUIET)
    const loggers = Array.from({ length: 100 }, (_, i) => getLogger(`logger-${i}`))
    for (const [i, logger] of loggers.entries()) {
      if (i % 2 === 1) logger.level = 'error'
      logger.bind({ i }).info('m')
    }
    expect(new Set(loggers).size).toBe(100)
    const result = await getLogger().drain()
    expect(result).toMatchObject({ submitted: 50, delivered: 50 })
    expect(await getLogger().checkHealth()).toMatchObject({ threadStarts: 1 })
  })
})
