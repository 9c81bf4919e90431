import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { configureDiagnostics } from '../observe/diagnostics.ts'
import type { LogEvent } from '../sinks/sink.ts'
import { recordEvents } from '../testing/record-events.ts'
import { runWithContext, withContextProvider } from './context.ts'

const recorder = recordEvents({ context: { layer: 'config' } })
const { logger } = recorder
/** The fields without the one that the configuration binds. */
const dataOf = (events: readonly LogEvent[]): readonly unknown[] =>
  events.map(({ data }) => Object.fromEntries(Object.entries(data).filter(([key]) => key !== 'layer')))

describe('withContextProvider', () => {
  it('asks for fields at every record until it is removed', async () => {
    let n = 0
    const events = await recorder.events(() => {
      const remove = withContextProvider(() => ({ n: ++n }))
      logger.info('m')
      logger.child({ a: 1 }).info('m')
      remove()
      logger.info('m')
      remove()
    })
    expect(dataOf(events)).toEqual([{ n: 1 }, { a: 1, n: 2 }, {}])
  })

  it('is not asked below the level', () => {
    let asked = false
    const remove = withContextProvider(() => {
      asked = true
      return {}
    })
    const quiet = logger.child({})
    quiet.level = 'error'
    quiet.info('m')
    remove()
    expect(asked).toBe(false)
  })

  it.each([undefined, null, {}])('may have nothing to add: %s', async (nothing) => {
    const events = await recorder.events(() => {
      const remove = withContextProvider(() => nothing)
      logger.info('m')
      remove()
    })
    expect(dataOf(events)).toEqual([{}])
  })

  it('has company: the later one wins, and each is removed alone', async () => {
    const provider = (): object => ({ a: 1, b: 1 })
    const events = await recorder.events(() => {
      const removers = [withContextProvider(provider), withContextProvider(() => ({ b: 2, c: 2 }))]
      logger.info('m')
      removers.push(withContextProvider(provider))
      logger.info('m')
      removers[0]?.()
      removers[0]?.()
      logger.info('m')
      for (const remove of removers) remove()
      logger.info('m')
    })
    expect(dataOf(events)).toEqual([{ a: 1, b: 2, c: 2 }, { c: 2, a: 1, b: 1 }, { b: 1, c: 2, a: 1 }, {}])
  })

  it('costs its own fields only when it throws', async () => {
    const events = await recorder.events(() => {
      const removers = [
        withContextProvider(() => ({ a: 1 })),
        withContextProvider(() => {
          throw new Error('no')
        }),
      ]
      expect(logger.info('m', { b: 1 })).toBe(true)
      for (const remove of removers) remove()
    })
    expect(dataOf(events)).toEqual([{ a: 1, context_provider: '[Threw: no]', b: 1 }])
  })

  it('may log: those records come after the one it was asked for, without its fields', async () => {
    const { dropped } = logger.stats()
    const events = await recorder.events(() => {
      const remove = withContextProvider(() => {
        logger.info('inner')
        return { a: 1 }
      })
      for (let i = 0; i < 100; i++) logger.info('outer')
      remove()
    })
    expect(events.map(({ message }) => message)).toEqual(
      Array.from({ length: 200 }, (_, i) => (i % 2 ? 'inner' : 'outer')),
    )
    expect(dataOf(events).slice(0, 2)).toEqual([{ a: 1 }, {}])
    expect(logger.stats().dropped).toEqual(dropped)
  })

  it.each<[string, () => Promise<object>]>([
    ['resolves', async () => ({ a: 1 })],
    ['rejects', () => Promise.reject(new Error('later'))],
  ])('adds nothing when it is asynchronous and %s, and says so once', async (_, provider) => {
    const said: string[] = []
    configureDiagnostics({ write: (line) => said.push(line) })
    const rejections: unknown[] = []
    const unhandled = (error: unknown): unknown => rejections.push(error)
    process.on('unhandledRejection', unhandled)
    try {
      const events = await recorder.events(() => {
        const remove = withContextProvider(provider)
        logger.info('m')
        logger.info('m', { b: 1 })
        remove()
      })
      expect(dataOf(events)).toEqual([{}, { b: 1 }])
      // Rejections are told of when the microtasks of a turn are through.
      await setImmediate()
      expect(rejections).toEqual([])
      expect(said.filter((line) => line.includes('a context provider returned a promise'))).toHaveLength(1)
    } finally {
      process.off('unhandledRejection', unhandled)
    }
  })

  it('must be a function', () => {
    expect(() => withContextProvider({} as never)).toThrow(
      expect.objectContaining({ code: 'FAPILOG_E_ARGUMENT', key: 'provider' }),
    )
  })
})

describe('where a field stands in several places', () => {
  it('wins in the order configuration < scope < bind < provider < call', async () => {
    const layers = ['config', 'scope', 'bind', 'provider', 'call'] as const
    const log = (upTo: number): void => {
      const remove = upTo >= 3 ? withContextProvider(() => ({ layer: 'provider' })) : undefined
      const bound = upTo >= 2 ? logger.bind({ layer: 'bind' }) : logger
      const call = (): unknown => (upTo >= 4 ? bound.info('m', { layer: 'call' }) : bound.info('m'))
      if (upTo >= 1) runWithContext({ layer: 'scope' }, call)
      else call()
      remove?.()
    }
    const events = await recorder.events(() => layers.forEach((_, i) => log(i)))
    expect(events.map(({ data }) => data['layer'])).toEqual(layers)
    for (const { data } of events) expect(Object.keys(data)).toEqual(['layer'])
  })
})
