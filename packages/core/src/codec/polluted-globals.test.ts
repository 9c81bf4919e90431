import { afterEach, describe, expect, it } from 'vitest'
import { createHarness, ERROR, type Harness, INFO } from '../pipeline/format/testing/harness.ts'
import { at, parseLine, plain } from '../pipeline/format/testing/strict-json.ts'

type Undo = () => void
const undo: Undo[] = []

/** Replaces a property for as long as `during` runs: the test's own tools need the originals. */
function replaced<T>(
  target: object,
  key: PropertyKey,
  value: unknown,
  during: () => T,
  enumerable = false,
): T {
  const original = Object.getOwnPropertyDescriptor(target, key)
  const { defineProperty } = Object
  const { deleteProperty } = Reflect
  const restore = (): void => {
    if (original === undefined) deleteProperty(target, key)
    else defineProperty(target, key, original)
  }
  undo.push(restore)
  defineProperty(target, key, { value, configurable: true, writable: true, enumerable })
  try {
    return during()
  } finally {
    restore()
    undo.pop()
  }
}

afterEach(() => {
  for (const restore of undo.splice(0)) restore()
})

const bad = (): never => {
  throw new Error('polluted')
}

class Order {
  id = 7
  readonly lines = [{ sku: 'a' }]
}

/** Everything that a record may hold, so that each replaced function is one that somebody might call. */
const sample = {
  text: 'x'.repeat(60),
  cut: 'y'.repeat(10_000),
  wide: 'é\ud800',
  list: [1, [2], { three: 3 }],
  date: new Date(0),
  map: new Map<unknown, unknown>([['a', 1]]),
  pairs: new Map<unknown, unknown>([[1, 'a']]),
  set: new Set([1, 2]),
  bytes: new Uint8Array([1, 2]),
  view: new DataView(new ArrayBuffer(2)),
  buffer: new ArrayBuffer(2),
  error: Object.assign(new AggregateError([new TypeError('inner', { cause: 1 })], 'outer'), { code: 'E' }),
  url: new URL('https://user:secret@example.com/'),
  order: new Order(),
  boxed: [Object('s'), Object(1n), Object(Symbol('b'))],
  pattern: /x/g,
  big: 123n,
  symbol: Symbol('s'),
  work() {},
  none: Object.assign(Object.create(null) as object, { a: 1 }),
}

function log(harness: Harness): boolean[] {
  return [
    harness.log('plain', sample),
    harness.log('arguments', sample.order, 1, 2, sample.list),
    harness.log(sample.error),
    harness.log('exception', sample.error, { text: sample.text }),
    harness.logAs(harness.bind({ bound: sample.map, requestId: 'r' }), ERROR, 'bound', { a: 1 }),
    harness.within({ scope: sample.set }, () => harness.logAs({}, INFO, 'scope')),
    harness.log('nested', {
      get inner() {
        return harness.log('inside', { a: 1 })
      },
    }),
  ]
}

/** The time and the id are each record's own. */
const comparable = (line: string): string => line.replace(/"(?:timestamp|message_id)":"[^"]*"/g, '')

const expected = ((): readonly string[] => {
  const harness = createHarness()
  log(harness)
  return harness.lines().map(comparable)
})()

const PROTOTYPES: readonly (readonly [string, object])[] = [
  ['Object', Object.prototype],
  ['Array', Array.prototype],
  ['Map', Map.prototype],
  ['Set', Set.prototype],
  ['WeakMap', WeakMap.prototype],
  ['Date', Date.prototype],
  ['RegExp', RegExp.prototype],
  ['Error', Error.prototype],
  ['URL', URL.prototype],
  ['BigInt', BigInt.prototype],
  ['Symbol', Symbol.prototype],
  ['Number', Number.prototype],
  ['Boolean', Boolean.prototype],
  ['Promise', Promise.prototype],
  ['Function', Function.prototype],
  ['ArrayBuffer', ArrayBuffer.prototype],
  ['DataView', DataView.prototype],
  ['Iterator', Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object],
  ['list iterator', Object.getPrototypeOf([].values()) as object],
  ['map iterator', Object.getPrototypeOf(new Map().values()) as object],
  ['typed array', Object.getPrototypeOf(Uint8Array.prototype) as object],
]
/** What writes numbers to memory. Whoever replaces these loses records, counted. */
const MEMORY = new Set(['setFloat64', 'setInt32', 'setUint16', 'setUint32', 'slice', 'set', 'fill', 'length'])
const spared = (owner: string, key: PropertyKey): boolean =>
  key === 'constructor' ||
  key === '__proto__' ||
  // Printed by the getters of its own flags, as `String(pattern)` does.
  owner === 'RegExp' ||
  (/DataView|typed array/.test(owner) && MEMORY.has(String(key)))

const METHODS = PROTOTYPES.flatMap(([owner, prototype]) =>
  Reflect.ownKeys(prototype)
    .filter(
      (key) => !spared(owner, key) && Object.getOwnPropertyDescriptor(prototype, key)?.configurable === true,
    )
    .map((key) => ({ name: `${owner} ${String(key)}`, prototype, key })),
)
const STATICS = Object.entries({ Object, Array, Reflect, JSON, Date, Math, Number, String, Error }).flatMap(
  ([name, owner]) =>
    Reflect.ownKeys(owner)
      .filter((key) => Object.getOwnPropertyDescriptor(owner, key)?.configurable === true)
      .map((key) => ({
        name: `${name}.${String(key)}`,
        prototype: owner,
        key,
      })),
)
const GLOBALS = [
  'Map',
  'WeakMap',
  'URL',
  'Array',
  'Object',
  'String',
  'Date',
  'Buffer',
  'queueMicrotask',
  'BigInt',
]

