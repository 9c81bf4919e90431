import { describe, expect, it } from 'vitest'
import { createHarness, type Harness, type HarnessOptions } from '../pipeline/format/testing/harness.ts'
import { at, type JsonObject, parseLine, plain } from '../pipeline/format/testing/strict-json.ts'

const messages = (events: readonly JsonObject[]): unknown[] => events.map((event) => event.get('message'))
const events = (harness: Harness): JsonObject[] => harness.lines().map(parseLine)

/** Nothing is lost without a counter. */
function expectConserved(harness: Harness): void {
  const dropped = (['queue_full', 'reentrant', 'encode_failed'] as const).map((reason) =>
    harness.count(reason),
  )
  expect(harness.count('submitted')).toBe(harness.count('taken') + dropped.reduce((a, b) => a + b))
}

/** Each gives fields, and logs `inner` while they are read. */
const WAYS: Readonly<Record<string, (log: () => void) => unknown>> = {
  'a getter': (log) => ({
    get a() {
      return log()
    },
  }),
  'a getter of a nested class': (log) => ({
    list: [
      new (class {
        b = 1
        constructor() {
          Object.defineProperty(this, 'a', { get: log, enumerable: true })
        }
      })(),
    ],
  }),
  toJSON: (log) => ({ a: { toJSON: log } }),
  'its own toJSON': (log) => ({ toJSON: () => (log(), { a: 1 }) }),
  'a proxy': (log) => new Proxy({ a: 1 }, { ownKeys: (target) => (log(), Reflect.ownKeys(target)) }),
  'a nested proxy': (log) => ({
    a: new Proxy([1], { get: (t, k) => (k === 'length' && log(), Reflect.get(t, k)) }),
  }),
  'the message of an error': (log) =>
    Object.defineProperty(new Error('x'), 'message', { get: () => (log(), 'message of the error') }),
  'the tag of an object': (log) =>
    Object.create(Object.defineProperty({}, Symbol.toStringTag, { get: () => (log(), 'Tagged') })),
  'a getter that throws afterwards': (log) => ({
    get a() {
      log()
      throw new Error('after')
    },
  }),
}

