import { describe, expect, test } from 'vitest'
import { drainTogether, type ExitDrain } from './exit-drain.ts'

/** Takes a number of looks until it is empty; `Infinity`: stuck. */
class FakeDrain implements ExitDrain {
  readonly calls: string[] = []
  readonly deadline: number
  looks: number

  constructor(looks: number, ms: number) {
    this.looks = looks
    this.deadline = performance.now() + ms
  }

  beginExit(): void {
    this.calls.push('begin')
  }

  continueExit(): number | null {
    this.calls.push('look')
    return this.looks-- > 0 ? this.looks : null
  }

  awaitProgress(token: number, ms: number): void {
    this.calls.push('wait')
    expect(token).toBe(this.looks)
    expect(ms).toBeGreaterThanOrEqual(0)
    // As Atomics.wait without a notification.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
  }

  giveUpExit(): void {
    this.calls.push('give up')
  }
}

const deadlineOf = ({ deadline }: FakeDrain): number => deadline

describe('draining at exit', () => {
  test('returns at once when all is written', () => {
    const drain = new FakeDrain(0, 1000)
    drainTogether([drain], deadlineOf)
    expect(drain.calls).toEqual(['begin', 'look'])
  })

  test('waits for progress until all is written', () => {
    const drain = new FakeDrain(2, 10_000)
    drainTogether([drain], deadlineOf)
    expect(drain.calls).toEqual(['begin', 'look', 'wait', 'look', 'wait', 'look'])
  })

  test('sets all going before it waits for the first, and a stuck one does not hold up the others', () => {
    const stuck = new FakeDrain(Number.POSITIVE_INFINITY, 60)
    const slow = new FakeDrain(3, 60)
    const started = performance.now()
    drainTogether([stuck, slow], deadlineOf)
    expect(stuck.calls.slice(0, 2)).toEqual(['begin', 'look'])
    expect(stuck.calls.at(-1)).toBe('give up')
    expect(slow.calls).not.toContain('give up')
    expect(performance.now() - started).toBeGreaterThanOrEqual(55)
  })

  test('gives each its own deadline', () => {
    const early = new FakeDrain(Number.POSITIVE_INFINITY, 0)
    const late = new FakeDrain(Number.POSITIVE_INFINITY, 40)
    drainTogether([early, late], deadlineOf)
    expect(early.calls).toEqual(['begin', 'look', 'give up'])
    expect(late.calls.filter((call) => call === 'give up')).toHaveLength(1)
  })

  test('of nothing is nothing', () => {
    expect(() => drainTogether([], deadlineOf)).not.toThrow()
  })
})
