import { describe, expect, test } from 'vitest'
import { Queue, SIZE } from '../../test/queue.ts'
import { countRecords } from './count-records.ts'
import { READ, WRITE } from './layout.ts'
import { resizeRing } from './resize.ts'

const LARGER = { capacity: SIZE.capacity * 2, maxRecord: SIZE.maxRecord, reserve: SIZE.reserve }
const SMALLER = { capacity: 16 * 1024, maxRecord: 4096, reserve: 4096 }

/** The bytes of the records, one after the other. */
function records({ control, ring, capacity }: Queue['shared']): Buffer[] {
  const words = new Int32Array(control)
  const view = new DataView(ring)
  const found: Buffer[] = []
  for (let at = words[READ] as number; at !== words[WRITE];) {
    const start = at & (capacity - 1)
    const length = view.getUint32(start, true)
    found.push(Buffer.from(new Uint8Array(ring, start, length)))
    at = (at + length + 7) & ~7
  }
  return found
}

describe('a queue that is made anew before its thread has started', () => {
  test('keeps every record, byte for byte, in order, when there is room', () => {
    const queue = new Queue()
    queue.fill()
    const { shared, left } = resizeRing(queue.shared, LARGER)
    expect(left).toEqual([])
    expect(records(shared)).toEqual(records(queue.shared))
    expect(countRecords(shared)).toBe(countRecords(queue.shared))
  })

  test('keeps the oldest when there is none, and names the level of each that is left', () => {
    const queue = new Queue()
    const admitted = queue.fill()
    queue.log(90, { level: 30 })
    const { shared, left } = resizeRing(queue.shared, SMALLER)
    const kept = countRecords(shared)
    expect(kept).toBeLessThan(admitted)
    expect(left).toEqual(Array.from({ length: admitted - kept }, () => 20))
    expect(records(shared)).toEqual(records(queue.shared).slice(0, kept))
  })

  test('lets protected records use the reserve, and no ordinary one after the first that was left', () => {
    const queue = new Queue()
    queue.fill()
    queue.log(90, { level: 40, size: 100 })
    const { shared, left } = resizeRing(queue.shared, SMALLER)
    expect(left).not.toContain(40)
    const kept = records(shared)
    expect(kept.at(-1)).toEqual(records(queue.shared).at(-1))
  })

  test('does not count a loss record as a record that was lost', () => {
    const queue = new Queue()
    queue.fill()
    // Announces the loss first.
    queue.log(90, { level: 40, size: 3000 })
    const { left } = resizeRing(queue.shared, { capacity: 8192, maxRecord: 2048, reserve: 2048 })
    const all = records(queue.shared)
    const [internal] = all.slice(-2)
    expect(internal).toBeDefined()
    expect(left.length).toBe(all.length - 1 - countKept(queue))
  })

  test('leaves what is larger than its largest record', () => {
    const queue = new Queue()
    queue.log(1, { size: 4500 })
    queue.log(2)
    const { shared, left } = resizeRing(queue.shared, SMALLER)
    // Nor what follows it: the loss must not come after later records.
    expect(left).toEqual([20, 20])
    expect(countRecords(shared)).toBe(0)
  })

  test.each([2 ** 31 - 8, 2 ** 32 - 8])('reads positions that pass %s', (start) => {
    const queue = new Queue({ start })
    const admitted = queue.fill()
    expect(countRecords(queue.shared)).toBe(admitted)
    expect(countRecords(resizeRing(queue.shared, LARGER).shared)).toBe(admitted)
  })
})

function countKept(queue: Queue): number {
  const { shared } = resizeRing(queue.shared, { capacity: 8192, maxRecord: 2048, reserve: 2048 })
  return records(shared).filter((bytes) => bytes[5] !== 30).length
}
