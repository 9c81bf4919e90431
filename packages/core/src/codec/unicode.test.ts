import { describe, expect, it } from 'vitest'
import { createHarness, ERROR } from '../pipeline/format/testing/harness.ts'
import { at, type JsonObject, parseLine } from '../pipeline/format/testing/strict-json.ts'

const SCALAR_VALUES = 1_112_064
/** 64 keys a record, and texts well below any limit. */
const PER_RECORD = 64

function* scalarValues(): Generator<string> {
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code)
  }
}

function* batches(): Generator<readonly string[]> {
  let batch: string[] = []
  for (const character of scalarValues()) {
    batch.push(character)
    if (batch.length < PER_RECORD) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

describe('Unicode', () => {
  it('brings each of the 1,112,064 scalar values through message, key, value, context and error', () => {
    const harness = createHarness()
    let seen = 0
    for (const batch of batches()) {
      const text = batch.join('')
      const error = new Error(text)
      error.stack = text
      const fields = Object.fromEntries(batch.map((character) => [character, character]))
      harness.logAs(harness.bind({ text }), ERROR, text, error, { fields, [text]: 1 })
      // parseLine refuses a raw character that could break or disguise the line; bytes() refuses wrong UTF-8.
      const event = parseLine(harness.line())
      expect(event.get('message')).toBe(text)
      expect(at(event, 'data', 'text')).toBe(text)
      expect(at(event, 'data', text)).toBe(1)
      expect(at(event, 'diagnostics', 'exception', 'message')).toBe(text)
      expect(at(event, 'diagnostics', 'exception', 'stack')).toBe(text)
      const read = [...(at(event, 'data', 'fields') as JsonObject)]
      // Numbers come first in any object.
      const written = Object.entries(fields)
      if (read.length !== written.length) expect(read).toEqual(written)
      for (const [i, [key, value]] of written.entries()) {
        if (read[i]?.[0] !== key || read[i]?.[1] !== value) expect(read[i]).toEqual([key, value])
      }
      seen += batch.length
    }
    expect(seen).toBe(SCALAR_VALUES)
    expect(harness.count('taken')).toBe(Math.ceil(SCALAR_VALUES / PER_RECORD))
  }, 60_000)

  it.each([
    ['a high half alone', 'a\ud800b', 'a\ufffdb'],
    ['a low half alone', 'a\udfffb', 'a\ufffdb'],
    ['halves in the wrong order', '\udc00\ud800', '\ufffd\ufffd'],
    ['a high half at the end', `${'x'.repeat(50)}\ud83d`, `${'x'.repeat(50)}\ufffd`],
    ['halves that belong together', '\ud83d\ude00', '😀'],
  ])('prints %s as U+FFFD in every place', (_, text, printed) => {
    const harness = createHarness()
    for (let i = 0; i < 3; i++) {
      harness.logAs(harness.bind({ text }), ERROR, text, { [text]: text, deep: { [text]: [text] } })
      const event = parseLine(harness.line())
      expect(event.get('message')).toBe(printed)
      expect(at(event, 'data', printed)).toBe(printed)
      expect(at(event, 'data', 'text')).toBe(printed)
      expect(at(event, 'data', 'deep', printed, 0)).toBe(printed)
    }
  })

  it('cuts no pair in half, wherever a text is cut', () => {
    const harness = createHarness()
    for (let pad = 0; pad < 4; pad++) {
      const text = 'x'.repeat(pad) + '😀'.repeat(6000)
      harness.log(text, { text, [text]: 1, s: Symbol(text) })
      const line = harness.line()
      parseLine(line)
      expect(line).not.toContain('\ufffd')
      expect(line).toMatch(/…\[\d+ more chars\]/)
    }
  })

  it('tells how much of a text was cut, however often', () => {
    const harness = createHarness()
    const cut = (text: string): string => {
      harness.log('cut', { text })
      return at(parseLine(harness.line()), 'data', 'text') as string
    }
    expect(cut('a'.repeat(8192))).toBe('a'.repeat(8192))
    expect(cut('a'.repeat(8193))).toBe(`${'a'.repeat(8192)}…[1 more chars]`)
    expect(cut('a'.repeat(1_000_000))).toBe(`${'a'.repeat(8192)}…[991808 more chars]`)
    // Three bytes each, then six.
    expect(cut('日'.repeat(100_000))).toBe(`${'日'.repeat(2730)}…[97270 more chars]`)
    expect(cut('\x01'.repeat(100_000))).toBe(`${'\x01'.repeat(1365)}…[98635 more chars]`)
    const forged = `${'b'.repeat(9000)}…[7 more chars]`
    expect(cut(forged)).toBe(`${'b'.repeat(8192)}…[${forged.length - 8192} more chars]`)
  })
})
