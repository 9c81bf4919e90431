import { describe, expect, it } from 'vitest'
import { variables } from './environment.ts'
import { fakeHost } from './fake-host.ts'
import { listPresets } from './presets.ts'
import { resolve } from './resolve.ts'
import type { Origin, ResolvedConfig } from './resolved-config.ts'
import type { Settings } from './settings.ts'

interface Row {
  /** A leaf of the resolved configuration. */
  readonly leaf: string
  readonly code: readonly [settings: Settings, value: unknown]
  readonly variable?: readonly [name: string, text: string, value: unknown]
  readonly preset?: readonly [preset: Settings['preset'], value: unknown]
  readonly detected?: readonly [env: Readonly<Record<string, string>>, value: unknown, from: string]
  readonly byDefault: unknown
}

const mib = 2 ** 20

const rows: readonly Row[] = [
  {
    leaf: 'preset',
    code: [{ preset: 'dev' }, 'dev'],
    variable: ['FAPILOG_PRESET', 'Hardened', 'hardened'],
    byDefault: null,
  },
  {
    leaf: 'levelName',
    code: [{ level: 'error' }, 'ERROR'],
    variable: ['FAPILOG_LEVEL', 'warn', 'WARNING'],
    preset: ['dev', 'DEBUG'],
    detected: [{ CI: 'true' }, 'INFO', 'ci'],
    byDefault: 'INFO',
  },
  {
    leaf: 'level',
    code: [{ level: 'silent' }, 100],
    variable: ['FAPILOG_LEVEL', 'Notice', 25],
    preset: ['dev', 10],
    detected: [{ AWS_LAMBDA_FUNCTION_NAME: 'f' }, 20, 'lambda'],
    byDefault: 20,
  },
  {
    leaf: 'sinks.0.kind',
    code: [{ format: 'json' }, 'stdout-json'],
    variable: ['FAPILOG_FORMAT', 'PRETTY', 'stdout-pretty'],
    preset: ['production', 'stdout-json'],
    detected: [{}, 'stdout-json', 'no terminal'],
    byDefault: 'stdout-json',
  },
  {
    leaf: 'queue.capacity',
    code: [{ queue: { capacity: '3 MB' } }, 4 * mib],
    variable: ['FAPILOG_QUEUE__CAPACITY', '512 KiB', mib / 2],
    byDefault: 8 * mib,
  },
  {
    leaf: 'queue.onFull',
    code: [{ queue: { onFull: 'drop' } }, 'drop'],
    variable: ['FAPILOG_QUEUE__ON_FULL', 'BLOCK', 'block'],
    preset: ['hardened', 'block'],
    byDefault: 'drop',
  },
  {
    leaf: 'queue.waitMs',
    code: [{ queue: { waitMs: '1s' } }, 1_000],
    variable: ['FAPILOG_QUEUE__WAIT_MS', '70', 70],
    byDefault: 50,
  },
  {
    leaf: 'queue.asyncWaitMs',
    code: [{ queue: { asyncWaitMs: 5 } }, 5],
    variable: ['FAPILOG_QUEUE__ASYNC_WAIT_MS', 'Infinity', Number.POSITIVE_INFINITY],
    byDefault: 1_000,
  },
  {
    leaf: 'service',
    code: [{ service: 'a' }, 'a'],
    variable: ['FAPILOG_SERVICE', ' b ', 'b'],
    byDefault: null,
  },
  {
    leaf: 'env',
    code: [{ env: 'a' }, 'a'],
    variable: ['FAPILOG_ENV', 'b', 'b'],
    detected: [{ NODE_ENV: 'test' }, 'test', 'NODE_ENV'],
    byDefault: null,
  },
  {
    leaf: 'version',
    code: [{ version: '1' }, '1'],
    variable: ['FAPILOG_VERSION', '2', '2'],
    byDefault: null,
  },
  {
    leaf: 'shutdownTimeoutMs',
    code: [{ shutdownTimeoutMs: '1m' }, 60_000],
    variable: ['FAPILOG_SHUTDOWN_TIMEOUT_MS', '5s', 5_000],
    preset: ['web', 25_000],
    byDefault: 3_000,
  },
  {
    leaf: 'exitTimeoutMs',
    code: [{ exitTimeoutMs: 0 }, 0],
    variable: ['FAPILOG_EXIT_TIMEOUT_MS', '100', 100],
    byDefault: 2_000,
  },
  {
    leaf: 'diagnostics',
    code: [{ diagnostics: true }, true],
    variable: ['FAPILOG_DIAGNOSTICS', 'Off', false],
    byDefault: true,
  },
  {
    leaf: 'schemaVersion',
    code: [{ schemaVersion: false }, false],
    variable: ['FAPILOG_SCHEMA_VERSION', 'yes', true],
    byDefault: false,
  },
  {
    leaf: 'thread.mode',
    code: [{ thread: 'inline' }, 'inline'],
    variable: ['FAPILOG_THREAD__MODE', 'Inline', 'inline'],
    byDefault: 'dedicated',
  },
  {
    leaf: 'thread.maxYoungGenerationSizeMb',
    code: [{ thread: { maxYoungGenerationSizeMb: 8 } }, 8],
    variable: ['FAPILOG_THREAD__MAX_YOUNG_GENERATION_SIZE_MB', '16', 16],
    byDefault: 2,
  },
  {
    leaf: 'thread.maxOldGenerationSizeMb',
    code: [{ thread: { maxOldGenerationSizeMb: 64 } }, 64],
    variable: ['FAPILOG_THREAD__MAX_OLD_GENERATION_SIZE_MB', '128', 128],
    byDefault: 32,
  },
]

