import { describe, expect, it } from 'vitest'
import type { LogEvent } from '../sinks/sink.ts'
import { captureLogs } from '../testing/capture-logs.ts'
import { recordEvents } from '../testing/record-events.ts'
import type { SyncLoggerFacade } from './types.ts'

const recorder = recordEvents()

/** The event without what differs from call to call. */
const told = ({ level, message, diagnostics: { exception }, data }: LogEvent): object => ({
  level,
  message,
  data,
  ...(exception !== undefined && { exception }),
})

const exceptionOf = (type: string, message: string): unknown =>
  expect.objectContaining({ type, message, stack: expect.stringContaining(message) })

/** What untyped code can pass; typed code does not compile. */
type Loose = Record<string, (...args: readonly unknown[]) => unknown>
const loose = (logger: SyncLoggerFacade): Loose => logger as unknown as Loose

describe('what is logged', () => {
  const error = new TypeError('broken')
  const manyKeys = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`k${i}`, i]))
  class Order {
    readonly id = 7
  }

  it.each<[string, readonly unknown[], object]>([
    ['a message', ['m'], { message: 'm', data: {} }],
    ['an empty message', [''], { message: '', data: {} }],
    ['message, fields', ['m', { a: 1 }], { message: 'm', data: { a: 1 } }],
    ['message, fields, fields left out', ['m', { a: 1 }, undefined], { message: 'm', data: { a: 1 } }],
    ['message, undefined, fields', ['m', undefined, { a: 1 }], { message: 'm', data: { a: 1 } }],
    [
      'message, error',
      ['m', error],
      { message: 'm', data: {}, exception: exceptionOf('TypeError', 'broken') },
    ],
    [
      'message, error, fields',
      ['m', error, { a: 1 }],
      { message: 'm', data: { a: 1 }, exception: exceptionOf('TypeError', 'broken') },
    ],
    [
      'message, fields, error',
      ['m', { a: 1 }, error],
      { message: 'm', data: { a: 1 }, exception: exceptionOf('TypeError', 'broken') },
    ],
    ['error', [error], { message: 'broken', data: {}, exception: exceptionOf('TypeError', 'broken') }],
    [
      'error, message',
      [error, 'm'],
      { message: 'm', data: {}, exception: exceptionOf('TypeError', 'broken') },
    ],
    [
      'error, message, fields',
      [error, 'm', { a: 1 }],
      { message: 'm', data: { a: 1 }, exception: exceptionOf('TypeError', 'broken') },
    ],
    [
      'error, fields',
      [error, { a: 1 }],
      { message: 'broken', data: { a: 1 }, exception: exceptionOf('TypeError', 'broken') },
    ],
    ['fields', [{ a: 1 }], { message: '', data: { a: 1 } }],
    ['fields, message', [{ a: 1 }, 'm'], { message: 'm', data: { a: 1 } }],
    [
      'fields, error',
      [{ a: 1 }, error],
      { message: 'broken', data: { a: 1 }, exception: exceptionOf('TypeError', 'broken') },
    ],
    ['an instance as fields', ['m', new Order()], { message: 'm', data: { id: 7 } }],
    [
      'an error under a key',
      ['m', { error }],
      { message: 'm', data: { error: exceptionOf('TypeError', 'broken') } },
    ],
    [
      'an error under err',
      ['m', { err: error }],
      { message: 'm', data: { err: exceptionOf('TypeError', 'broken') } },
    ],
    [
      'an error under err, without a message',
      [{ a: 1, err: error }],
      { message: 'broken', data: { a: 1, err: exceptionOf('TypeError', 'broken') } },
    ],
    [
      'an error under error, without a message, and surplus',
      [{ error }, undefined, 7],
      { message: 'broken', data: { error: exceptionOf('TypeError', 'broken'), args: [7] } },
    ],
    [
      'both, the first of which says nothing',
      [{ err: new Error(''), error }],
      { message: 'broken', data: expect.anything() },
    ],
    [
      'an error under err beside more keys than a shape has',
      [{ ...manyKeys, err: error }],
      { message: 'broken', data: { ...manyKeys, err: exceptionOf('TypeError', 'broken') } },
    ],
    ['no error under err', [{ err: 'text' }], { message: '', data: { err: 'text' } }],
    [
      'an error under err, whose message is no text',
      [{ err: { message: 7 } }],
      { message: '', data: { err: { message: 7 } } },
    ],
    ['no object second', ['m', 7], { message: 'm', data: { value: 7 } }],
    ['null second', ['m', null], { message: 'm', data: { value: null } }],
    ['false second', ['m', false], { message: 'm', data: { value: false } }],
    ['text second', ['m %s', 'no printf'], { message: 'm %s', data: { value: 'no printf' } }],
    ['a list second', ['m', [1, 2]], { message: 'm', data: { value: [1, 2] } }],
    ['a Map second', ['m', new Map([['a', 1]])], { message: 'm', data: { value: { a: 1 } } }],
    ['a Date second', ['m', new Date(0)], { message: 'm', data: { value: '1970-01-01T00:00:00.000Z' } }],
    ['what was thrown, and fields', ['m', 'boom', { a: 1 }], { message: 'm', data: { a: 1, value: 'boom' } }],
    [
      'value beside a field of that name',
      ['m', 7, { value: 8 }],
      { message: 'm', data: { value: 8, value_2: 7 } },
    ],
    ['surplus text', ['m', { a: 1 }, 'x', 'y'], { message: 'm', data: { a: 1, args: ['x', 'y'] } }],
    ['surplus fields', ['m', { a: 1 }, { b: 2 }], { message: 'm', data: { a: 1, args: [{ b: 2 }] } }],
    [
      'surplus errors',
      ['m', error, error],
      {
        message: 'm',
        data: { args: [exceptionOf('TypeError', 'broken')] },
        exception: exceptionOf('TypeError', 'broken'),
      },
    ],
    ['five values', [1, 2, 3, 4, 5], { message: '', data: { value: 1, args: [2, 3, 4, 5] } }],
    [
      'args beside a field of that name',
      ['m', { args: 1 }, 2],
      { message: 'm', data: { args: 1, args_2: [2] } },
    ],
    ['nothing', [], { message: '', data: {} }],
    ['undefined', [undefined], { message: '', data: {} }],
    ['null', [null], { message: '', data: { value: null } }],
    ['a number', [7], { message: '', data: { value: 7 } }],
    ['a symbol', [Symbol('s')], { message: '', data: { value: 'Symbol(s)' } }],
    ['a bigint', [7n, 'm'], { message: 'm', data: { value: '7' } }],
    ['a function', [function work() {}], { message: '', data: { value: '[Function: work]' } }],
  ])('%s', async (_, args, expected) => {
    const event = await recorder.event((logger) => loose(logger).info?.(...args))
    expect(told(event)).toEqual({ level: 'INFO', ...expected })
  })

  it('throws nothing away when a revoked proxy is passed', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const events = await recorder.events((logger) => {
      expect(logger.info('m', proxy)).toBe(true)
      expect(logger.info(proxy)).toBe(true)
      expect(logger.info('m', { a: 1, proxy })).toBe(true)
    })
    expect(events).toHaveLength(3)
    expect(events[2]?.data).toMatchObject({ a: 1 })
  })

  it('takes errors of another realm for what they are', async () => {
    const { runInNewContext } = await import('node:vm')
    const foreign: unknown = runInNewContext('new RangeError("far away")')
    const event = await recorder.event((logger) => logger.error('m', foreign))
    expect(told(event)).toMatchObject({ exception: { type: 'RangeError', message: 'far away' }, data: {} })
  })

  it('prints cause chains, aggregated errors and own fields of an error', async () => {
    const inner = Object.assign(new Error('inner'), { code: 'E_INNER' })
    const error = new AggregateError([new Error('one')], 'outer', { cause: inner })
    const event = await recorder.event((logger) => logger.error(error))
    expect(event.diagnostics['exception']).toMatchObject({
      type: 'AggregateError',
      message: 'outer',
      cause: { type: 'Error', message: 'inner', code: 'E_INNER' },
      errors: [{ type: 'Error', message: 'one' }],
    })
  })
})

