import { afterEach, describe, expect, it } from 'vitest'
import { recordEvents } from '../testing/record-events.ts'
import { runWithContext } from './context.ts'
import { registerSerializer } from './register.ts'

const recorder = recordEvents()

const removers: (() => void)[] = []
afterEach(() => {
  for (const remove of removers.splice(0)) remove()
})

class Money {
  readonly #cents: number
  constructor(cents: number) {
    this.#cents = cents
  }
  get text(): string {
    return `${this.#cents / 100} EUR`
  }
}
class Refund extends Money {}

const dataOf = async (act: Parameters<typeof recorder.event>[0]): Promise<object> =>
  (await recorder.event(act)).data

describe('a serializer for a class', () => {
  it('turns its instances and those of subclasses, wherever they stand', async () => {
    removers.push(registerSerializer(Money, (money) => money.text))
    const data = await dataOf((logger) =>
      logger.bind({ bound: new Money(100) }).info('m', {
        top: new Money(150),
        sub: new Refund(200),
        deep: { list: [new Money(250)] },
        map: new Map([['k', new Money(300)]]),
      }),
    )
    expect(data).toEqual({
      bound: '1 EUR',
      top: '1.5 EUR',
      sub: '2 EUR',
      deep: { list: ['2.5 EUR'] },
      map: { k: '3 EUR' },
    })
  })

  it('is followed by the one of a subclass, registered before or after', async () => {
    removers.push(
      registerSerializer(Refund, () => 'refund'),
      registerSerializer(Money, () => 'money'),
    )
    expect(await dataOf((logger) => logger.info('m', { a: new Refund(1), b: new Money(1) }))).toEqual({
      a: 'refund',
      b: 'money',
    })
  })

  it('works on classes that were logged before, until it is removed', async () => {
    class Point {
      readonly x = 1
    }
    const log = (): Promise<object> => dataOf((logger) => logger.info('m', { p: new Point() }))
    expect(await log()).toEqual({ p: { x: 1 } })
    const remove = registerSerializer(Point, ({ x }) => `x=${x}`)
    expect(await log()).toEqual({ p: 'x=1' })
    remove()
    expect(await log()).toEqual({ p: { x: 1 } })
  })

  it('may return anything', async () => {
    class Any {
      readonly result: unknown
      constructor(result: unknown) {
        this.result = result
      }
    }
    removers.push(registerSerializer(Any, (any) => any.result))
    const self = new Any(undefined)
    Object.assign(self, { result: self })
    const results = [
      { a: { b: 1 } },
      [1],
      null,
      undefined,
      7n,
      new Date(0),
      new Any('inner'),
      new Map([['a', 1]]),
    ]
    const fields = Object.fromEntries(results.map((result, i) => [`r${i}`, new Any(result)]))
    const data = await dataOf((logger) => logger.info('m', { ...fields, self }))
    expect(data).toMatchObject({
      r0: { a: { b: 1 } },
      r1: [1],
      r2: null,
      r4: '7',
      r5: '1970-01-01T00:00:00.000Z',
      r6: 'inner',
      r7: { a: 1 },
    })
    expect(data).not.toHaveProperty('r3')
    expect(data).toHaveProperty('self')
  })

  it('applies to errors, as argument too', async () => {
    class ApiError extends Error {
      readonly request = { headers: { authorization: 'secret' } }
    }
    removers.push(registerSerializer(ApiError, ({ message }) => ({ type: 'ApiError', message })))
    const event = await recorder.event((logger) =>
      logger.error('m', new ApiError('no'), { err: new ApiError('key') }),
    )
    expect(event.diagnostics['exception']).toEqual({ type: 'ApiError', message: 'no' })
    expect(event.data).toEqual({ err: { type: 'ApiError', message: 'key' } })
  })

  it('costs only its own value when it throws', async () => {
    removers.push(
      registerSerializer(Money, () => {
        throw new Error('bad money')
      }),
    )
    expect(await dataOf((logger) => logger.info('m', { a: 1, money: new Money(1), b: 2 }))).toEqual({
      a: 1,
      money: '[Threw: bad money]',
      b: 2,
    })
  })

  it('replaces a former one, whose removal then changes nothing', async () => {
    const first = registerSerializer(Money, () => 'first')
    removers.push(registerSerializer(Money, () => 'second'))
    first()
    expect(await dataOf((logger) => logger.info('m', { money: new Money(1) }))).toEqual({ money: 'second' })
  })
})

describe('a serializer for a key', () => {
  it('turns what stands under it at the top of fields, bound fields and scopes, not deeper', async () => {
    removers.push(registerSerializer('req', (req) => (req as { url: string }).url))
    const [fields, bound, scoped, nested] = await recorder.events((logger) => {
      const req = { url: '/a', headers: {} }
      logger.info('m', { req })
      logger.bind({ req }).bind({ a: 1 }).info('m')
      runWithContext({ req }, () => runWithContext({ b: 1 }, () => logger.info('m')))
      logger.info('m', { nested: { req } })
    })
    expect(fields?.data).toEqual({ req: '/a' })
    expect(bound?.data).toEqual({ req: '/a', a: 1 })
    expect(scoped?.data).toEqual({ req: '/a', b: 1 })
    expect(nested?.data).toEqual({ nested: { req: { url: '/a', headers: {} } } })
  })

  it('is asked once for what is bound, however many children there are', async () => {
    let calls = 0
    removers.push(registerSerializer('req', () => ++calls))
    const data = await dataOf((logger) => logger.bind({ req: {} }).bind({ a: 1 }).unbind('a').info('m'))
    expect(data).toEqual({ req: 1 })
    expect(calls).toBe(1)
  })

  it('costs only its own value when it throws', async () => {
    removers.push(
      registerSerializer('req', () => {
        throw new Error('bad request')
      }),
    )
    expect(await dataOf((logger) => logger.info('m', { a: 1, req: {}, b: 2 }))).toEqual({
      a: 1,
      req: '[Threw: bad request]',
      b: 2,
    })
  })

  it('is replaced and removed like one for a class', async () => {
    const log = (): Promise<object> => dataOf((logger) => logger.info('m', { id: 1 }))
    const first = registerSerializer('id', () => 'first')
    const second = registerSerializer('id', () => 'second')
    first()
    expect(await log()).toEqual({ id: 'second' })
    second()
    second()
    expect(await log()).toEqual({ id: 1 })
  })

  it('may log: the record comes after the one it serializes', async () => {
    removers.push(
      registerSerializer('req', () => {
        recorder.logger.info('inner')
        return 'r'
      }),
    )
    const events = await recorder.events((logger) => logger.info('outer', { req: {} }))
    expect(events.map(({ message }) => message)).toEqual(['outer', 'inner'])
  })
})

it.each<[unknown, unknown, string]>([
  [undefined, () => 1, 'target'],
  [{}, () => 1, 'target'],
  [(): number => 1, () => 1, 'target'],
  ['key', undefined, 'serialize'],
  [Money, 'text', 'serialize'],
])('refuses %s and %s', (target, serialize, key) => {
  expect(() => registerSerializer(target as string, serialize as () => unknown)).toThrow(
    expect.objectContaining({ code: 'FAPILOG_E_ARGUMENT', key }),
  )
})