describe('records that are logged while another one is read', () => {
  it.each(Object.entries(WAYS))('by %s come after it', (_, make) => {
    const harness = createHarness()
    let logged = false
    const value = make(() => {
      if (!logged) expect(harness.log('inner', { a: 1 })).toBe(true)
      logged = true
    })
    expect(harness.log('outer', value)).toBe(true)
    expect(messages(events(harness))).toEqual(['outer', 'inner'])
    expectConserved(harness)
  })

  it('come after an error that is the message, too', () => {
    const harness = createHarness()
    const get = (): string => (harness.log('inner'), 'outer')
    let read = false
    const once = (): string => (read ? 'outer' : ((read = true), get()))
    harness.log(Object.defineProperty(new Error('x'), 'message', { get: once }))
    expect(messages(events(harness))).toEqual(['outer', 'inner'])
    expectConserved(harness)
  })

  it('come in the order of their calls, each with its own fields', () => {
    const harness = createHarness()
    harness.log('1', {
      before: 'kept',
      get a() {
        harness.log('2', {
          get b() {
            harness.log('3', { c: 3 })
            return 'two'
          },
          after: 2,
        })
        harness.log('4', { d: { e: 4 } })
        return 'one'
      },
      after: 'kept',
    })
    harness.log('5')
    const all = events(harness)
    expect(messages(all)).toEqual(['1', '2', '3', '4', '5'])
    expect(all.map((event) => plain(event.get('data')))).toEqual([
      { before: 'kept', a: 'one', after: 'kept' },
      { b: 'two', after: 2 },
      { c: 3 },
      { d: { e: 4 } },
      {},
    ])
    expectConserved(harness)
  })

  it('by serializers and context providers come after it', () => {
    class Secret {}
    let harness: Harness
    const options: HarnessOptions = {
      classSerializers: new Map([[Secret.prototype, () => (harness.log('by class'), 'hidden')]]),
      keySerializers: new Map([['key', (value) => (harness.log('by key'), `serialized ${String(value)}`)]]),
    }
    harness = createHarness(options)
    let provided = false
    harness.provide(() => {
      if (!provided) {
        provided = true
        harness.log('by provider')
      }
      return { provided: 1 }
    })
    harness.log('outer', { key: 1, secret: new Secret() })
    const all = events(harness)
    expect(messages(all)).toEqual(['outer', 'by provider', 'by key', 'by class'])
    expect(plain(all[0]?.get('data'))).toEqual({ provided: 1, key: 'serialized 1', secret: 'hidden' })
    expectConserved(harness)
  })

  it('may bind, and open scopes', () => {
    const harness = createHarness()
    harness.log('outer', {
      get a() {
        return harness.within({ trace_id: 't' }, () =>
          harness.logAs(harness.bind({ b: [1] }), 20, 'inner', { c: 1 }),
        )
      },
      z: 1,
    })
    const all = events(harness)
    expect(plain(all[0]?.get('data'))).toEqual({ a: true, z: 1 })
    expect(at(all[0], 'context', 'trace_id')).toBeUndefined()
    expect(plain(all[1]?.get('data'))).toEqual({ b: [1], c: 1 })
    expect(at(all[1], 'context', 'trace_id')).toBe('t')
  })

  it('go four deep, and no deeper: the rest is counted', () => {
    const harness = createHarness()
    let calls = 0
    const endless = {
      get again() {
        calls++
        return harness.log(`depth ${calls}`, endless)
      },
    }
    expect(harness.log('depth 0', endless)).toBe(true)
    const all = events(harness)
    // The loss record goes before the next record that gets through.
    expect(messages(all)).toEqual(['depth 0', 'records_lost', 'depth 1', 'depth 2', 'depth 3', 'depth 4'])
    expect(at(all[5], 'data', 'again')).toBe(false)
    expect(harness.count('reentrant')).toBe(1)
    expectConserved(harness)
  })

  it('are bounded in bytes: 10,000 of one getter cost no more than the side buffer', () => {
    const harness = createHarness({ capacity: 1 << 20 })
    let admitted = 0
    const fields = {
      get many() {
        for (let i = 0; i < 10_000; i++) if (harness.log('inner', { i, text: 'x'.repeat(100) })) admitted++
        return admitted
      },
    }
    harness.log('outer', fields)
    harness.log('afterwards')
    const all = events(harness)
    expect(admitted).toBeGreaterThan(100)
    expect(admitted).toBeLessThan((64 * 1024) / 100)
    expect(harness.count('reentrant')).toBe(10_000 - admitted)
    expect(messages(all)).toEqual([
      'outer',
      'records_lost',
      ...Array.from({ length: admitted }, () => 'inner'),
      'afterwards',
    ])
    expect(plain(all[1]?.get('data'))).toMatchObject({ count: 10_000 - admitted, reason: 'reentrant' })
    expect(all.slice(2, -1).map((event) => at(event, 'data', 'i'))).toEqual(
      Array.from({ length: admitted }, (_, i) => i),
    )
    expectConserved(harness)
  })

  it('never wait for room, and are counted when there is none', () => {
    const harness = createHarness({ capacity: 8192, maxRecord: 4096, onFull: 'block' })
    const fields = {
      get fills() {
        for (let i = 0; i < 50; i++) harness.log('inner', { text: 'x'.repeat(300) })
        return 1
      },
    }
    expect(harness.log('outer', fields)).toBe(true)
    expect(harness.count('queue_full')).toBeGreaterThan(10)
    harness.lines()
    harness.log('after')
    expect(messages(events(harness))).toEqual(['records_lost', 'after'])
    expectConserved(harness)
  })

  it('are not even made when the outer one is refused: nothing of it is read', () => {
    const harness = createHarness({ capacity: 8192, maxRecord: 4096 })
    while (harness.log('fill'));
    let reads = 0
    const error = Object.defineProperty(new Error('x'), 'message', { get: () => `read ${++reads}` })
    expect(harness.log(error)).toBe(false)
    expect(reads).toBe(0)
    harness.lines()
    expectConserved(harness)
  })
})
