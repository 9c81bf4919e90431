import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LineBuffer } from './line-buffer.ts'

const bytesOf = (lines: readonly string[]): Uint8Array =>
  Buffer.from(lines.map((line) => `${line}\n`).join(''))

/** The newest lines that fit. */
function model(lines: readonly string[], capacity: number): string[] {
  const kept: string[] = []
  let size = 0
  for (const line of lines) {
    const bytes = Buffer.byteLength(line) + 1
    if (bytes > capacity) continue
    kept.push(line)
    size += bytes
    while (size > capacity) size -= Buffer.byteLength(kept.shift() ?? '') + 1
  }
  return kept
}

describe('LineBuffer', () => {
  test('holds nothing at first', () => {
    const buffer = new LineBuffer(LineBuffer.create(64))
    expect([buffer.lines(), buffer.evicted]).toEqual([[], 0])
  })

  test('holds the newest lines that fit, whatever came before', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'é', '💥', '0'), maxLength: 40 })
    fc.assert(
      fc.property(fc.array(fc.array(line, { minLength: 1, maxLength: 8 }), { maxLength: 60 }), (batches) => {
        const memory = LineBuffer.create(64)
        const [writer, reader] = [new LineBuffer(memory), new LineBuffer(memory)]
        const all: string[] = []
        for (const batch of batches) {
          writer.append(bytesOf(batch))
          all.push(...batch)
          expect(reader.lines()).toEqual(model(all, 64))
          expect(reader.evicted).toBe(all.length - reader.lines().length)
        }
      }),
    )
  })

  test('goes on beyond 2^31 bytes', () => {
    const memory = LineBuffer.create(64)
    const words = new Int32Array(memory, 0, 2)
    words.fill(2 ** 31 - 10)
    const buffer = new LineBuffer(memory)
    const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`)
    for (const line of lines) {
      buffer.append(bytesOf([line]))
      expect(buffer.lines().at(-1)).toBe(line)
    }
    expect(buffer.lines()).toEqual(model(lines, 64))
  })

  test('a line that was written over while it was read is left out', () => {
    const memory = LineBuffer.create(64)
    const buffer = new LineBuffer(memory)
    buffer.append(bytesOf(['aaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbb', 'ccccccccccccccccccc']))
    // As if the writer had come between the copy and the second look at START.
    const words = new Int32Array(memory, 0, 2)
    const { add } = Atomics
    Atomics.add = ((array: Int32Array, index: number, n: number) => {
      Atomics.add = add
      return add(array, index, n) + 20
    }) as typeof Atomics.add
    expect(buffer.lines()).toEqual(['bbbbbbbbbbbbbbbbbbb', 'ccccccccccccccccccc'])
    expect(words[0]).toBe(0)
  })

  test.each([
    ['a whole round', 64],
    ['more than one', 100],
  ])('overtaken by %s while it reads, it looks again', (_, ahead) => {
    const buffer = new LineBuffer(LineBuffer.create(64))
    buffer.append(bytesOf(['a', 'b']))
    const { add } = Atomics
    let overtaken = 0
    Atomics.add = ((array: Int32Array, index: number, n: number) => {
      if (++overtaken === 3) Atomics.add = add
      return add(array, index, n) + ahead
    }) as typeof Atomics.add
    expect(buffer.lines()).toEqual(['a', 'b'])
    expect(overtaken).toBe(3)
  })

  test('overtaken by every look, it gives up', () => {
    const buffer = new LineBuffer(LineBuffer.create(64))
    buffer.append(bytesOf(['a', 'b']))
    const { add } = Atomics
    Atomics.add = ((array: Int32Array, index: number, n: number) =>
      add(array, index, n) + 64) as typeof Atomics.add
    try {
      expect(buffer.lines()).toEqual([])
    } finally {
      Atomics.add = add
    }
  })

  test('knows its memory', () => {
    expect(LineBuffer.isMemory(LineBuffer.create(5000))).toBe(true)
    for (const other of [
      null,
      {},
      new ArrayBuffer(96),
      new SharedArrayBuffer(100),
      new SharedArrayBuffer(32),
    ]) {
      expect(LineBuffer.isMemory(other)).toBe(false)
    }
  })
})
