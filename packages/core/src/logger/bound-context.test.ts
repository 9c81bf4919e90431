import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordEvents } from '../testing/record-events.ts'
import { registerSerializer } from './register.ts'

const recorder = recordEvents()

describe('bind', () => {
  it('puts fields on every record of the new logger, and leaves the old one as it is', async () => {
    const bound = recorder.logger.bind({ a: 1 })
    const [own, old] = await recorder.events((logger) => {
      bound.info('m', { b: 2 })
      logger.info('m', { b: 2 })
    })
    expect(own?.data).toEqual({ a: 1, b: 2 })
    expect(old?.data).toEqual({ b: 2 })
    expect(bound).not.toBe(recorder.logger)
  })

  it('adds to what is bound, the later value winning, and fields of the call over both', async () => {
    const event = await recorder.event((logger) =>
      logger.bind({ a: 1, b: 1, c: 1 }).child({ b: 2, c: 2 }).info('m', { c: 3 }),
    )
    expect(event.data).toEqual({ a: 1, b: 2, c: 3 })
  })

  it('gives siblings nothing of each other', async () => {
    const parent = recorder.logger.bind({ a: 1 })
    const [b, c] = [parent.bind({ b: 1 }), parent.bind({ c: 1 })]
    const events = await recorder.events(() => {
      b.info('m')
      c.info('m')
      parent.info('m')
    })
    expect(events.map(({ data }) => data)).toEqual([{ a: 1, b: 1 }, { a: 1, c: 1 }, { a: 1 }])
  })

  it('does not see later changes of what was bound, nor does a child made after them', async () => {
    const fields = { order: { items: [1] }, n: 1 }
    const bound = recorder.logger.bind(fields)
    fields.order.items.push(2)
    fields.n = 2
    const events = await recorder.events(() => {
      bound.info('m')
      bound.bind({ b: 1 }).info('m')
      bound.unbind('n').info('m')
    })
    expect(events.map(({ data }) => data)).toEqual([
      { order: { items: [1] }, n: 1 },
      { order: { items: [1] }, n: 1, b: 1 },
      { order: { items: [1] } },
    ])
  })

  it('reads every value once', async () => {
    let reads = 0
    const bound = recorder.logger.bind({
      get a() {
        return ++reads
      },
    })
    const events = await recorder.events(() => {
      bound.info('m')
      bound.bind({ b: 1 }).bind({ c: 1 }).unbind('b').info('m')
    })
    expect(events.map(({ data }) => data)).toEqual([{ a: 1 }, { a: 1, c: 1 }])
    expect(reads).toBe(1)
  })

  it('takes undefined for a field left out', async () => {
    const event = await recorder.event((logger) =>
      logger.bind({ a: 1, b: undefined }).bind({ a: undefined }).info('m'),
    )
    expect(event.data).toEqual({ a: 1 })
  })

  it.each<[string, unknown, object]>([
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['no fields', {}, {}],
    ['text', 'x', { value: 'x' }],
    ['a list', [1, 2], { value: [1, 2] }],
    ['a Map', new Map([['a', 1]]), { a: 1 }],
    ['a Map without text keys', new Map([[1, 2]]), { value: [[1, 2]] }],
    ['a Date', new Date(0), { value: '1970-01-01T00:00:00.000Z' }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['an own toJSON that gives text', { toJSON: () => 'x' }, { value: 'x' }],
    ['an own toJSON that gives fields', { toJSON: () => ({ a: 1 }) }, { a: 1 }],
    ['an own toJSON that gives a list', { toJSON: () => [1] }, { value: [1] }],
  ])('takes %s', async (_, fields, data) => {
    const event = await recorder.event((logger) =>
      logger
        .bind(fields as object)
        .bind({ b: 1 })
        .info('m'),
    )
    expect(event.data).toEqual({ ...data, b: 1 })
  })

  it('binds an instance as it is logged: by toJSON, by its serializer, else its own fields', async () => {
    class Plain {
      readonly a = 1
    }
    class Hiding {
      readonly password = 'p'
      toJSON(): object {
        return { a: 2 }
      }
    }
    class Registered {
      readonly password = 'p'
    }
    const remove = registerSerializer(Registered, () => ({ a: 3 }))
    const events = await recorder.events((logger) => {
      for (const instance of [new Plain(), new Hiding(), new Registered()]) logger.bind(instance).info('m')
    })
    remove()
    expect(events.map(({ data }) => data)).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }])
  })

  it('survives what throws', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const events = await recorder.events((logger) => {
      logger.bind(proxy).info('m')
      logger
        .bind({
          get bad(): unknown {
            throw new Error('no')
          },
          good: 1,
        })
        .info('m')
    })
    expect(events).toHaveLength(2)
    expect(events[1]?.data).toEqual({ bad: '[Threw: no]', good: 1 })
  })

  it('does not throw when the application broke a built-in', async () => {
    const original = Object.getOwnPropertyDescriptor(Array.prototype, 'filter') ?? {}
    const bound = recorder.logger.bind({ a: 1 })
    Object.defineProperty(Array.prototype, 'filter', {
      ...original,
      value: () => {
        throw new Error('broken')
      },
    })
    let both: [unknown, unknown]
    try {
      both = [bound.bind({ b: 1 }), bound.unbind('b')]
    } finally {
      Object.defineProperty(Array.prototype, 'filter', original)
    }
    expect(both).toHaveLength(2)
  })

  it('keeps what fits into 8 KiB, and the newest, and says that there was more', async () => {
    const bindings = Array.from({ length: 30 }, (_, i) => ({ [`k${i}`]: 'x'.repeat(400) }))
    const event = await recorder.event((logger) =>
      bindings.reduce((bound, fields) => bound.bind(fields), logger).info('m'),
    )
    const keys = Object.keys(event.data)
    expect(keys.slice(0, 15)).toEqual(bindings.slice(0, 15).map((fields) => Object.keys(fields)[0]))
    expect(keys.slice(-2)).toEqual(['…', 'k29'])
    expect(event.data['…']).toBe('[More keys]')
    expect(keys.length).toBeLessThan(25)
  })

  it('equals the spread of all that was bound, whatever the values', async () => {
    const fields = fc.dictionary(
      fc.constantFrom('a', 'b', 'ü', 'long'.repeat(20), '', '__proto__', 'constructor'),
      fc.jsonValue({ maxDepth: 2 }),
    )
    const chains = fc.sample(fc.array(fields, { minLength: 1, maxLength: 4 }), { numRuns: 200, seed: 3 })
    const events = await recorder.events((logger) => {
      for (const chain of chains) {
        let bound = logger
        for (const part of chain) bound = bound.bind(part)
        bound.info('m')
      }
    })
    const expected = chains.map((chain) => {
      const all = new Map<string, unknown>()
      for (const part of chain) for (const key of Object.keys(part)) all.set(key, part[key])
      return Object.fromEntries(all)
    })
    for (const [i, event] of events.entries()) {
      expect(event.data).toEqual(JSON.parse(JSON.stringify(expected[i])))
    }
    expect(events).toHaveLength(chains.length)
  })
})

