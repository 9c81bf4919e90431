import { describe, expect, it } from 'vitest'
import { createHarness } from '../pipeline/format/testing/harness.ts'
import { at, parseLine, plain } from '../pipeline/format/testing/strict-json.ts'
import { EMPTY_BLOCK } from './context-block.ts'
import { DICTIONARY_BYTES, DictionaryReader, DictionaryWriter, ENTRY_LEVEL } from './dictionary.ts'
import { MAX_INTERNED_TEXTS, MAX_NODES_PER_ROOT, MAX_SHAPE_NODES } from './limits.ts'

/** Fills the table with texts until it takes no more. */
function fill(writer: DictionaryWriter): number {
  let n = 0
  while (writer.addText(`${n} ${'t'.repeat(200)}`) !== 0) n++
  // The room that is left for something shorter.
  while (writer.addText('x') !== 0);
  return n
}

describe('a full dictionary', () => {
  it('refuses texts and shapes, and still takes every level', () => {
    const memory = new SharedArrayBuffer(DICTIONARY_BYTES)
    const writer = new DictionaryWriter(memory)
    expect(fill(writer)).toBeGreaterThan(4000)
    expect(writer.addShape(0, 'k'.repeat(256))).toBe(0)
    for (let level = 1; level <= 99; level++)
      expect(writer.addLevel(level, 'L'.repeat(32))).toBeGreaterThan(0)
    const levels: number[] = []
    new DictionaryReader(memory, (_, entry) => {
      if (entry.kind === ENTRY_LEVEL) levels.push(entry.number)
    }).catchUp()
    expect(levels).toEqual(Array.from({ length: 99 }, (_, i) => i + 1))
  })

  it('is appended to by a second writer with the ids that follow', () => {
    const memory = new SharedArrayBuffer(4096 * 8)
    const first = new DictionaryWriter(memory).addText('one')
    const texts: [number, string][] = []
    expect(new DictionaryWriter(memory).addText('two')).toBe(first + 1)
    new DictionaryReader(memory, (id, { text }) => texts.push([id, text])).catchUp()
    expect(texts).toEqual([
      [first, 'one'],
      [first + 1, 'two'],
    ])
  })

  it.each(['store', 'load'] as const)(
    'is read right although Atomics.%s was replaced for a while',
    (name) => {
      const harness = createHarness()
      const descriptor = Object.getOwnPropertyDescriptor(Atomics, name) as PropertyDescriptor
      const broken = (): never => {
        throw new Error('replaced')
      }
      const fields = (i: number): object => ({ [`key ${i}`]: i })
      const log = (i: number): boolean => harness.log(`message ${i % 4}`, fields(i))
      Object.defineProperty(Atomics, name, { ...descriptor, value: broken })
      try {
        for (let i = 0; i < 8; i++) expect(log(i)).toBe(true)
      } finally {
        Object.defineProperty(Atomics, name, descriptor)
      }
      for (let i = 8; i < 16; i++) log(i)
      const events = harness.lines().map(parseLine)
      expect(events.map((event) => event.get('message'))).toEqual(events.map((_, i) => `message ${i % 4}`))
      expect(events.map((event) => plain(event.get('data')))).toEqual(
        Array.from({ length: 16 }, (_, i) => fields(i)),
      )
    },
  )

  it('costs records nothing but room: everything is written out', () => {
    const harness = createHarness({
      prepare: ({ dictionary }) => void fill(new DictionaryWriter(dictionary)),
    })
    const before = harness.dictionary()
    for (let i = 0; i < 6; i++) harness.log('message', { [`key ${i % 2}`]: { nested: [i] }, user_id: i })
    const events = harness.lines().map(parseLine)
    for (const [i, event] of events.entries()) {
      expect([event.get('level'), event.get('message'), event.get('logger')]).toEqual([
        'INFO',
        'message',
        'root',
      ])
      expect(plain(event.get('data'))).toEqual({ [`key ${i % 2}`]: { nested: [i] } })
      expect(at(event, 'context', 'user_id')).toBe(i)
    }
    const after = harness.dictionary()
    expect(after.texts.filter((text) => text === 'message')).toEqual([])
    expect(after.bytes - before.bytes).toBeLessThan(64)
  })
})

