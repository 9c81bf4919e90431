import { expect, test } from 'vitest'
import { Queue } from '../../test/queue.ts'
import * as counter from '../observe/counters.ts'
import { RoomWaiters } from './room-waiters.ts'

function setUp(): { queue: Queue; waiters: RoomWaiters } {
  const queue = new Queue()
  return { queue, waiters: new RoomWaiters(queue.shared, queue.producer, 60_000) }
}

const waiting = ({ shared }: Queue): unknown => new Float64Array(shared.counters)[counter.WAITING]

test('a call that awaits room gives an answer on a stack that runs out, and loses nothing uncounted', async () => {
  const { queue, waiters } = setUp()
  queue.fill()
  const calls: Promise<boolean>[] = []
  // On the way up each call has a little more stack than the one before.
  const dig = (): void => {
    try {
      dig()
    } catch {
      // Now there is none left.
    }
    if (calls.length >= 3000) return
    try {
      calls.push(waiters.log(queue.source, 20, 'deep', undefined, undefined))
    } catch {
      // There is no stack for the call itself: nothing of ours has run.
    }
  }
  dig()
  expect(calls.length).toBe(3000)
  while (waiters.size > 0) {
    queue.readAll()
    waiters.publish()
  }
  const answers = await Promise.all(calls)
  expect(queue.log(1)).toBe(true)
  queue.readAll()
  const lost = queue.dropped() + queue.dropped('encode_failed')
  expect(queue.dropped('encode_failed')).toBeGreaterThan(0)
  expect(answers.filter((admitted) => !admitted).length).toBe(lost - 1)
  const admitted = queue.lines.filter(({ message }) => message !== 'records_lost').length
  expect(admitted + lost).toBe(queue.submitted)
  expect(waiting(queue)).toBe(0)
})

test('a record logged inside another one that finds no room beside the outer one waits, and follows it', async () => {
  const { queue, waiters } = setUp()
  while (queue.producer.hasRoom(20)) queue.log(0, { size: 2000 })
  queue.skip(1)
  const inner: Promise<boolean>[] = []
  const fields = {
    get inner() {
      inner.push(waiters.log(queue.source, 20, 'inner', undefined, undefined))
      return 1
    },
  }
  const outer = waiters.log(queue.source, 20, 'outer', fields, undefined)
  expect(waiters.size).toBe(1)
  expect(await outer).toBe(true)
  queue.readAll()
  expect(await Promise.all(inner)).toEqual([true])
  queue.readAll()
  expect(queue.lines.slice(-2).map(({ message }) => message)).toEqual(['outer', 'inner'])
  expect(queue.dropped()).toBe(0)
})