describe('exception()', () => {
  it.each<[string, readonly unknown[], object]>([
    ['an error', [new Error('e')], { message: 'e', exception: { type: 'Error', message: 'e' }, data: {} }],
    ['error, message', [new Error('e'), 'm'], { message: 'm', exception: { message: 'e' }, data: {} }],
    ['error, message, fields', [new Error('e'), 'm', { a: 1 }], { message: 'm', data: { a: 1 } }],
    [
      'thrown text',
      ['boom', 'm'],
      { message: 'm', exception: { type: 'string', message: 'boom' }, data: {} },
    ],
    ['a thrown object', [{ code: 7 }, 'm'], { message: 'm', exception: { code: 7 }, data: {} }],
    ['thrown text alone', ['boom'], { message: 'boom', exception: { type: 'string', message: 'boom' } }],
    ['a thrown object alone', [{ message: 'told' }], { message: 'told', exception: { message: 'told' } }],
    ['undefined', [undefined, 'm'], { message: 'm', exception: { type: 'undefined', message: 'undefined' } }],
    ['null', [null, 'm'], { message: 'm', exception: { type: 'null', message: 'null' } }],
    ['a symbol', [Symbol('s'), 'm'], { message: 'm', exception: { type: 'symbol', message: 'Symbol(s)' } }],
    ['surplus', [new Error('e'), 'm', { a: 1 }, 'x'], { message: 'm', data: { a: 1, args: ['x'] } }],
  ])('%s', async (_, args, expected) => {
    const event = await recorder.event((logger) => loose(logger).exception?.(...args))
    expect(told(event)).toMatchObject({ level: 'ERROR', ...expected })
  })

  it('is off when ERROR is', async () => {
    const logger = recorder.logger.child({})
    logger.level = 'critical'
    expect(logger.exception(new Error('e'))).toBe(false)
  })
})

