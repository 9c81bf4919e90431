import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHarness, ERROR } from './testing/harness.ts'
import { at, type JsonObject, parseLine, plain } from './testing/strict-json.ts'

const RESERVED = [
  'timestamp level message logger context diagnostics data exception message_id schema_version log',
  'correlation_id correlationId request_id requestId user_id userId tenant_id tenantId trace_id traceId span_id',
  'spanId value value_2 args __proto__ constructor prototype toString hasOwnProperty toJSON length service pid',
  `… …… …2 type stack cause own_type a\ud800 a\udfff a\ufffd a\ufffd…2 ${'k'.repeat(256)} ${'k'.repeat(257)}`,
]
  .flatMap((names) => names.split(' '))
  .concat('', `${'k'.repeat(256)}l`, `${'k'.repeat(256)}…[1 more chars]#1`)

const reserved = fc.constantFrom(...RESERVED)

/** Fields whose values say where they came from. */
function forging(from: string, keys: readonly string[]): object {
  const fields = {}
  for (const key of keys) {
    Object.defineProperty(fields, key, { value: `${from} ${key}`.slice(0, 40), enumerable: true })
  }
  return fields
}

describe('keys that mean something', () => {
  it.each([false, true])('forge and break nothing, whoever brings them (wrapped: %s)', (schemaVersion) => {
    const diagnostics = { service: 'orders', pid: 1 }
    const harness = createHarness({ schemaVersion, diagnostics, baseContext: forging('base', RESERVED) })
    const keys = fc.uniqueArray(reserved, { maxLength: 12 })
    fc.assert(
      fc.property(
        keys,
        keys,
        keys,
        keys,
        fc.boolean(),
        fc.boolean(),
        (scope, bound, provided, own, fails, more) => {
          const error = Object.assign(new Error('true'), forging('error', own))
          harness.provide(() => forging('provided', provided))
          const args = fails ? ['true', error, forging('own', own)] : ['true', forging('own', own)]
          harness.within(forging('scope', scope), () =>
            harness.logAs(harness.bind(forging('bound', bound)), ERROR, ...args, ...(more ? [7, 8, 9] : [])),
          )
          harness.provide(null)
          const line = harness.line()
          const unwrapped = schemaVersion ? line.slice('{"schema_version":"1.1","log":'.length, -1) : line
          const event = parseLine(unwrapped)
          expect(event.get('timestamp')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
          expect(event.get('level')).toBe('ERROR')
          expect(event.get('message')).toBe('true')
          expect(event.get('logger')).toBe('root')
          expect(at(event, 'context', 'message_id')).toMatch(/^[\da-f-]{36}$/)
          expect(at(event, 'diagnostics', 'service')).toBe('orders')
          expect([...(event.get('diagnostics') as JsonObject).keys()]).toEqual(
            fails ? ['service', 'pid', 'exception'] : ['service', 'pid'],
          )
          // Every field of the innermost layer is there, under its own name or a name like it.
          const printed = ['data', 'context'].flatMap((part) => Object.values(plainly(event, part)))
          for (const key of own) expect(printed).toContain(`own ${key}`.slice(0, 40).toWellFormed())
        },
      ),
      { numRuns: 1500 },
    )
    // As JSON.parse reads it, no prototype was set either.
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  const plainly = (event: JsonObject, part: string): Record<string, unknown> =>
    plain(event.get(part)) as Record<string, unknown>

  it('print request_id and requestId of one object both, the first as itself', () => {
    const harness = createHarness()
    const orders = [
      { request_id: 'snake', requestId: 'camel', a: 1 },
      { requestId: 'camel', request_id: 'snake', a: 1 },
    ]
    for (const fields of orders) {
      // The second time by way of the shape.
      for (let i = 0; i < 3; i++) {
        harness.log('both', fields)
        const event = parseLine(harness.line())
        expect(plainly(event, 'context')).toMatchObject({ correlation_id: 'snake', request_id: 'snake' })
        expect(plainly(event, 'data')).toEqual({ requestId: 'camel', a: 1 })
      }
      harness.logAs(harness.bind(fields), ERROR, 'bound', { requestId: 'own' })
      const event = parseLine(harness.line())
      expect(plainly(event, 'context')).toMatchObject({ request_id: 'own' })
      expect(plainly(event, 'data')).toEqual({ requestId: 'camel', a: 1 })
    }
  })

  it('let the inner layer win over the outer one, under either spelling', () => {
    const harness = createHarness({ baseContext: { user_id: 'base', kept: 'base', lost: 'base' } })
    harness.provide(() => ({ userId: 'provided', lost: 'provided' }))
    const log = (fields: object): JsonObject => {
      harness.within({ user_id: 'scope', lost: 'scope' }, () =>
        harness.logAs(harness.bind({ userId: 'bound', lost: 'bound' }), ERROR, 'layers', fields),
      )
      return parseLine(harness.line())
    }
    const own = log({ user_id: 'own', lost: 'own' })
    expect(plainly(own, 'context')).toMatchObject({ user_id: 'own' })
    expect(plainly(own, 'data')).toEqual({ kept: 'base', lost: 'own' })
    const without = log({ user_id: undefined, lost: undefined })
    expect(plainly(without, 'context')).toMatchObject({ user_id: 'provided' })
    expect(plainly(without, 'data')).toEqual({ kept: 'base', lost: 'provided' })
    expect(plainly(log({ user_id: null }), 'context')).toMatchObject({ user_id: null })
  })

  it('keep fields of the names that arguments are printed under', () => {
    const harness = createHarness()
    harness.log('args', { value: 'own', args: 'own', value_2: 'own' }, 1, 2)
    expect(plainly(parseLine(harness.line()), 'data')).toEqual({
      value: 'own',
      args: 'own',
      value_2: 'own',
      args_2: [1, 2],
    })
    harness.log('value', 7, { value: 'own' })
    expect(plainly(parseLine(harness.line()), 'data')).toEqual({ value: 'own', value_2: 7 })
  })

  it('print a context whose toJSON made something else of it', () => {
    const harness = createHarness()
    harness.logAs(harness.bind({ toJSON: () => 'text', lost: 1 }), ERROR, 'bound', { own: 1 })
    expect(plainly(parseLine(harness.line()), 'data')).toEqual({ value: 'text', own: 1 })
  })

  it('number keys that print alike, at every level and by every way', () => {
    const harness = createHarness()
    const alike = { 'a\ud800': 1, 'a\udbff': 2, 'a\ufffd': 3, 'a\ufffd…2': 4 }
    const printed = { 'a\ufffd': 1, 'a\ufffd…2': 2, 'a\ufffd…3': 3, 'a\ufffd…2…2': 4 }
    for (let i = 0; i < 3; i++) {
      harness.logAs(harness.bind({ bound: alike }), ERROR, 'alike', {
        ...alike,
        nested: alike,
        list: [alike],
      })
      const event = parseLine(harness.line())
      expect(plainly(event, 'data')).toEqual({ bound: printed, ...printed, nested: printed, list: [printed] })
      harness.log('error', Object.assign(new Error('alike'), alike))
      const exception = at(parseLine(harness.line()), 'diagnostics', 'exception')
      expect(plain(exception)).toMatchObject(printed)
    }
  })

  it('number cut keys that print alike, and the mark for keys left out', () => {
    const harness = createHarness()
    const key = 'k'.repeat(300)
    const cut = `${'k'.repeat(256)}…[44 more chars]`
    harness.log('cut', { [`${key}`]: 1, [`${cut}#0`]: 2, other: { [key]: 3 } })
    const data = plainly(parseLine(harness.line()), 'data')
    expect(Object.values(data)).toEqual([1, 2, { [`${cut}#0`]: 3 }])
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [i === 3 ? '…' : `k${i}`, i]))
    harness.log('many', { many, ...many })
    const event = parseLine(harness.line())
    expect(plainly(event, 'data')).toMatchObject({ '…': 3, '……2': '[45 more keys]' })
    expect(plain(at(event, 'data', 'many'))).toMatchObject({ '…': 3, '……2': '[44 more keys]' })
  })
})
