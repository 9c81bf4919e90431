import { afterEach, describe, expect, it } from 'vitest'
import type { LogEvent } from '../sinks/sink.ts'
import { captureLogs } from '../testing/capture-logs.ts'
import { recordEvents } from '../testing/record-events.ts'
import { clearLoggerCache, configure, getAsyncLogger, getLogger } from './get-logger.ts'

const recorder = recordEvents()
const METHODS = [
  ['trace', 'TRACE'],
  ['debug', 'DEBUG'],
  ['info', 'INFO'],
  ['warning', 'WARNING'],
  ['warn', 'WARNING'],
  ['error', 'ERROR'],
  ['critical', 'CRITICAL'],
  ['fatal', 'CRITICAL'],
  ['audit', 'AUDIT'],
  ['security', 'SECURITY'],
] as const
const NAMES = ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL', 'AUDIT', 'SECURITY'] as const

const levelsOf = (events: readonly LogEvent[]): readonly string[] => events.map(({ level }) => level)

afterEach(() => clearLoggerCache())

describe('level methods', () => {
  it.each(METHODS)('%s prints %s', async (method, name) => {
    const event = await recorder.event((logger) => {
      expect(logger[method]('m', { a: 1 })).toBe(true)
    })
    expect(event).toMatchObject({ level: name, message: 'm', data: { a: 1 } })
  })

  it.each(METHODS)('%s takes surplus arguments', async (method, level) => {
    const event = await recorder.event((logger) => {
      // @ts-expect-error more than any signature has
      logger[method]('m', { a: 1 }, { b: 2 }, 'c')
    })
    expect(event).toMatchObject({ level, data: { a: 1, args: [{ b: 2 }, 'c'] } })
  })

  it.each(NAMES)('from level %s on, those at and above it are logged', async (threshold) => {
    const expected = METHODS.filter(([, name]) => NAMES.indexOf(name) >= NAMES.indexOf(threshold))
    const logger = recorder.logger.child({})
    logger.level = threshold.toLowerCase()
    const events = await recorder.events(() => {
      for (const [method, name] of METHODS) {
        const enabled = NAMES.indexOf(name) >= NAMES.indexOf(threshold)
        expect(logger[method]('m')).toBe(enabled)
        expect(logger[method]({ a: 1 }, 'm')).toBe(enabled)
        expect(logger.log(method, 'm')).toBe(enabled)
        expect(logger.isLevelEnabled(method)).toBe(enabled)
        expect(logger.isLevelEnabled(name)).toBe(enabled)
      }
    })
    expect(levelsOf(events)).toEqual(expected.flatMap(([, name]) => [name, name, name]))
    expect(logger.level).toBe(threshold)
  })

  it.each([
    ['toUpperCase', String],
    ['get', Map],
  ] as const)(
    'are found by name although the application has replaced %s',
    (method, { prototype: owner }) => {
      const descriptor = Object.getOwnPropertyDescriptor(owner, method) as PropertyDescriptor
      const { logger } = recorder
      let answers: unknown
      const broken = (): never => {
        throw new Error('replaced')
      }
      Object.defineProperty(owner, method, { ...descriptor, value: broken })
      try {
        answers = [logger.log('info', 'm'), logger.isLevelEnabled('warn'), logger.isLevelEnabled('nope')]
      } finally {
        Object.defineProperty(owner, method, descriptor)
      }
      expect(answers).toEqual([true, true, false])
    },
  )

  it('reads no argument below the level', () => {
    const logger = recorder.logger.child({})
    logger.level = 'error'
    const unreadable = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('read')
        },
      },
    )
    expect(logger.info('m', unreadable)).toBe(false)
  })
})

