import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createHarness, ERROR, type Harness } from '../pipeline/format/testing/harness.ts'
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

const nextMicrotask = (): Promise<void> => Promise.resolve()

describe('an encoding that is torn off by a vm timeout', () => {
  const endless = (harness: Harness, before = ''): (() => void) => {
    const context = createContext({ log: (...args: unknown[]) => harness.log(...args) })
    const code = `log('torn', { get a() { ${before}; for (;;); } })`
    return () => void runInContext(code, context, { timeout: 10 })
  }

  it('does not silence the logger', async () => {
    const harness = createHarness()
    expect(endless(harness)).toThrow(/timed out/)
    // Still on the same stack: kept aside until it is certain that the encoding will not go on.
    expect(harness.log('right after', { a: 1 })).toBe(true)
    await nextMicrotask()
    expect(harness.log('later', { b: 2 })).toBe(true)
    const all = events(harness)
    expect(messages(all).filter((message) => message !== 'records_lost')).toEqual(['right after', 'later'])
    expect(plain(all.at(-1)?.get('data'))).toEqual({ b: 2 })
    expect(harness.count('encode_failed')).toBe(1)
    expectConserved(harness)
  })

  it('is announced with its level, and so is one inside another record', async () => {
    const harness = createHarness()
    const lost = (): unknown =>
      plain(
        at(
          events(harness).find((event) => event.get('message') === 'records_lost'),
          'data',
          'levels',
        ),
      )
    const context = createContext({ log: (fields: object) => harness.logAs({}, ERROR, 'torn', fields) })
    const tear = (): unknown => runInContext('log({ get a() { for (;;); } })', context, { timeout: 10 })
    expect(tear).toThrow(/timed out/)
    harness.log('right after')
    await nextMicrotask()
    harness.log('after')
    expect(lost()).toEqual({ ERROR: 1 })
    harness.log('outer', {
      get a() {
        expect(tear).toThrow(/timed out/)
        return 1
      },
    })
    harness.log('after')
    expect(lost()).toEqual({ ERROR: 1 })
    expectConserved(harness)
  })

  it('loses only itself when it had logged inside, and when it is inside itself', async () => {
    const harness = createHarness()
    expect(endless(harness, `log('inside', { b: 1 })`)).toThrow(/timed out/)
    await nextMicrotask()
    harness.log('between')
    const outer = {
      get a() {
        expect(endless(harness)).toThrow(/timed out/)
        return 'survived'
      },
    }
    harness.log('outer', outer)
    await nextMicrotask()
    harness.log('after')
    const all = events(harness)
    expect(messages(all).filter((message) => message !== 'records_lost')).toEqual([
      'inside',
      'between',
      'outer',
      'after',
    ])
    expectConserved(harness)
  })

  it('in bind() and in a scope costs nothing afterwards', () => {
    const harness = createHarness()
    const context = createContext({ bind: (fields: object) => harness.bind(fields) })
    const bind = (): unknown => runInContext('bind({ get a() { for (;;); } })', context, { timeout: 10 })
    expect(bind).toThrow(/timed out/)
    harness.logAs(harness.bind({ a: { b: 1 } }), 20, 'bound')
    expect(plain(at(parseLine(harness.line()), 'data'))).toEqual({ a: { b: 1 } })
  })
})
