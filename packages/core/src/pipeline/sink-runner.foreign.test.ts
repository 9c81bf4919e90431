// Thenables are what this is about.
// oxlint-disable unicorn/no-thenable
import { beforeEach, describe, expect, test } from 'vitest'
import type { Batch } from '../sinks/sink.ts'
import { FOREIGN, numbered, numbersOf, OpenSink } from './fixtures/fake-sink.ts'
import { captureWarnings, NOTHING, run, turn } from './fixtures/runner.ts'

beforeEach(() => {
  captureWarnings()
})

describe('a sink of the user', () => {
  test('gets copies that it may keep and change', () => {
    const kept: Batch[] = []
    const { runner } = run({ name: 's', limits: FOREIGN, write: (batch) => void kept.push(batch) })
    const batch = numbered(0, 2)
    void runner.offer(batch, 0)
    const [own] = kept as [Batch]
    expect(own.bytes()).not.toBe(batch.bytes())
    own.bytes().fill(32)
    expect(numbersOf(batch.events())).toEqual([0, 1])
    batch.clear()
    expect(own.count).toBe(2)
  })

  test.each([
    ['a number', 7],
    ['a boolean', true],
    ['null', null],
    ['an object', {}],
    ['a function', () => undefined],
  ])('returning %s is having written', (_, rubbish) => {
    const { runner, counts } = run({ name: 's', limits: FOREIGN, write: () => rubbish as never })
    void runner.offer(numbered(0, 1), 0)
    expect(counts()).toEqual({ ...NOTHING, accepted: 1, delivered: 1 })
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
    [
      'throws undefined',
      () => {
        throw undefined as never
      },
    ],
    [
      'throws what throws when it is printed',
      () => {
        throw {
          toString() {
            throw new Error('twice')
          },
        } as never
      },
    ],
    [
      'throws what throws when it is read',
      () => {
        throw new Proxy(
          {},
          {
            get() {
              throw new Error('twice')
            },
          },
        ) as never
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    [
      'is a thenable that rejects',
      () => ({ then: (_: unknown, no: (e: Error) => void) => no(new Error('no')) }),
    ],
    [
      'is a thenable that throws',
      () => ({
        then() {
          throw new Error('no')
        },
      }),
    ],
    [
      'has a then that cannot be read',
      () => ({
        get then() {
          throw new Error('no')
        },
      }),
    ],
    [
      'is a promise whose then throws',
      () =>
        Object.assign(Promise.resolve(), {
          then() {
            throw new Error('no')
          },
        }),
    ],
  ])('a write that %s costs its own records only', async (_, write) => {
    let broken = true
    const sink = { name: 's', limits: FOREIGN, write: () => (broken ? (write() as never) : undefined) }
    const { runner, counts, missed } = run(sink)
    void runner.offer(numbered(0, 3), 40)
    await turn()
    expect(counts()).toEqual({ ...NOTHING, accepted: 3, failed: 3 })
    expect(missed).toEqual([[40, 3]])
    broken = false
    void runner.offer(numbered(3, 2), 48)
    await turn()
    expect(counts()).toEqual({ ...NOTHING, accepted: 5, failed: 3, delivered: 2, lossRecords: 1 })
  })

  test.each([
    [{ written: 2 }, 2],
    [{ written: 2.9 }, 2],
    [{ written: 99 }, 5],
    [{ written: -1 }, 0],
    [{ written: Number.NaN }, 0],
    [{ written: Number.POSITIVE_INFINITY }, 5],
    [{ written: '3' }, 0],
  ])('an error with %j says how many got through', (facts, delivered) => {
    const { runner, counts, missed } = run({
      name: 's',
      limits: FOREIGN,
      write() {
        throw Object.assign(new Error('no'), facts)
      },
    })
    void runner.offer(numbered(0, 5), 8)
    expect(counts()).toEqual({ ...NOTHING, accepted: 5, delivered, failed: 5 - delivered })
    expect(missed).toEqual([[8, 5 - delivered]])
  })

  test('of joined batches, each is told what it missed', async () => {
    const sink = new OpenSink('s', FOREIGN)
    const { runner, missed } = run(sink)
    void runner.offer(numbered(0, 1), 0)
    void runner.offer(numbered(1, 4), 10)
    void runner.offer(numbered(5, 4), 20)
    sink.last.resolve()
    await turn()
    sink.last.reject(Object.assign(new Error('half'), { written: 6 }))
    await turn()
    expect(missed).toEqual([
      [10, 0],
      [20, 2],
    ])
  })
})
