import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHarness } from './testing/harness.ts'

const keys = fc.constantFrom(
  'correlation_id',
  'requestId',
  'request_id',
  'user_id',
  'tenant_id',
  'shop',
  'a longer key than thirteen characters',
  'cut…',
  'b\ufffd',
  'b\ud800',
)
const values = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.integer(),
  fc.double(),
  fc.constantFrom(undefined, null, true, { nested: ['x'] }),
)
const fields = fc.dictionary(keys, values, { maxKeys: 6 })

/** A line without what differs from one record to the next. */
function fieldsOf(line: string): unknown {
  const { context, data } = JSON.parse(line) as {
    readonly context: Readonly<Record<string, unknown>>
    readonly data: unknown
  }
  return { context: { ...context, message_id: null }, data }
}

describe('bound context', () => {
  test('is printed alike the first time, when it is kept, and when it was kept', () => {
    fc.assert(
      fc.property(fields, fields, fc.option(fields, { nil: undefined }), (bound, scope, base) => {
        const harness = createHarness({
          capacity: 4096,
          maxRecord: 2048,
          ...(base === undefined ? {} : { baseContext: base }),
        })
        const source = harness.bind(bound)
        const seen: unknown[] = []
        harness.within(scope, () => {
          for (let time = 0; time < 5; time++) {
            harness.logAs(source, 20, 'm', { own: 1 })
            seen.push(fieldsOf(harness.line()))
            // The memory of the context is written over meanwhile.
            for (let i = 0; i < 3; i++) harness.log('other', { text: 'y'.repeat(900) })
            harness.bytes()
          }
        })
        for (const again of seen) expect(again).toEqual(seen[0])
      }),
    )
  })

  test('is printed as it is where a field of the record makes its way another one', () => {
    fc.assert(
      fc.property(fields, fields, fields, (bound, scope, base) => {
        const harness = createHarness({ baseContext: base })
        const source = harness.bind(bound)
        harness.within(scope, () => {
          harness.logAs(source, 20, 'm', { own: 1 })
          // Two arguments more than one are printed as `args`: never the usual way.
          harness.logAs(source, 20, 'm', { own: 1 }, 2, 3)
        })
        const [usual, other] = harness.lines().map(fieldsOf) as [object, { data: { args?: unknown } }]
        delete other.data.args
        expect(other).toEqual(usual)
      }),
    )
  })
})
