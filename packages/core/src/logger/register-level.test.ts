import { describe, expect, it } from 'vitest'
import { recordEvents } from '../testing/record-events.ts'
import { getAsyncLogger, getLogger } from './get-logger.ts'
import { registerLevel } from './register.ts'
import type { LogMethod, SyncLoggerFacade } from './types.ts'

const recorder = recordEvents()
const before = recorder.logger.child({ made: 'before' })
registerLevel('Notice', 25)

/** The types know only levels that were declared, which would hold for all files of this package. */
type WithNotice = SyncLoggerFacade & { readonly notice: LogMethod<boolean> }
const withNotice = (logger: SyncLoggerFacade): WithNotice => logger as WithNotice

describe('registerLevel', () => {
  it('adds a method to loggers made before and after', async () => {
    const events = await recorder.events(() => {
      expect(withNotice(before).notice('m', new Error('e'), { a: 1 })).toBe(true)
      withNotice(recorder.logger).notice({ a: 1 }, 'm')
      withNotice(recorder.logger.child({})).notice('m')
    })
    expect(events.map(({ level }) => level)).toEqual(['NOTICE', 'NOTICE', 'NOTICE'])
    expect(events[0]).toMatchObject({
      message: 'm',
      data: { made: 'before', a: 1 },
      diagnostics: { exception: { message: 'e' } },
    })
  })

  it('adds a method to the async facade', async () => {
    const log = await getAsyncLogger({ reuse: false, sinks: [{ kind: 'noop' }] })
    const withMethod = log as unknown as { readonly notice: LogMethod<Promise<boolean>> }
    expect(await withMethod.notice('m')).toBe(true)
    log.level = 'warning'
    expect(await withMethod.notice('m')).toBe(false)
    await log.drain()
  })

  it('makes the level one for log(), for the threshold and for the configuration', async () => {
    const logger = withNotice(recorder.logger.child({}))
    const events = await recorder.events(() => {
      logger.level = 'notice'
      expect([logger.info('m'), logger.notice('m'), logger.log('NOTICE', 'm')]).toEqual([false, true, true])
      expect(logger.level).toBe('NOTICE')
      expect(logger.isLevelEnabled('Notice')).toBe(true)
      logger.level = 'warning'
      expect([logger.notice('m'), logger.isLevelEnabled('notice')]).toEqual([false, false])
    })
    expect(events.map(({ level }) => level)).toEqual(['NOTICE', 'NOTICE'])
    const configured = getLogger({ reuse: false, level: 'notice', sinks: [{ kind: 'noop' }] })
    expect([configured.level, configured.info('m')]).toEqual(['NOTICE', false])
    await configured.drain()
  })

  it('changes nothing when called again', () => {
    expect(() => registerLevel('NOTICE', 25)).not.toThrow()
    expect(() => registerLevel('info', 20)).not.toThrow()
  })

  it.each<[string, unknown, unknown, string, RegExp]>([
    ['a name that is taken', 'notice', 26, 'name', /level NOTICE already/],
    ['the name of a built-in level', 'Info', 21, 'name', /level INFO already/],
    ['an alias', 'warn', 31, 'name', /level WARN already/],
    ['silent', 'silent', 31, 'name', /level SILENT already/],
    ['a number that is taken', 'verbose', 20, 'priority', /20 is the number of INFO/],
    ['a method that loggers have', 'bind', 31, 'name', /cannot have a method "bind"/],
    ['a method all objects have', 'constructor', 31, 'name', /cannot have a method/],
    ['a field that loggers have', 'name', 31, 'name', /cannot have a method "name"/],
    ['what makes a promise', 'then', 31, 'name', /cannot have a method "then"/],
    ['no name', '', 31, 'name', /1 to 32 letters/],
    ['a name with a blank', 'very bad', 31, 'name', /1 to 32 letters/],
    ['a name that starts with a digit', '7up', 31, 'name', /1 to 32 letters/],
    ['a long name', 'x'.repeat(33), 31, 'name', /1 to 32 letters/],
    ['a name that is no text', 7, 31, 'name', /1 to 32 letters/],
    ['zero', 'verbose', 0, 'priority', /whole number from 1 to 99/],
    ['a hundred', 'verbose', 100, 'priority', /whole number from 1 to 99/],
    ['a fraction', 'verbose', 1.5, 'priority', /whole number from 1 to 99/],
    ['no number', 'verbose', '7', 'priority', /whole number from 1 to 99/],
  ])('refuses %s', (_, name, priority, key, message) => {
    expect(() => registerLevel(name as string, priority as number)).toThrow(
      expect.objectContaining({ code: 'FAPILOG_E_LEVEL', key, message: expect.stringMatching(message) }),
    )
    expect('verbose' in recorder.logger).toBe(false)
    expect(recorder.logger.isLevelEnabled('verbose')).toBe(false)
  })
})
