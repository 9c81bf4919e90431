import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createHarness, type Harness } from '../pipeline/format/testing/harness.ts'
import { at, parseLine } from '../pipeline/format/testing/strict-json.ts'

const MAX_RECORD = 4096

function tearOff(harness: Harness): void {
  const context = createContext({ log: (...args: unknown[]) => harness.log(...args) })
  const code = `log('torn', { get a() { for (;;); } })`
  expect(() => runInContext(code, context, { timeout: 5 }) as unknown).toThrow(/timed out/)
}

const WAYS: Readonly<Record<string, (harness: Harness) => void>> = {
  'was logged': (harness) => harness.log('inner', { deep: { er: [1] } }),
  'was torn off': tearOff,
  'had one torn off inside itself': (harness) =>
    harness.log('inner', {
      get a() {
        tearOff(harness)
        return 1
      },
    }),
}

describe.each(Object.entries(WAYS))('after a record that %s while it was read', (_, inner) => {
  const fieldsOf = (harness: Harness, rest: object): object => ({
    get first() {
      inner(harness)
      return 'read'
    },
    ...rest,
  })

  it('a record keeps its own bounds', () => {
    const harness = createHarness({ capacity: 1 << 15, maxRecord: MAX_RECORD })
    const memory = new Uint8Array(harness.shared.ring)
    const spill = memory.subarray(MAX_RECORD, harness.shared.capacity)
    spill.fill(0xa5)
    const many = Object.fromEntries(Array.from({ length: 200 }, (__, i) => [`key ${i}`, 'x'.repeat(100)]))
    // Nothing is published before it is done: what lies beyond it must be as it was.
    const checked = {
      many,
      get last() {
        return spill.every((byte) => byte === 0xa5)
      },
    }
    harness.log('outer', fieldsOf(harness, { many, checked }))
    expect(new DataView(harness.shared.ring).getUint32(0, true)).toBeLessThanOrEqual(MAX_RECORD)
    const [outer] = harness.lines().map(parseLine)
    expect(at(outer, 'data', 'first')).toBe('read')
    expect(at(outer, 'data', 'many', '…')).toMatch(/more keys/)
  })

  it('a record still sees its cycles and its depth', () => {
    const harness = createHarness()
    const rest: Record<string, unknown> = {}
    const whole = { nested: fieldsOf(harness, rest) }
    Object.assign(whole.nested, { around: whole })
    harness.log('outer', whole)
    const [outer] = harness.lines().map(parseLine)
    expect(at(outer, 'data', 'nested', 'around')).toBe('[Circular]')
  })

  it('every record is accounted for', () => {
    const harness = createHarness()
    for (let i = 0; i < 6; i++) harness.log('outer', fieldsOf(harness, {}))
    harness.lines()
    const dropped = (['queue_full', 'reentrant', 'encode_failed'] as const).map((reason) =>
      harness.count(reason),
    )
    expect(harness.count('submitted')).toBe(harness.count('taken') + dropped.reduce((a, b) => a + b))
    expect(harness.count('reentrant')).toBe(0)
  })
})
