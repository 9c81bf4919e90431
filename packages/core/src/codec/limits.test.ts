import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHarness, ERROR } from '../pipeline/format/testing/harness.ts'
import { at, parseLine, plain } from '../pipeline/format/testing/strict-json.ts'

const field = (value: unknown): unknown => {
  const harness = createHarness()
  harness.log('limit', { value })
  return plain(at(parseLine(harness.line()), 'data', 'value'))
}
const keys = (n: number): object => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i]))

describe('each limit is marked', () => {
  it('depth', () => {
    let value: unknown = 'bottom'
    for (let i = 0; i < 9; i++) value = { in: value }
    const path = ['in', 'in', 'in', 'in', 'in', 'in', 'in', 'in']
    let printed = field(value) as Record<string, unknown>
    for (const key of path.slice(1)) printed = printed[key] as Record<string, unknown>
    expect(printed.in).toBe('[Too deep]')
  })

  it('keys', () => {
    expect(Object.keys(field(keys(256)) as object)).toHaveLength(256)
    expect(field(keys(257))).toMatchObject({ k255: 255, '…': '[1 more keys]' })
  })

  it('items', () => {
    expect(field(Array.from({ length: 128 }, () => 1))).toHaveLength(128)
    expect((field(Array.from({ length: 130 }, () => 1)) as unknown[]).slice(127)).toEqual([
      1,
      '[2 more items]',
    ])
    const sparse: unknown[] = []
    sparse.length = 2 ** 32 - 1
    expect((field(sparse) as unknown[]).at(-1)).toBe('[4294967167 more items]')
  })

  it('texts, keys and messages', () => {
    const harness = createHarness()
    harness.log('m'.repeat(9000), { ['k'.repeat(300)]: 1 })
    const event = parseLine(harness.line())
    expect(event.get('message')).toBe(`${'m'.repeat(8192)}…[808 more chars]`)
    expect(plain(event.get('data'))).toEqual({ [`${'k'.repeat(256)}…[44 more chars]#0`]: 1 })
  })

  it('bound context', () => {
    const harness = createHarness()
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, 'x'.repeat(500)]))
    harness.logAs(harness.bind(many), ERROR, 'bound', { own: 1 })
    const data = plain(at(parseLine(harness.line()), 'data')) as Record<string, unknown>
    expect(data).toMatchObject({
      k0: 'x'.repeat(500),
      own: 1,
      '…': expect.stringMatching(/^\[\d+ more keys\]$/) as unknown,
    })
    expect(JSON.stringify(data).length).toBeLessThan(10_000)
  })

  it('causes', () => {
    let error = new Error('0')
    for (let i = 1; i < 20; i++) error = new Error(String(i), { cause: error })
    const harness = createHarness()
    harness.log('causes', error)
    let printed = at(parseLine(harness.line()), 'diagnostics', 'exception')
    for (let i = 0; i < 8; i++) printed = at(printed, 'cause')
    expect(at(printed, 'message')).toBe('11')
    expect(at(printed, 'cause')).toBe('[Too deep]')
  })

  it('the record: the marks at its end are whole, wherever it ends', () => {
    const harness = createHarness({ maxRecord: 4096, capacity: 1 << 15 })
    const wide = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => ['日'.repeat(i + 230), 'x'.repeat(30)]),
    )
    for (let fill = 0; fill < 400; fill += 3) {
      harness.log('full', { fill: 'f'.repeat(fill), a: [{ b: { c: wide, after: 1 }, after: [1, 2] }], z: 1 })
      const line = harness.line()
      parseLine(line)
      expect(line).toMatch(/"…":"\[\d+ more keys\]"/)
      // A mark that was cut itself would say so.
      expect(line).not.toContain('"…[1 more chars]"')
    }
  })
})

/** Texts that print up to six times as long as they are, and all that makes a record large. */
const heavyText = fc
  .tuple(fc.constantFrom('\x01', '"', '\u2028', '日', '😀', 'a', '\ud800', '\\'), fc.nat(9000))
  .map(([unit, n]) => unit.repeat(n))
const heavy = fc.letrec<{ value: unknown; branch: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, heavyText, fc.double(), fc.bigInt(), tie('branch')),
  branch: fc.oneof(
    fc.array(tie('value'), { maxLength: 30 }),
    fc.dictionary(fc.oneof(fc.string({ maxLength: 6 }), heavyText), tie('value'), { maxKeys: 30 }),
    fc.tuple(heavyText, tie('value')).map(([text, cause]) => new Error(text, { cause })),
  ),
})).value
// Shrinking these takes longer than reading one: the properties below end at the first failure.
const heavyFields = fc.dictionary(fc.string({ maxLength: 8 }), heavy, { maxKeys: 12 })

it.each([false, true])(
  'prints no line over 64 KiB, whatever escaping does to it (wrapped: %s)',
  (schemaVersion) => {
    const diagnostics = { service: '\x01'.repeat(500) }
    const harness = createHarness({ schemaVersion, diagnostics })
    let fitted = 0
    fc.assert(
      fc.property(heavyText, heavyFields, heavyFields, (message, fields, bound) => {
        const error = new Error(message, { cause: fields })
        harness.logAs(
          { ...harness.bind(bound), name: '"'.repeat(256), nameRef: 0 },
          ERROR,
          message,
          error,
          fields,
        )
        const line = harness.line()
        if (Buffer.byteLength(line) > 60_000) fitted++
        parseLine(schemaVersion ? line.slice('{"schema_version":"1.1","log":'.length, -1) : line)
        expect(Buffer.byteLength(line)).toBeLessThan(65_536)
      }),
      { numRuns: 150, endOnFailure: true },
    )
    expect(fitted).toBeGreaterThan(2)
  },
)

it('writes no byte beyond its record, however small records are', () => {
  const size = fc.constantFrom(4096, 8192, 16_384, 65_536)
  const run = fc.property(
    size,
    heavyText,
    heavyFields,
    heavyFields,
    heavy,
    (maxRecord, message, fields, bound, value) => {
      const harness = createHarness({ capacity: maxRecord * 8, maxRecord })
      const memory = new Uint8Array(harness.shared.ring)
      const untouched = new Uint8Array(memory.length).fill(0xa5)
      const source = { ...harness.bind(bound), name: '日'.repeat(256), nameRef: 0 }
      harness.provide(() => bound)
      for (let i = 0; i < 2; i++) {
        memory.fill(0xa5)
        const from = harness.producer.position() & (harness.shared.capacity - 1)
        harness.within(bound, () =>
          harness.logAs(source, ERROR, message, new Error(message), fields, value, value),
        )
        const length = new DataView(harness.shared.ring).getUint32(from, true)
        expect(length).toBeLessThanOrEqual(maxRecord)
        // An encoding may overhang its own end while a value is replaced, never the largest record.
        const end = from + maxRecord
        expect(Buffer.compare(memory.subarray(end), untouched.subarray(end))).toBe(0)
        parseLine(harness.line())
      }
    },
  )
  fc.assert(run, { numRuns: 60, endOnFailure: true })
})
