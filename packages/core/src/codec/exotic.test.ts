import { describe, expect, it } from 'vitest'
import { createHarness, type HarnessOptions } from '../pipeline/format/testing/harness.ts'
import { at, parseLine, plain } from '../pipeline/format/testing/strict-json.ts'

/** How a value is printed as a field, after `before` was logged by the same logger. */
function printed(value: unknown, options: HarnessOptions = {}, ...before: readonly unknown[]): unknown {
  const harness = createHarness(options)
  for (const each of before) harness.log('before', { each })
  harness.lines()
  harness.log('value', { value })
  return plain(at(parseLine(harness.line()), 'data', 'value'))
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

describe('what a value is, is told by itself', () => {
  it.each([
    ['a map', Map.prototype, new Map([['a', 1]]), { a: 1 }],
    ['a set', Set.prototype, new Set([1]), [1]],
    ['a date', Date.prototype, new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a pattern', RegExp.prototype, /x/g, '/x/g'],
    ['a promise', Promise.prototype, Promise.resolve(), '[Promise]'],
    ['a boxed number', Number.prototype, Object(7), 7],
    [
      'a typed array',
      Uint8Array.prototype,
      new Uint8Array([1]),
      { type: 'Uint8Array', length: 1, items: [1] },
    ],
    ['a weak map', WeakMap.prototype, new WeakMap(), '[WeakMap]'],
    ['a URL', URL.prototype, new URL('https://example.com/'), 'https://example.com/'],
  ])(
    '%s prints as one although an impostor with its prototype came first',
    (_, prototype, value, expected) => {
      expect(printed(value, {}, Object.create(prototype))).toEqual(expected)
      class Sub extends (prototype.constructor as new () => object) {}
      expect(printed(value, {}, Object.create(Sub.prototype))).toEqual(expected)
    },
  )

  it('instances of a class print their fields although a proxy of one, or one that is a map, came first', () => {
    class Order {
      id = 1
    }
    const proxy = new Proxy(new Order(), {})
    const map = Object.setPrototypeOf(new Map(), Order.prototype) as unknown
    expect(printed(new Order(), {}, proxy, map)).toEqual({ id: 1 })
  })

  it('own fields only, also where prototypes have enumerable members', () => {
    function Old(this: { own: number }): void {
      this.own = 1
    }
    Old.prototype.inherited = 'method'
    expect(printed(Reflect.construct(Old, []))).toEqual({ own: 1 })
    const harness = createHarness()
    harness.log('fields', Reflect.construct(Old, []))
    expect(plain(at(parseLine(harness.line()), 'data'))).toEqual({ own: 1 })
  })
})

describe('forms', () => {
  it.each([
    ['user and password', 'https://user:secret@example.com/a?b#c', 'https://example.com/a?b#c'],
    ['a user alone', 'https://user@example.com:8080/', 'https://example.com:8080/'],
    ['a password alone', 'https://:secret@example.com/', 'https://example.com/'],
    ['odd characters in them', 'ftp://a%40b:c%2Fd@example.com/', 'ftp://example.com/'],
    ['another scheme', 'postgres://user:secret@db:5432/orders', 'postgres://db:5432/orders'],
    ['none', 'https://example.com/@here:there', 'https://example.com/@here:there'],
    ['no host', 'mailto:user@example.com', 'mailto:user@example.com'],
  ])('an address with %s', (_, address, expected) => {
    expect(printed(new URL(address))).toBe(expected)
  })

  it('a view shows its own window, not what lies beside it', () => {
    const pool = new Uint8Array([1, 2, 3, 4, 5]).buffer
    expect(printed(new DataView(pool, 1, 2))).toEqual({ type: 'DataView', length: 2, items: [2, 3] })
    expect(printed(new Uint8Array(pool, 3))).toEqual({ type: 'Uint8Array', length: 2, items: [4, 5] })
    expect(printed(Buffer.from('ab'))).toEqual({ type: 'Uint8Array', length: 2, items: [97, 98] })
    expect(printed(pool)).toEqual({ type: 'ArrayBuffer', length: 5, items: [1, 2, 3, 4, 5] })
  })

  it.each([
    ['a list', range(1000), (shown: unknown[]) => shown, 128],
    ['a set', new Set(range(1000)), (shown: unknown[]) => shown, 127],
    ['a map', new Map(range(1000).map((i) => [i, i])), (shown: unknown[]) => shown, 127],
    ['a typed array', new Uint16Array(1000), (shown: { items: unknown[] }) => shown.items, 127],
  ])('%s of 1000 counts what it does not show', (_, value, itemsOf, most) => {
    const items = (itemsOf as (shown: unknown) => unknown[])(printed(value))
    expect(items).toHaveLength(most + 1)
    expect(items.at(-1)).toBe(`[${1000 - most} more items]`)
  })

  it.each([
    ['a map', new Map(range(1000).map((i) => [`k${i}`, i])), 128],
    ['an object', Object.fromEntries(range(1000).map((i) => [`k${i}`, i])), 256],
    [
      'an instance',
      Object.assign(new (class Wide {})(), Object.fromEntries(range(1000).map((i) => [`k${i}`, i]))),
      256,
    ],
    [
      'a proxy of one',
      new Proxy(
        Object.assign(new (class Far {})(), Object.fromEntries(range(1000).map((i) => [`k${i}`, i]))),
        {},
      ),
      255,
    ],
    [
      'an error',
      Object.assign(new Error('wide'), Object.fromEntries(range(1000).map((i) => [`k${i}`, i]))),
      250,
    ],
  ])('%s with 1000 keys counts those it does not show', (_, value, most) => {
    const fields = printed(value) as Record<string, unknown>
    expect(fields['…']).toBe(`[${1000 - most} more keys]`)
    expect(Object.keys(fields).filter((key) => key.startsWith('k'))).toHaveLength(most)
  })

  it('an error that another one suppressed, and the one that did', () => {
    // As Node 24 makes it at the end of a `using` block; Node 20 has no such class.
    const hide = (value: unknown): PropertyDescriptor => ({ value, enumerable: false })
    const [inDispose, real] = [new Error('in dispose'), new Error('the real one')]
    const native = Object.defineProperties(new Error('both'), {
      error: hide(inDispose),
      suppressed: hide(real),
    })
    const ofHelpers = Object.assign(new Error('both'), { error: inDispose, suppressed: real, code: 1 })
    const expected = {
      type: 'Error',
      message: 'both',
      error: { message: 'in dispose' },
      suppressed: { message: 'the real one' },
    }
    expect(printed(native)).toMatchObject(expected)
    expect(printed(ofHelpers)).toMatchObject({ ...expected, code: 1 })
  })

  it('a map or an error with a toJSON entry keeps its other fields', () => {
    const toJSON = (): string => 'replaced'
    expect(
      printed(
        new Map<unknown, unknown>([
          ['toJSON', toJSON],
          ['a', 1],
        ]),
      ),
    ).toEqual({ toJSON: '[Function: toJSON]', a: 1 })
    const error = Object.assign(new Error('kept'), { toJSON, code: 7 })
    expect(printed(error)).toMatchObject({ type: 'Error', message: 'kept', code: 7 })
  })

  it('an error keeps fields named as ours beside them', () => {
    class HttpError extends Error {}
    const error = Object.assign(new HttpError('x'), {
      type: 'invalid_request',
      own_type: 'mine',
      name: 'HttpError',
    })
    expect(printed(error)).toMatchObject({
      type: 'HttpError',
      own_type: 'mine',
      'own_type…2': 'invalid_request',
    })
  })

  it('errors of errors: causes, aggregates, and no more than 16 of them', () => {
    const errors = range(40).map((i) => new TypeError(`e${i}`))
    const shown = printed(new AggregateError(errors, 'many', { cause: 'text' })) as Record<string, unknown>
    expect(shown).toMatchObject({ type: 'AggregateError', message: 'many', cause: 'text' })
    expect(shown.errors).toHaveLength(17)
    expect((shown.errors as unknown[])[16]).toBe('[24 more items]')
    expect((shown.errors as unknown[])[0]).toMatchObject({ type: 'TypeError', message: 'e0' })
  })

  it('symbols, functions and bigints are cut by their names and sizes', () => {
    expect(printed(Symbol('s'.repeat(300)))).toBe(`Symbol(${'s'.repeat(256)}…[44 more chars])`)
    expect(printed(Symbol())).toBe('Symbol()')
    const fn = Object.defineProperty(() => 1, 'name', { value: 'f'.repeat(300) })
    expect(printed(fn)).toBe(`[Function: ${'f'.repeat(256)}…[44 more chars]]`)
    expect(printed(2n ** 4096n - 1n)).toBe(String(2n ** 4096n - 1n))
    expect(printed(-(2n ** 4096n))).toBe('[BigInt over 4096 bits]')
  })
})

describe('serializers', () => {
  class Money {
    amount = 5
  }
  class Euro extends Money {}

  it('of a class apply to its instances anywhere, subclasses included', () => {
    const classSerializers = new Map([[Money.prototype, (value: object) => `${(value as Money).amount} EUR`]])
    expect(printed([new Money(), new Euro()], { classSerializers })).toEqual(['5 EUR', '5 EUR'])
    const harness = createHarness({ classSerializers })
    harness.log('fields', new Euro())
    expect(plain(at(parseLine(harness.line()), 'data'))).toEqual({ value: '5 EUR' })
  })

  it('that throw, give the value itself or something hostile cost the field at most', () => {
    const of = (serializer: (value: object) => unknown): unknown =>
      printed(new Money(), { classSerializers: new Map([[Money.prototype, serializer]]) })
    expect(of((value) => value)).toEqual({ amount: 5 })
    expect(
      of(() => {
        throw new Error('no')
      }),
    ).toBe('[Threw: no]')
    expect(of(() => undefined)).toBeUndefined()
    expect(of(() => new Map([['a', new Date(0)]]))).toEqual({ a: '1970-01-01T00:00:00.000Z' })
    // Another instance each time: bounded by depth.
    expect(JSON.stringify(of(() => [new Money()]))).toContain('[Too deep]')
  })

  it('of a key apply to the record itself, not below', () => {
    const keySerializers = new Map([['password', () => '***']])
    const harness = createHarness({ keySerializers })
    harness.log('keys', { password: 1, user: { password: 2 }, list: [{ password: 3 }] })
    harness.log('instance', Object.assign(new Money(), { password: 1, user: { password: 2 } }))
    harness.log('map', { first: [{ password: 3 }], password: 1 })
    const [keys, instance, map] = harness.lines().map((line) => plain(at(parseLine(line), 'data')))
    expect(keys).toEqual({ password: '***', user: { password: 2 }, list: [{ password: 3 }] })
    expect(instance).toEqual({ amount: 5, password: '***', user: { password: 2 } })
    expect(map).toEqual({ first: [{ password: 3 }], password: '***' })
  })
})