describe('the level of a logger', () => {
  it('is silenced and woken', async () => {
    const logger = recorder.logger.child({})
    const events = await recorder.events(() => {
      logger.level = 'silent'
      expect(logger.level).toBe('SILENT')
      expect(logger.security('m')).toBe(false)
      expect(logger.isLevelEnabled('security')).toBe(false)
      expect(logger.isLevelEnabled('silent')).toBe(false)
      logger.level = 'TRACE'
      logger.trace('m')
      expect(logger.isLevelEnabled('silent')).toBe(false)
    })
    expect(levelsOf(events)).toEqual(['TRACE'])
  })

  it('is printed by its name, whatever alias and case it was given by', () => {
    const logger = recorder.logger.child({})
    for (const [given, printed] of [
      ['Warn', 'WARNING'],
      ['fatal', 'CRITICAL'],
      ['iNfO', 'INFO'],
    ] as const) {
      logger.level = given
      expect(logger.level).toBe(printed)
    }
  })

  it.each(['verbose', '', 'x'.repeat(1_000_000), 7, null, undefined])('cannot be %s', (level) => {
    const logger = recorder.logger.child({})
    logger.level = 'error'
    expect(() => {
      // @ts-expect-error of any type
      logger.level = level
    }).toThrow(expect.objectContaining({ code: 'FAPILOG_E_LEVEL', key: 'level' }))
    expect(logger.level).toBe('ERROR')
    // @ts-expect-error of any type
    expect(logger.isLevelEnabled(level)).toBe(false)
  })

  it('cannot be what it is not: the error names the value and what would be right', () => {
    const logger = recorder.logger.child({})
    expect(() => {
      logger.level = 'nope'
    }).toThrow(
      'unknown level "nope": expected one of TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL, AUDIT, SECURITY, SILENT',
    )
  })

  it('changes with the parent until it has its own', () => {
    const parent = recorder.logger.child({ a: 1 })
    const child = parent.bind({ b: 1 })
    const grandchild = child.unbind('a')
    expect(child.level).toBe('TRACE')
    parent.level = 'error'
    expect([child.level, grandchild.level]).toEqual(['ERROR', 'ERROR'])
    expect(grandchild.info('m')).toBe(false)
    child.level = 'debug'
    expect([parent.level, child.level, grandchild.level]).toEqual(['ERROR', 'DEBUG', 'DEBUG'])
    expect(grandchild.debug('m')).toBe(true)
    parent.level = 'critical'
    expect([child.level, grandchild.level]).toEqual(['DEBUG', 'DEBUG'])
    expect(parent.error('m')).toBe(false)
    expect(recorder.logger.level).toBe('TRACE')
  })

  it('follows the configuration, and the root logger, unless the name has its own', () => {
    const early = getLogger('early')
    configure({ level: 'warning', sinks: [{ kind: 'noop' }] })
    const late = getLogger('late')
    expect([getLogger().level, early.level, late.level]).toEqual(['WARNING', 'WARNING', 'WARNING'])
    late.level = 'trace'
    getLogger().level = 'error'
    expect([early.level, late.level, late.child({}).level]).toEqual(['ERROR', 'TRACE', 'TRACE'])
    expect(early.warning('m')).toBe(false)
    expect(late.trace('m')).toBe(true)
  })

  it('is one for a name, whichever facade sets it', async () => {
    configure({ level: 'warning', sinks: [{ kind: 'noop' }] })
    const [log, rootLog] = [await getAsyncLogger('db'), await getAsyncLogger()]
    log.level = 'debug'
    expect(getLogger('db').level).toBe('DEBUG')
    expect(await log.debug('m')).toBe(true)
    getLogger('db').level = 'error'
    expect(await log.warning('m')).toBe(false)
    rootLog.level = 'trace'
    expect([getLogger().level, getLogger('other').level, log.level]).toEqual(['TRACE', 'TRACE', 'ERROR'])
  })

  it('gates the async facade', async () => {
    await using capture = captureLogs()
    expect(capture.logger.level).toBe('TRACE')
    configure({ level: 'error', sinks: [{ kind: 'noop' }] })
    const log = await getAsyncLogger()
    for (const [method, name] of METHODS) {
      const enabled = NAMES.indexOf(name) >= NAMES.indexOf('ERROR')
      expect(await log[method]('m')).toBe(enabled)
      expect(await log[method]({ a: 1 }, 'm')).toBe(enabled)
      expect(await log.log(method, 'm')).toBe(enabled)
    }
    log.level = 'security'
    expect(await log.exception(new Error('e'))).toBe(false)
  })
})