describe('log()', () => {
  const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'audit', 'security']

  it.each(levels)('prints at %s, in any case', async (level) => {
    const [lower, upper] = await recorder.events((logger) => {
      logger.log(level, 'm', { a: 1 })
      logger.log(level.toUpperCase(), new Error('e'), 'm')
    })
    expect(lower && told(lower)).toEqual({ level: level.toUpperCase(), message: 'm', data: { a: 1 } })
    expect(upper?.level).toBe(level.toUpperCase())
    expect(upper?.diagnostics['exception']).toMatchObject({ message: 'e' })
  })

  it('knows the aliases', async () => {
    const events = await recorder.events((logger) => {
      logger.log('warn', 'm')
      logger.log('Fatal', 'm')
    })
    expect(events.map(({ level }) => level)).toEqual(['WARNING', 'CRITICAL'])
  })

  it.each<[string, readonly unknown[], object]>([
    ['a misspelt level', ['eror', 'm', { a: 1 }], { message: 'm', data: { a: 1, args: ['eror'] } }],
    [
      'a misspelt level and surplus',
      ['x', 'm', 1, 2, 3],
      { message: 'm', data: { value: 1, args: [2, 'x', 3] } },
    ],
    ['no level', ['m'], { message: 'm', data: {} }],
    ['no level, fields', ['m', { a: 1 }], { message: 'm', data: { a: 1 } }],
    ['only an error', [new Error('e')], { message: 'e', exception: { message: 'e' }, data: {} }],
    ['only fields', [{ a: 1 }], { message: '', data: { a: 1 } }],
    ['a number for a level', [30, 'm'], { message: 'm', data: { value: 30 } }],
    ['nothing', [], { message: '', data: {} }],
  ])('loses neither the record nor the mistake: %s', async (_, args, expected) => {
    const event = await recorder.event((logger) => loose(logger).log?.(...args))
    expect(told(event)).toMatchObject({ level: 'INFO', ...expected })
  })

  it('logs nothing at silent', async () => {
    const events = await recorder.events((logger) => {
      expect(logger.log('silent', 'm')).toBe(false)
    })
    expect(events).toEqual([])
  })
})

describe('the line', () => {
  it('has its parts in order, and a message id of version 7 of its own', async () => {
    const [first, second] = await recorder.events((logger) => {
      logger.info('a')
      logger.info('b')
    })
    expect(Object.keys(first ?? {})).toEqual([
      'timestamp',
      'level',
      'message',
      'logger',
      'context',
      'diagnostics',
      'data',
    ])
    const ids = [first, second].map((event) => String(event?.context['message_id']))
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(new Set(ids).size).toBe(2)
    expect(Math.abs(Date.parse(first?.timestamp ?? '') - Date.now())).toBeLessThan(60_000)
  })

  it('names the logger', async () => {
    await using capture = captureLogs({ name: 'db' })
    capture.logger.child({ a: 1 }).info('m')
    expect((await capture.events())[0]).toMatchObject({ logger: 'db', data: { a: 1 } })
  })
})
