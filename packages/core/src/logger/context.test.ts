import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter, once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { LogEvent } from '../sinks/sink.ts'
import { recordEvents } from '../testing/record-events.ts'
import { bindContext, runWithContext } from './context.ts'

const recorder = recordEvents()
const { logger } = recorder
const dataOf = (events: readonly LogEvent[]): readonly unknown[] => events.map(({ data }) => data)

describe('runWithContext', () => {
  it('puts fields on every record in it, and returns what the function returns', async () => {
    const events = await recorder.events(() => {
      const result = runWithContext({ a: 1 }, () => {
        logger.info('m')
        return 7
      })
      expect(result).toBe(7)
      logger.info('m')
    })
    expect(dataOf(events)).toEqual([{ a: 1 }, {}])
  })

  it('nests, the inner scope winning, and ends with the function, also when that throws', async () => {
    const events = await recorder.events(() => {
      runWithContext({ a: 1, b: 1 }, () => {
        expect(() =>
          runWithContext({ b: 2, c: 2 }, () => {
            logger.info('m')
            throw new Error('out')
          }),
        ).toThrow('out')
        logger.info('m')
      })
    })
    expect(dataOf(events)).toEqual([
      { a: 1, b: 2, c: 2 },
      { a: 1, b: 1 },
    ])
  })

  it('reaches across await, timers, ticks and callbacks, each flow keeping its own', async () => {
    const flow = (id: number): Promise<void> =>
      runWithContext({ id }, async () => {
        await setImmediate()
        logger.info('after await')
        await new Promise<void>((resolve) => setTimeout(resolve, 1))
        queueMicrotask(() => logger.info('microtask'))
        process.nextTick(() => logger.info('tick'))
        await new Promise<void>((resolve) => globalThis.setImmediate(resolve))
        logger.info('last')
      })
    const events = await recorder.events(() => Promise.all([flow(1), flow(2), flow(3)]))
    for (const id of [1, 2, 3]) {
      const own = events.filter(({ data }) => data['id'] === id)
      expect(own.map(({ message }) => message).sort()).toEqual(['after await', 'last', 'microtask', 'tick'])
    }
    expect(events).toHaveLength(12)
  })

  it('does not see later changes of its fields, nor do scopes inside it', async () => {
    const fields = { order: { items: 1 } }
    const events = await recorder.events(() =>
      runWithContext(fields, () => {
        fields.order.items = 2
        logger.info('m')
        runWithContext({ b: 1 }, () => logger.info('m'))
      }),
    )
    expect(dataOf(events)).toEqual([{ order: { items: 1 } }, { order: { items: 1 }, b: 1 }])
  })

  it.each([undefined, null, 7, 'x'])('runs the function when the fields are %s', (fields) => {
    expect(runWithContext(fields as unknown as object, () => 'ran')).toBe('ran')
  })

  it('leaves the stores of others alone', () => {
    const other = new AsyncLocalStorage<number>()
    const seen = other.run(7, () => runWithContext({ a: 1 }, () => other.getStore()))
    expect(seen).toBe(7)
  })
})

describe('bindContext', () => {
  it('carries the scope to where a library calls back', async () => {
    const emitter = new EventEmitter()
    const events = await recorder.events(() => {
      runWithContext({ a: 1 }, () =>
        emitter.on(
          'x',
          bindContext((n: number) => logger.info('m', { n })),
        ),
      )
      emitter.emit('x', 1)
      runWithContext({ a: 2 }, () => emitter.emit('x', 2))
    })
    expect(dataOf(events)).toEqual([
      { a: 1, n: 1 },
      { a: 1, n: 2 },
    ])
  })

  it('carries the absence of a scope as well', async () => {
    const outside = bindContext(() => logger.info('m'))
    const events = await recorder.events(() => runWithContext({ a: 1 }, outside))
    expect(dataOf(events)).toEqual([{}])
  })

  it('passes this, arguments, result and what is thrown', () => {
    const object = {
      factor: 2,
      times: bindContext(function (this: { factor: number }, n: number) {
        return n * this.factor
      }),
    }
    expect(object.times(21)).toBe(42)
    const failing = runWithContext({}, () =>
      bindContext(() => {
        throw new Error('out')
      }),
    )
    expect(failing).toThrow('out')
  })

  it('works as a listener that is awaited', async () => {
    const emitter = new EventEmitter()
    const events = await recorder.events(async () => {
      const done = runWithContext({ a: 1 }, async () => {
        await once(emitter, 'x')
        logger.info('m')
      })
      emitter.emit('x')
      await done
    })
    expect(dataOf(events)).toEqual([{ a: 1 }])
  })
})

it.each([null, undefined, {}, 'text'])('refuses %s for a function, naming it', (fn) => {
  const error: unknown = expect.objectContaining({ code: 'FAPILOG_E_ARGUMENT', key: 'fn' })
  expect(() => bindContext(fn as never)).toThrow(error)
  expect(() => runWithContext({ a: 1 }, fn as never)).toThrow(error)
})