const leafOf = (config: ResolvedConfig, leaf: string): unknown =>
  leaf.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config)

const outcome = (
  settings: Settings,
  env: Readonly<Record<string, string>>,
  leaf: string,
): readonly unknown[] => {
  const { config, origins } = resolve(settings, fakeHost(env))
  return [leafOf(config, leaf), origins.get(leaf)]
}

const origin = (source: Origin['source'], from?: string): Origin =>
  from === undefined ? { source } : { source, from }

describe.each(rows)('$leaf', ({ leaf, code, variable, preset, detected, byDefault }) => {
  const env = variable === undefined ? {} : { [variable[0]]: variable[1] }
  const under = { ...detected?.[0] }
  const named = preset === undefined ? {} : { preset: preset[0] }

  it('code beats everything', () => {
    expect(outcome({ ...named, ...code[0] }, { ...under, ...env }, leaf)).toEqual([code[1], origin('code')])
  })

  if (variable !== undefined) {
    it('the environment beats preset, detection and default', () => {
      const expected = [variable[2], origin('environment', variable[0])]
      expect(outcome(named, { ...under, ...env }, leaf)).toEqual(expected)
    })
  }

  if (preset !== undefined) {
    it('the preset beats detection and default', () => {
      const expected = [preset[1], origin('preset', preset[0])]
      expect(outcome(named, under, leaf)).toEqual(expected)
      expect(outcome({}, { ...under, FAPILOG_PRESET: String(preset[0]) }, leaf)).toEqual(expected)
    })
  }

  if (detected !== undefined) {
    it('detection beats the default', () => {
      expect(outcome({}, under, leaf)).toEqual([detected[1], origin('detection', detected[2])])
    })
  }

  it('otherwise it has its default', () => {
    const [value, from] = outcome({}, {}, leaf)
    expect(value).toBe(byDefault)
    // Whether standard output is a terminal is always detected.
    if (leaf !== 'sinks.0.kind') expect(from).toEqual(origin('default'))
  })
})

describe('the table above', () => {
  it('has every variable', () => {
    const keyOf: Readonly<Record<string, string>> = { format: 'sinks.0.kind', level: 'levelName' }
    for (const { key, names } of variables) {
      expect(rows.find((row) => row.leaf === (keyOf[key] ?? key))?.variable?.[0]).toBe(names[0])
    }
  })

  it('has every leaf that does not follow from another', () => {
    const derived = ['queue.maxRecord', 'queue.reserve', 'sinks.0.name', 'context']
    const { origins } = resolve({}, fakeHost())
    const leaves = [...origins.keys()].filter((leaf) => !derived.includes(leaf))
    expect(leaves.toSorted()).toEqual(rows.map((row) => row.leaf).toSorted())
  })
})

describe('a preset named in code', () => {
  it.each(listPresets())('%s gives way to the environment, value by value', (preset) => {
    const env = { FAPILOG_PRESET: 'dev', FAPILOG_LEVEL: 'critical', FAPILOG_SHUTDOWN_TIMEOUT_MS: '7s' }
    const { config } = resolve({ preset }, fakeHost(env))
    expect(config).toMatchObject({ preset, levelName: 'CRITICAL', shutdownTimeoutMs: 7_000 })
  })
})