it('20,000 logger names: the first get numbers, and all are printed', () => {
  const harness = createHarness()
  for (let i = 0; i < 20_000; i++) {
    const name = `service.component.${i}`
    harness.logAs({ name, nameRef: harness.producer.nameRef(name), bound: EMPTY_BLOCK }, 20, 'named')
    const line = harness.line()
    if (!line.includes(`"logger":"${name}"`)) expect(line).toContain(name)
  }
  expect(harness.dictionary().texts.filter((text) => text.startsWith('service')).length).toBeLessThanOrEqual(
    1024,
  )
}, 60_000)

describe('floods', () => {
  const LEGIT = { order: 1, customer: { id: 7, name: 'x' } }

  it('of distinct messages stay within the table, and constant ones are interned afterwards', () => {
    const harness = createHarness()
    for (let i = 0; i < 200_000; i++) {
      harness.log(`request ${i} took ${i % 977} ms`)
      if (i % 1000 === 0) harness.bytes()
    }
    harness.bytes()
    const flooded = harness.dictionary()
    // Hardly any came twice: a candidate's hash may meet another's.
    expect(flooded.texts.length).toBeLessThan(50)
    for (let i = 0; i < 10_000; i++) {
      harness.log('a constant message', LEGIT)
      if (i % 500 === 0) harness.bytes()
    }
    expect(plain(at(parseLine(harness.lines().at(-1) as string), 'data'))).toEqual(LEGIT)
    expect(harness.dictionary().texts).toContain('a constant message')
  }, 60_000)

  it('of distinct texts that come twice each fill their share, and no more', () => {
    const harness = createHarness()
    for (let i = 0; i < 20_000; i++) {
      harness.log(`pair ${i >> 1}`)
      if (i % 1000 === 0) harness.bytes()
    }
    expect(harness.dictionary().texts.length).toBeLessThanOrEqual(MAX_INTERNED_TEXTS + 1024)
    expect(harness.dictionary().bytes).toBeLessThan(DICTIONARY_BYTES)
    harness.log('after', LEGIT)
    expect(plain(at(parseLine(harness.lines().at(-1) as string), 'data'))).toEqual(LEGIT)
  }, 60_000)

  it('of distinct shapes claim their own share, and other messages keep theirs', () => {
    const harness = createHarness()
    for (let i = 0; i < 200_000; i++) {
      harness.log('one call site', { [`key ${i}`]: i, fixed: { [`nested ${i}`]: i } })
      if (i % 1000 === 0) harness.bytes()
    }
    const flooded = harness.dictionary()
    expect(flooded.shapes).toBeLessThan(MAX_SHAPE_NODES / 2)
    for (let i = 0; i < 4; i++) harness.log('another call site', LEGIT)
    const lines = harness.lines()
    expect(plain(at(parseLine(lines.at(-1) as string), 'data'))).toEqual(LEGIT)
    expect(harness.dictionary().shapes).toBeGreaterThan(flooded.shapes)
  }, 60_000)

  it('of shapes that branch claim no more than the share of their message', () => {
    const harness = createHarness()
    for (let i = 0; i < 8000; i++) {
      harness.log('branching', {
        [`a${i % 20}`]: 1,
        [`b${((i / 20) % 20) | 0}`]: 2,
        [`c${((i / 400) % 20) | 0}`]: 3,
      })
      if (i % 500 === 0) harness.bytes()
    }
    harness.bytes()
    expect(harness.dictionary().shapes).toBeGreaterThan(200)
    // What was logged before the message was interned went by the root that all messages share.
    expect(harness.dictionary().shapes).toBeLessThanOrEqual(MAX_NODES_PER_ROOT + 6)
  })
})
