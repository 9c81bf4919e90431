import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { recordEvents } from '../testing/record-events.ts'
import { bindContext, contextOwner, openContext, runWithContext, withContextProvider } from './context.ts'

const recorder = recordEvents()
const { logger } = recorder

async function printed(act: () => unknown): Promise<readonly unknown[]> {
  return (await recorder.events(act)).map(({ data }) => data)
}

describe('openContext', () => {
  it('is entered again and again, from anywhere, and left with the function', async () => {
    const lines = await printed(async () => {
      const context = openContext({ job: 1 })
      logger.info('outside')
      expect(context.run(() => logger.info('first') && 7)).toBe(7)
      await setImmediate()
      runWithContext({ other: true }, () => {
        context.run(() => logger.info('again'))
        logger.info('back')
      })
    })
    expect(lines).toEqual([{}, { job: 1 }, { job: 1 }, { other: true }])
  })

  it('is left when the function throws, and goes on in what the function started', async () => {
    const lines = await printed(async () => {
      const context = openContext({ job: 2 })
      let later: Promise<unknown> = Promise.resolve()
      const act = (): never => {
        later = setImmediate().then(() => logger.info('later'))
        throw new Error('out')
      }
      expect(() => context.run(act)).toThrow('out')
      logger.info('outside')
      await later
    })
    expect(lines).toEqual([{}, { job: 2 }])
  })

  it('reads its fields once, when it is opened, and has those of the scope around it', async () => {
    const lines = await printed(() => {
      const fields = { job: 3 }
      const context = runWithContext({ region: 'eu', job: 0 }, () => openContext(fields))
      fields.job = 4
      context.run(() => logger.info('m'))
    })
    expect(lines).toEqual([{ region: 'eu', job: 3 }])
  })

  it('runs beside what runs where it is called', () => {
    const store = new AsyncLocalStorage<string>()
    const owner = {}
    const context = openContext({}, owner)
    const remove = withContextProvider(() => undefined)
    const seen = (): unknown => [store.getStore(), contextOwner()]
    expect(store.run('first', () => context.run(seen))).toEqual(['first', owner])
    expect(store.run('second', () => context.run(seen))).toEqual(['second', owner])
    context.run(() => expect(store.run('inside', () => context.run(seen))).toEqual(['inside', owner]))
    expect(store.getStore()).toBeUndefined()
    remove()
  })

  it('is resumed from elsewhere with what ran beside it last, for context providers', async () => {
    const store = new AsyncLocalStorage<string>()
    const lines = await printed(() => {
      const before = openContext({ job: 1 })
      before.run(() => undefined)
      const remove = withContextProvider(() => ({ own: store.getStore() }))
      const context = openContext({ job: 2 })
      store.run('first', () => context.run(() => undefined))
      store.run('last', () => context.run(() => undefined))
      store.run('elsewhere', () => {
        context.resume(() => logger.info('with the last'))
        // Nobody could have asked when it ran; another's it must not have.
        before.resume(() => logger.info('without'))
        logger.info('its own')
      })
      context.run(() => store.run('inside', () => context.resume(() => logger.info('where it is'))))
      remove()
    })
    expect(lines).toEqual([
      { job: 2, own: 'last' },
      { job: 1 },
      { own: 'elsewhere' },
      { job: 2, own: 'inside' },
    ])
  })

  it('does not leak into the turn of whoever entered it', async () => {
    const seen = await Promise.all(
      [1, 2, 3].map(async (id) => {
        const context = openContext({}, { id })
        await context.run(async () => setImmediate())
        const outside = contextOwner()
        return [outside, await context.run(async () => (await setImmediate(), contextOwner()))]
      }),
    )
    expect(seen).toEqual([1, 2, 3].map((id) => [undefined, { id }]))
  })

  it('refuses what is no function', () => {
    const context = openContext({})
    expect(() => context.run('no function' as never)).toThrow(
      expect.objectContaining({ code: 'FAPILOG_E_ARGUMENT' }),
    )
  })
})

describe('contextOwner', () => {
  it('is nobody outside, and in scopes that nobody opened', () => {
    expect(contextOwner()).toBeUndefined()
    expect(runWithContext({ a: 1 }, contextOwner)).toBeUndefined()
    expect(openContext({ a: 1 }).run(contextOwner)).toBeUndefined()
  })

  it('is found in scopes further in and in functions bound there; the nearest one counts', () => {
    const outer = { name: 'outer' }
    const inner = { name: 'inner' }
    let bound = (): object | undefined => undefined
    openContext({}, outer).run(() => {
      expect(runWithContext({ a: 1 }, contextOwner)).toBe(outer)
      openContext({}, inner).run(() => {
        expect(contextOwner()).toBe(inner)
        bound = bindContext(contextOwner)
      })
      expect(contextOwner()).toBe(outer)
    })
    expect(bound()).toBe(inner)
    expect(contextOwner()).toBeUndefined()
  })
})