describe('unbind', () => {
  it('removes the named fields, or all', async () => {
    const bound = recorder.logger.bind({ a: 1, b: { c: 1 }, ü: 'ü'.repeat(100), d: [1] })
    const events = await recorder.events(() => {
      bound.unbind('a', 'd').info('m')
      bound.unbind('b', 'ü').info('m')
      bound.unbind('not there').info('m')
      bound.unbind('a', 'b', 'd', 'ü').info('m')
      bound.unbind().info('m')
      bound.info('m')
    })
    const all = { a: 1, b: { c: 1 }, ü: 'ü'.repeat(100), d: [1] }
    expect(events.map(({ data }) => data)).toEqual([
      { b: all.b, ü: all.ü },
      { a: 1, d: [1] },
      all,
      {},
      {},
      all,
    ])
  })

  it('takes either form of a well-known name', async () => {
    const bound = recorder.logger.bind({ requestId: 'r', user_id: 'u' })
    const [event] = await recorder.events(() => bound.unbind('request_id', 'userId').info('m'))
    expect(Object.keys(event?.context ?? {})).toEqual(['message_id', 'correlation_id'])
  })

  it('works on an empty logger', async () => {
    const event = await recorder.event((logger) => logger.unbind('a').unbind().info('m'))
    expect(event.data).toEqual({})
  })
})
