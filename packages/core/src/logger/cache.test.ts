import { afterEach, describe, expect, it } from 'vitest'
import type { Settings } from '../config/settings.ts'
import { configureDiagnostics } from '../observe/diagnostics.ts'
import { clearLoggerCache, configure, getAsyncLogger, getCachedLoggers, getLogger } from './get-logger.ts'

const QUIET: Settings = { shutdownTimeoutMs: '15s', level: 'debug', sinks: [{ kind: 'noop' }] }

afterEach(() => clearLoggerCache())

describe('getLogger', () => {
  it('gives one logger for a name, of each facade', async () => {
    configure(QUIET)
    expect(getLogger()).toBe(getLogger('root'))
    expect(getLogger({ name: 'a' })).toBe(getLogger('a'))
    expect(getLogger('a', { name: 'a' })).toBe(getLogger('a'))
    expect(getLogger('a')).not.toBe(getLogger('b'))
    expect(await getAsyncLogger('a')).toBe(await getAsyncLogger({ name: 'a' }))
    expect([getLogger().name, getLogger('a').name, (await getAsyncLogger()).name]).toEqual([
      'root',
      'a',
      'root',
    ])
  })

  it('makes a new one each time with reuse: false', async () => {
    const [a, b] = [getLogger('a', { ...QUIET, reuse: false }), getLogger('a', { ...QUIET, reuse: false })]
    expect(a).not.toBe(b)
    expect(getCachedLoggers()).toEqual({})
    await Promise.all([a.drain(), b.drain()])
  })

  it.each<[string, readonly unknown[], string]>([
    ['an empty name', [''], 'name'],
    ['a long name', ['x'.repeat(257)], 'name'],
    ['a name that is no text', [{ name: 7 }], 'name'],
    ['null for a name', [{ name: null }], 'name'],
    ['two names', ['a', { name: 'b' }], 'name'],
    ['options first', [QUIET, 'a'], 'name'],
    ['options after no name', [undefined, QUIET], 'name'],
    ['null', [null], 'options'],
    ['a number', [7], 'options'],
    ['a list of names', ['a', 'b'], 'options'],
    ['reuse that is no flag', ['a', { reuse: 'no' }], 'reuse'],
  ])('refuses %s', async (_, args, key) => {
    const expected = { code: 'FAPILOG_E_ARGUMENT', key }
    const [sync, async_] = [getLogger, getAsyncLogger] as unknown as ((
      ...args: readonly unknown[]
    ) => unknown)[]
    expect(() => sync?.(...args)).toThrow(expect.objectContaining(expected))
    await expect(async_?.(...args)).rejects.toMatchObject(expected)
  })

  it('refuses a setting it does not know, with the nearest one', () => {
    expect(() => getLogger({ lvel: 'info' } as Settings)).toThrow(
      expect.objectContaining({ code: 'FAPILOG_E_CONFIG', message: expect.stringContaining('level') }),
    )
    expect(getCachedLoggers()).toEqual({})
  })
})

describe('the cache', () => {
  it('lists what was asked for, and nothing else', async () => {
    configure(QUIET)
    await getAsyncLogger('jobs')
    expect(getCachedLoggers()).toEqual({ jobs: 'async' })
    getLogger('db').child({ a: 1 })
    expect(getCachedLoggers()).toEqual({ jobs: 'async', db: 'sync' })
    getLogger('jobs')
    getLogger('__proto__')
    expect(new Map(Object.entries(getCachedLoggers()))).toEqual(
      new Map([
        ['jobs', 'sync'],
        ['db', 'sync'],
        ['__proto__', 'sync'],
      ]),
    )
  })

  it('is emptied, drained and forgotten with its configuration', async () => {
    configure(QUIET)
    const logger = getLogger('a')
    logger.level = 'error'
    logger.error('m')
    await clearLoggerCache()
    expect(getCachedLoggers()).toEqual({})
    configure({ ...QUIET, level: 'info' })
    expect(getLogger('a')).not.toBe(logger)
    expect(getLogger('a').level).toBe('INFO')
    // Loggers that are still held go on in the new pipeline, with the level they were given.
    expect(logger.level).toBe('ERROR')
    expect(logger.error('m')).toBe(true)
    expect(await getLogger().drain()).toMatchObject({ submitted: 1, delivered: 1 })
  })

  it('may be emptied twice, and when nothing was ever logged', async () => {
    await Promise.all([clearLoggerCache(), clearLoggerCache()])
    configure(QUIET)
    getLogger().info('m')
    await Promise.all([clearLoggerCache(), clearLoggerCache()])
    expect(getCachedLoggers()).toEqual({})
  })

  it('keeps ten thousand names; what is beyond works, is its own each time, and is warned of once', async () => {
    const written: string[] = []
    configureDiagnostics({ write: (line) => written.push(line) })
    configure({ ...QUIET, diagnostics: true })
    const root = getLogger()
    for (let i = 0; i < 10_500; i++) getLogger(`request ${i}`)
    expect(Object.keys(getCachedLoggers())).toHaveLength(10_000)
    expect(getLogger('request 1')).toBe(getLogger('request 1'))
    const beyond = getLogger('request 10400')
    expect(beyond).not.toBe(getLogger('request 10400'))
    expect(await getAsyncLogger('request 10400')).not.toBe(await getAsyncLogger('request 10400'))
    expect(beyond.name).toBe('request 10400')
    root.level = 'error'
    expect([beyond.level, getLogger('request 1').level]).toEqual(['ERROR', 'ERROR'])
    beyond.level = 'debug'
    expect(getLogger('request 10400').level).toBe('ERROR')
    expect(beyond.debug('m')).toBe(true)
    expect(await beyond.flush()).toBe(true)
    expect(written.filter((line) => line.includes('logger names'))).toHaveLength(1)
    configureDiagnostics({ write: () => undefined })
  })
})