describe('functions that the application has replaced', () => {
  it.each([
    ...METHODS,
    ...STATICS,
    ...GLOBALS.map((key) => ({ name: `the global ${key}`, prototype: globalThis as object, key })),
  ])('$name', ({ prototype, key }) => {
    const harness = createHarness()
    // Once before, so that what is known by then is used, and once with a fresh one.
    log(harness)
    harness.lines()
    for (const each of [harness, createHarness()]) {
      expect(replaced(prototype, key, bad, () => log(each))).toEqual(expected.slice(0, 7).map(() => true))
      expect(each.lines().map(comparable)).toEqual(expected)
    }
  })
})

describe('a polluted Object.prototype', () => {
  it.each([
    ['toJSON', () => 'forged'],
    ['toJSON', bad],
    ['admin', true],
    ['level', 'CRITICAL'],
    ['enumerable', true],
    ['get', bad],
    ['value', 'forged'],
    ['message', 'forged'],
    ['fields', { forged: true }],
    ['0', 'forged'],
    ['cause', 'forged'],
    ['type', 'forged'],
  ])('with %s changes no line', (key, value) => {
    for (const enumerable of [true, false]) {
      const harness = createHarness()
      const lines = replaced(Object.prototype, key, value, () => (log(harness), harness.bytes()), enumerable)
      const printed = Buffer.from(lines).toString().trim().split('\n').map(comparable)
      expect(printed).toEqual(expected)
    }
  })

  it('keeps an own toJSON working', () => {
    const harness = createHarness()
    const own = { toJSON: () => ({ own: 1 }) }
    replaced(Object.prototype, 'admin', true, () => harness.log('own', { own, list: [own] }), true)
    expect(plain(at(parseLine(harness.line()), 'data'))).toEqual({ own: { own: 1 }, list: [{ own: 1 }] })
  })

  it('is not judged by: classes seen then are read the same later', () => {
    class Late {
      a = 1
    }
    const harness = createHarness()
    replaced(
      Object.prototype,
      'toJSON',
      () => 'forged',
      () => harness.log('late', { late: new Late() }),
      true,
    )
    harness.log('late', { late: new Late() })
    for (const line of harness.lines()) expect(plain(at(parseLine(line), 'data', 'late'))).toEqual({ a: 1 })
  })
})

const BREAKING: readonly (readonly [string, object])[] = [
  ['charCodeAt', String.prototype],
  ['slice', Object.getPrototypeOf(Uint8Array.prototype) as object],
  ['setFloat64', DataView.prototype],
  ['setUint16', DataView.prototype],
  ['flags', RegExp.prototype],
]
it.each(BREAKING)('costs at most the record, counted, when the application breaks %s', (key, prototype) => {
  const harness = createHarness()
  let admitted: readonly boolean[] = []
  expect(() => (admitted = replaced(prototype, key, bad, () => log(harness)))).not.toThrow()
  const lines = harness.lines()
  for (const line of lines) parseLine(line)
  const lost = harness.count('encode_failed') + harness.count('reentrant')
  expect(lost + harness.count('taken')).toBe(harness.count('submitted'))
  expect(admitted.filter((one) => !one).length).toBeLessThanOrEqual(lost)
  // And all is well afterwards.
  log(harness)
  expect(harness.lines().slice(-expected.length).map(comparable)).toEqual(expected)
})

const fullAfter = (() => {
  const harness = createHarness({ capacity: 8192, maxRecord: 4096 })
  let admitted = 0
  while (harness.log('message')) admitted++
  return admitted
})()

it.each(METHODS)('announces what was dropped although $name is replaced', ({ prototype, key }) => {
  const harness = createHarness({ capacity: 8192, maxRecord: 4096 })
  const fill = (): number => {
    let admitted = 0
    while (admitted < 1000 && harness.log('message')) admitted++
    return admitted
  }
  expect(replaced(prototype, key, bad, fill)).toBe(fullAfter)
  harness.lines()
  expect(replaced(prototype, key, bad, () => harness.log('after'))).toBe(true)
  expect(harness.log('at last')).toBe(true)
  const events = harness.lines().map(parseLine)
  const lost = events.find((event) => event.get('message') === 'records_lost')
  expect(plain(lost?.get('data'))).toMatchObject({ count: 1, reason: 'queue_full', levels: { INFO: 1 } })
  expect(events.map((event) => event.get('message')).filter((message) => message !== 'records_lost')).toEqual(
    ['after', 'at last'],
  )
})

it('ignores toJSON on Array.prototype, as on every built-in but Date', () => {
  const harness = createHarness()
  replaced(
    Array.prototype,
    'toJSON',
    () => 'forged',
    () => harness.log('list', { list: [1] }),
  )
  expect(plain(at(parseLine(harness.line()), 'data', 'list'))).toEqual([1])
})
