import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Settings } from '../config/settings.ts'
import { configureDiagnostics } from '../observe/diagnostics.ts'
import { AsyncLoggerBuilder, LoggerBuilder } from './builder.ts'
import { explainConfig } from './explain-config.ts'
import { clearLoggerCache, configure, getAsyncLogger, getCachedLoggers, getLogger } from './get-logger.ts'
import { subscribe } from './subscribe.ts'

/** A thread may take its time to start where many processes share two cores. */
const PATIENCE = { timeout: 15_000, interval: 5 }

const QUIET: Settings = { shutdownTimeoutMs: '15s', level: 'debug', sinks: [{ kind: 'noop' }] }
const OTHER: Settings = { shutdownTimeoutMs: '15s', level: 'error', sinks: [{ kind: 'noop' }] }

const warnings: string[] = []
beforeEach(() => {
  warnings.length = 0
  configureDiagnostics({ enabled: true, write: (line) => warnings.push(line) })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await clearLoggerCache()
})

const failure = (act: () => unknown): { readonly code: string; readonly message: string } => {
  try {
    act()
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error('nothing was thrown')
}

describe('one pipeline, in whatever order', () => {
  it('serves loggers made before it was configured', async () => {
    const [early, child] = [getLogger('early'), getLogger('early').bind({ a: 1 })]
    configure(QUIET)
    expect([early.level, child.level]).toEqual(['DEBUG', 'DEBUG'])
    early.debug('m')
    child.debug('m')
    expect(await getLogger().drain()).toMatchObject({ submitted: 2, delivered: 2 })
  })

  it('keeps records from before the configuration, and filters them by its level', async () => {
    const heard: string[] = []
    const stop = subscribe(({ message }) => heard.push(message))
    getLogger('early').debug('below')
    getLogger().error('above')
    expect(getLogger().isLevelEnabled('trace')).toBe(true)
    configure({ ...QUIET, level: 'warning' })
    expect(getLogger().isLevelEnabled('info')).toBe(false)
    const { submitted, delivered, filtered } = await getLogger().drain()
    expect({ submitted, delivered, filtered }).toEqual({ submitted: 2, delivered: 1, filtered: { level: 1 } })
    await vi.waitFor(() => expect(heard).toEqual(['above']), PATIENCE)
    stop()
  })

  it('is configured by the first logger that brings settings', () => {
    const logger = getLogger(QUIET)
    expect(logger.level).toBe('DEBUG')
    expect(getLogger('db').level).toBe('DEBUG')
  })

  it('starts although the timers are faked', async () => {
    vi.stubEnv('FAPILOG_LEVEL', 'critical')
    const realTurn = setImmediate
    vi.useFakeTimers()
    const logger = getLogger()
    expect(logger.error('m')).toBe(true)
    await new Promise<void>((resolve) => realTurn(resolve))
    vi.useRealTimers()
    expect(logger.error('m')).toBe(false)
  })

  it('moves from the default to a configuration that comes after the first turn of the loop', async () => {
    vi.stubEnv('FAPILOG_LEVEL', 'critical')
    const logger = getLogger('early')
    // The default pipeline of this process would print on standard output: nothing is logged into it.
    expect(logger.error('m')).toBe(true)
    await getLogger().ready()
    expect(logger.level).toBe('CRITICAL')
    expect(logger.error('m')).toBe(false)
    configure(QUIET)
    expect(logger.level).toBe('DEBUG')
    expect(logger.debug('m')).toBe(true)
    expect(await logger.drain()).toMatchObject({ submitted: 1, delivered: 1 })
  })
})

describe('a second configuration', () => {
  it('may be the same again, in every way to say it', async () => {
    const context = { a: { b: 1 } }
    const settings = { ...QUIET, context }
    configure(settings)
    configure({ ...settings, context: { ...context }, queue: { capacity: '8 MB' } })
    getLogger({ ...settings, level: 'DEBUG' })
    await getAsyncLogger('x', settings)
    const built = new LoggerBuilder().withLevel('debug').withContext(context).withShutdownTimeout(15_000)
    built.addSink({ kind: 'noop' }).build()
    expect(getLogger().level).toBe('DEBUG')
  })

  it.each<[string, Settings]>([
    ['another level', { ...QUIET, level: 'info' }],
    ['another sink', { ...QUIET, sinks: [{ kind: 'noop', name: 'other' }] }],
    ['another queue', { ...QUIET, queue: { asyncWaitMs: Number.POSITIVE_INFINITY } }],
    ['another object in context', { ...QUIET, context: { a: {} } }],
    ['no context', { ...QUIET, context: {} }],
  ])('throws when it brings %s, and changes nothing', (_, second) => {
    configure({ ...QUIET, context: { a: {} } })
    expect(failure(() => configure(second)).code).toBe('FAPILOG_E_CONFIGURED_TWICE')
    expect(getLogger().level).toBe('DEBUG')
  })

  it('is refused with both places, whoever asks', async () => {
    const ways: readonly (() => unknown)[] = [
      () => configure(OTHER),
      () => getLogger(OTHER),
      () => getLogger('db', OTHER),
      () => new LoggerBuilder().withLevel('error').build(),
    ]
    const first = 'configure.test.ts:'
    configure(QUIET)
    for (const way of ways) {
      const { code, message } = failure(way)
      expect(code).toBe('FAPILOG_E_CONFIGURED_TWICE')
      expect(message.split(first)).toHaveLength(3)
      expect(message).not.toMatch(/get-logger|builder\.ts|pipelines/)
    }
    for (const rejected of [getAsyncLogger(OTHER), new AsyncLoggerBuilder().withLevel('error').build()]) {
      await expect(rejected).rejects.toMatchObject({
        code: 'FAPILOG_E_CONFIGURED_TWICE',
        message: expect.stringMatching(/configure\.test\.ts:.*configure\.test\.ts:/),
      })
    }
  })

  it.each<[string, string, unknown]>([
    ['cut off', 'stackTraceLimit', 0],
    ['made something else', 'prepareStackTrace', (_: Error, sites: unknown) => sites],
  ])('names what it can when stacks are %s', (_, key, value) => {
    configure(QUIET)
    const original = Object.getOwnPropertyDescriptor(Error, key) ?? { configurable: true }
    Object.defineProperty(Error, key, { configurable: true, writable: true, value })
    try {
      expect(failure(() => configure(OTHER)).message).toContain('an unknown place')
    } finally {
      Object.defineProperty(Error, key, original)
    }
  })

  it('is refused also when the first chose just what the default was', async () => {
    vi.stubEnv('FAPILOG_LEVEL', 'critical')
    vi.stubEnv('FAPILOG_FORMAT', 'json')
    await getLogger().ready()
    configure({ level: 'critical' })
    expect(failure(() => configure(OTHER)).code).toBe('FAPILOG_E_CONFIGURED_TWICE')
  })

  it('is refused also when a drain came before the first', async () => {
    await getLogger('x').drain()
    configure(QUIET)
    expect(failure(() => configure(OTHER)).code).toBe('FAPILOG_E_CONFIGURED_TWICE')
  })

  it('is welcome with reuse: false', async () => {
    configure(QUIET)
    const own = getLogger('own', { ...OTHER, reuse: false })
    expect([own.level, getLogger('own').level]).toEqual(['ERROR', 'DEBUG'])
    expect(getLogger('own')).not.toBe(own)
    own.error('m')
    expect(await own.drain()).toMatchObject({ delivered: 1 })
    expect(getLogger().stats().submitted).toBe(0)
  })

  it('is welcome after a drain, and loggers made before follow it', async () => {
    configure(QUIET)
    const logger = getLogger('x').bind({ a: 1 })
    logger.info('m')
    await logger.drain()
    configure(OTHER)
    expect(logger.level).toBe('ERROR')
    expect([logger.info('m'), logger.error('m')]).toEqual([false, true])
    expect(await logger.drain()).toMatchObject({ submitted: 1, delivered: 1 })
  })
})

describe('a mistake in the environment', () => {
  it('throws where a logger is asked for, or configured', async () => {
    vi.stubEnv('FAPILOG_LEVEL', 'loud')
    const expected = { code: 'FAPILOG_E_CONFIG', message: expect.stringContaining('FAPILOG_LEVEL') }
    expect(() => getLogger()).toThrow(expect.objectContaining(expected))
    expect(() => getLogger('db')).toThrow(expect.objectContaining(expected))
    expect(() => configure(QUIET)).toThrow(expect.objectContaining(expected))
    expect(() => explainConfig()).toThrow(expect.objectContaining(expected))
    await expect(getAsyncLogger()).rejects.toMatchObject(expected)
    expect(getCachedLoggers()).toEqual({})
  })

  it('that is made after that is reported, and thrown by no log call', async () => {
    const logger = getLogger('x')
    vi.stubEnv('FAPILOG_LEVEL', 'loud')
    expect(logger.bind({ a: 1 }).debug('m')).toBe(true)
    expect(warnings.join('')).toMatch(/environment is ignored.*FAPILOG_LEVEL/)
    vi.unstubAllEnvs()
    configure(QUIET)
    expect(await logger.drain()).toMatchObject({ delivered: 1 })
  })

  it('warns once of a name that nobody reads, unless diagnostics are off', () => {
    vi.stubEnv('FAPILOG_LEVLE', 'info')
    getLogger({ ...QUIET, diagnostics: false, reuse: false })
    expect(warnings).toEqual([])
    configure(QUIET)
    getLogger('x')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('FAPILOG_LEVLE')
  })
})

describe('explainConfig()', () => {
  const levelOf = (): unknown => explainConfig().find(({ key }) => key === 'level' || key === 'levelName')

  it('tells what would be, and then what is, and from where', () => {
    vi.stubEnv('FAPILOG_LEVEL', 'error')
    expect(levelOf()).toMatchObject({ source: 'environment', from: 'FAPILOG_LEVEL' })
    configure(QUIET)
    expect(levelOf()).toMatchObject({ source: 'code' })
    expect(explainConfig()).toContainEqual({ key: 'sinks.0.kind', value: 'noop', source: 'code' })
    expect(explainConfig()).toContainEqual({ key: 'queue.onFull', value: 'drop', source: 'default' })
  })

  it('starts nothing', () => {
    explainConfig()
    configure(QUIET)
    expect(() => configure(QUIET)).not.toThrow()
  })
})
