import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createHarness, ERROR } from '../pipeline/format/testing/harness.ts'
import { refer, referLayers } from '../pipeline/format/testing/reference.ts'
import { at, type JsonObject, parseLine, print } from '../pipeline/format/testing/strict-json.ts'
import { anyError, anyText, fields } from '../pipeline/format/testing/value-trees.ts'
import {
  FLAG_DATA,
  OFFSET_CONTEXT_WORDS,
  OFFSET_FLAGS,
  OFFSET_MESSAGE,
  RECORD_HEAD,
} from './record-layout.ts'
import { OBJECT_HEAD, TAG_OBJECT } from './tags.ts'

/** For the report of a failure. Some of the values are too odd for Node's own inspection. */
function shown(layers: readonly object[]): string {
  try {
    return inspect(layers, { depth: 9 })
  } catch (error) {
    return String(error)
  }
}

/** Below every limit on sizes, which have tests of their own. */
const SMALL = 4000

/** More in one go: VALUE_TREES=50 runs fifty times as many. */
const TIMES = Number(process.env.VALUE_TREES ?? 1)

const SITES = Array.from({ length: 64 }, (_, i) => `the constant message of call site ${i}`)
const message = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SITES) },
  { weight: 1, arbitrary: anyText(300) },
)

/** The order of a record's own fields is theirs, but not where two layers of them meet. */
const byName = (fields: JsonObject): string =>
  print(new Map([...fields].filter(([key]) => key !== 'message_id').toSorted(([a], [b]) => (a < b ? -1 : 1))))

it(
  'prints any tree of values as the reference serialiser does, in every place of a record',
  () => {
    const harness = createHarness({ baseContext: { service: 'test', user_id: 'nobody' } })
    const base = { service: 'test', user_id: 'nobody' }
    const view = new DataView(harness.shared.ring)
    const paths = { internedText: 0, inlineText: 0, shape: 0, prefix: 0, inline: 0 }

    /** Which way the record at the start of the ring's unread part took. */
    function look(record: number): void {
      if (view.getUint32(record + OFFSET_MESSAGE, true) === 0) {
        paths.inlineText++
        return
      }
      paths.internedText++
      const p = record + RECORD_HEAD + view.getUint32(record + OFFSET_CONTEXT_WORDS, true) * 4
      if (view.getUint8(record + OFFSET_FLAGS) !== FLAG_DATA || view.getUint8(p) !== TAG_OBJECT) return
      const [shape, extras] = [
        view.getUint16(p + OBJECT_HEAD - 4, true),
        view.getUint16(p + OBJECT_HEAD - 2, true),
      ]
      if (shape !== 0) paths[extras === 0 ? 'shape' : 'prefix']++
      else if (extras !== 0) paths.inline++
    }

    function check(text: string, layers: readonly object[], error: Error | null, log: () => boolean): void {
      const expected = referLayers([base, ...layers])
      const exception = error === null ? undefined : refer(error)
      const sizes = [text, ...layers.map((layer) => print(refer(layer))), print(exception)].map(
        (json) => json.length,
      )
      fc.pre(Math.max(...sizes) < SMALL)
      const start = harness.producer.position() & (harness.shared.capacity - 1)
      expect(log()).toBe(true)
      look(start)
      const line = harness.line()
      const event = parseLine(line)
      const seen = {
        message: event.get('message'),
        context: byName(event.get('context') as JsonObject),
        data: byName(event.get('data') as JsonObject),
        exception: print(at(event, 'diagnostics', 'exception')),
      }
      expect(seen, shown(layers)).toEqual({
        message: text.toWellFormed(),
        context: byName(expected.context),
        data: byName(expected.data),
        exception: print(exception),
      })
    }

    const inFields = fc.property(message, fields, (text, made) => {
      const value = made()
      check(text, [value], null, () => harness.log(text, value))
    })
    const inContexts = fc.property(message, fields, fields, fields, fields, (text, a, b, c, d) => {
      const [scope, bound, provided, own] = [a(), b(), c(), d()]
      const source = harness.bind(bound)
      harness.provide(() => provided)
      check(text, [scope, bound, provided, own], null, () =>
        harness.within(scope, () => harness.logAs(source, ERROR, text, own)),
      )
      harness.provide(null)
    })
    const inErrors = fc.property(message, anyError, fields, (text, error, own) => {
      const [thrown, value] = [error(), own()]
      check(text, [value], thrown, () => harness.log(text, thrown, value))
    })
    fc.assert(inFields, { numRuns: 3000 * TIMES })
    fc.assert(inContexts, { numRuns: 600 * TIMES })
    fc.assert(inErrors, { numRuns: 600 * TIMES })

    // Each way was taken often enough to have been tested.
    for (const [path, times] of Object.entries(paths)) expect(times, path).toBeGreaterThan(50)
    const dictionary = harness.dictionary()
    expect(dictionary.texts).toEqual(expect.arrayContaining(SITES))
    expect(dictionary.shapes).toBeGreaterThan(200)
  },
  60_000 * TIMES,
)
