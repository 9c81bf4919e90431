import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FapilogError } from '../errors/fapilog-error.ts'
import { variables } from './environment.ts'
import { explain } from './explain.ts'
import { fakeHost } from './fake-host.ts'
import { resolve } from './resolve.ts'
import { forThread, type Resolution } from './resolved-config.ts'
import type { Settings } from './settings.ts'

const sometimes = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 40, arbitrary: good },
    { weight: 1, arbitrary: fc.anything({ withNullPrototype: true }) },
  )

const size = fc.oneof(
  fc.constantFrom('8 MB', '512KiB', '1 GiB', '3mb'),
  fc.integer({ min: 2 ** 19, max: 2 ** 30 }),
)
const duration = fc.oneof(
  fc.constantFrom('1s', '250ms', 0, 'Infinity'),
  fc.nat(100_000),
  fc.double({ min: 0 }),
)
const level = fc.constantFrom('trace', 'INFO', 'Warn', 'notice', 'silent')
const sink = fc.oneof(
  fc.record({ kind: fc.constant('noop'), name: sometimes(fc.stringMatching(/^[\w.-]{1,64}$/)) }),
  fc.record({ kind: fc.constant('stdout-json') }),
  fc.record(
    { kind: fc.constant('stdout-pretty'), colors: sometimes(fc.constantFrom('auto', 'never')) },
    { requiredKeys: ['kind'] },
  ),
)

const nameOf = (given: { kind: string; name?: unknown }): unknown => given.name ?? given.kind

const settings = fc.record(
  {
    preset: sometimes(fc.constantFrom('dev', 'production', 'web', 'fastapi', 'minimal')),
    level: sometimes(level),
    format: sometimes(fc.constantFrom('json', 'pretty', 'auto')),
    sinks: sometimes(fc.uniqueArray(sink, { minLength: 1, maxLength: 4, selector: nameOf })),
    queue: sometimes(
      fc.record(
        {
          capacity: sometimes(size),
          onFull: fc.constantFrom('drop', 'block'),
          asyncWaitMs: sometimes(duration),
        },
        { requiredKeys: [] },
      ),
    ),
    service: sometimes(fc.string({ minLength: 1 })),
    context: sometimes(fc.dictionary(fc.string(), fc.anything())),
    shutdownTimeoutMs: sometimes(duration),
    diagnostics: sometimes(fc.boolean()),
    thread: sometimes(fc.record({ maxOldGenerationSizeMb: sometimes(fc.integer({ min: 32, max: 4_096 })) })),
  },
  { requiredKeys: [] },
)

const anySettings = fc.oneof({ weight: 6, arbitrary: settings }, { weight: 1, arbitrary: fc.anything() })

const names = [...variables.flatMap((variable) => variable.names), 'FAPILOG_PORT', 'NODE_ENV', 'CI']
const text = fc.oneof(
  fc.constantFrom('', '1', 'true', 'dev', 'info', 'json', '8 MB', '1s', 'block', '64'),
  fc.string(),
)
const environment = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 2 }) },
)

const attempt = (given: unknown, env: Record<string, string>, isTTY: boolean): Resolution | undefined => {
  try {
    return resolve(given as Settings, fakeHost(env, { isTTY }))
  } catch (error) {
    expect(error).toBeInstanceOf(FapilogError)
    expect(error).toHaveProperty('code', 'FAPILOG_E_CONFIG')
    return undefined
  }
}

const expectFrozen = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return
  expect(Object.isFrozen(value)).toBe(true)
  Object.values(value).forEach(expectFrozen)
}

describe('resolve', () => {
  it('throws only FapilogError, and returns what is frozen, cloneable and explained', () => {
    let resolved = 0
    fc.assert(
      fc.property(anySettings, environment, fc.boolean(), (given, env, isTTY) => {
        const resolution = attempt(given, env, isTTY)
        if (resolution === undefined) return
        resolved += 1
        const { config, origins } = resolution
        const crossing = forThread(config)
        expectFrozen(crossing)
        expect(Object.isFrozen(config) && Object.isFrozen(config.context)).toBe(true)
        expect(structuredClone(crossing)).toEqual(crossing)
        expect(
          explain(resolution)
            .map((entry) => entry.key)
            .toSorted(),
        ).toEqual([...origins.keys()].toSorted())
        const { capacity, maxRecord, reserve } = config.queue
        expect(Number.isInteger(Math.log2(capacity))).toBe(true)
        expect(reserve >= maxRecord && reserve + maxRecord < capacity).toBe(true)
        expect(new Set(config.sinks.map((sink) => sink.name)).size).toBe(config.sinks.length)
      }),
      { numRuns: 1_000 },
    )
    // A generator whose settings are all refused would prove nothing.
    expect(resolved).toBeGreaterThan(100)
  })

  it('is pure: the same settings resolve to the same configuration', () => {
    fc.assert(
      fc.property(settings, environment, (given, env) => {
        expect(attempt(given, env, false)?.config).toEqual(attempt(given, env, false)?.config)
      }),
    )
  })
})
