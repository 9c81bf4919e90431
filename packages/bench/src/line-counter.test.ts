import { expect, test } from 'vitest'
import { LineCounter, MARK } from './line-counter.ts'

function count(...pieces: readonly string[]): LineCounter {
  const counter = new LineCounter()
  for (const piece of pieces) counter.add(Buffer.from(piece))
  return counter
}

const LINE = `{"message":"Order paid ${MARK}"}\n`

test('lines count however they are cut', () => {
  const text = LINE.repeat(3)
  for (let cut = 0; cut <= text.length; cut++) {
    const { lines, bytes } = count(text.slice(0, cut), text.slice(cut))
    expect([lines, bytes]).toEqual([3, text.length])
  }
  expect(count(...text.split('')).bytesPerLine).toBe(LINE.length)
})

test('a piece is the buffer of who gives it', () => {
  const counter = new LineCounter()
  const buffer = Buffer.from(LINE.slice(0, 10))
  counter.add(buffer)
  buffer.fill(0)
  counter.add(Buffer.from(LINE.slice(10)))
  expect(counter.lines).toBe(1)
})

test('torn lines and what a logger says of itself are no delivery', () => {
  expect(count('{"message":"32 records lost"}\n', LINE.slice(3), LINE.slice(0, -2), '\n').lines).toBe(0)
  expect(count(LINE.trimEnd()).lines).toBe(0)
})
