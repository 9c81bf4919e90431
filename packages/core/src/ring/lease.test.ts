import { beforeEach, describe, expect, test } from 'vitest'
import { sinkCell, SUBMITTED, TAKEN } from '../observe/counters.ts'
import { acknowledgedBy, createSharedPipeline, READ, type SharedPipeline } from './layout.ts'
import { createLease, Lease, LeaseWatch } from './lease.ts'

const DELIVERED = sinkCell(1, 'delivered')

let shared: SharedPipeline
let memory: SharedArrayBuffer
let counters: Float64Array
let control: Int32Array
beforeEach(() => {
  shared = createSharedPipeline({ capacity: 32_768, maxRecord: 4096, reserve: 4096 })
  memory = createLease(0, 2)
  counters = new Float64Array(shared.counters)
  control = new Int32Array(shared.control)
})

function endWithin(store: () => void): void {
  const lease = new Lease(shared, memory)
  lease.commit(() => {
    counters[TAKEN] = 7
    counters[DELIVERED] = 7
    control[acknowledgedBy(1)] = 56
  })
  const end = (): void =>
    void lease.commit(() => {
      store()
      throw new Error('the end of the thread')
    })
  expect(end).toThrow('the end of the thread')
}

describe.each([true, false])('a thread that ends within a commit (known to be dead: %s)', (dead) => {
  test('has stored nothing of it', () => {
    endWithin(() => {
      counters[DELIVERED] = 9
      control[acknowledgedBy(1)] = 72
      // The producer goes on meanwhile.
      counters[SUBMITTED] = 9
    })
    new LeaseWatch(shared, memory).revoke(dead)
    expect([counters[TAKEN], counters[DELIVERED], counters[SUBMITTED]]).toEqual([7, 7, 9])
    expect(control[acknowledgedBy(1)]).toBe(56)
  })

  test('has stored all of it, when it has freed the ring', () => {
    endWithin(() => {
      counters[TAKEN] = 9
      control[READ] = 72
    })
    new LeaseWatch(shared, memory).revoke(dead)
    expect([counters[TAKEN], control[READ]]).toEqual([9, 72])
  })
})

test('what was committed in whole stays', () => {
  const lease = new Lease(shared, memory)
  lease.commit(() => (counters[TAKEN] = 7))
  new LeaseWatch(shared, memory).revoke(true)
  expect(counters[TAKEN]).toBe(7)
  expect(lease.commit(() => (counters[TAKEN] = 8))).toBe(false)
  expect(counters[TAKEN]).toBe(7)
})
