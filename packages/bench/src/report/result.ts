import { existsSync, readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import type { Measurement } from '../measurement.ts'
import type { Delivery } from '../delivery.ts'

/** 2: medians, and lines counted in every scenario that writes any. */
const SCHEMA = 2

/** A result file. */
export interface Result {
  readonly schema: typeof SCHEMA
  readonly date: string
  /** `quick` proves that the suite works; its times mean nothing. */
  readonly mode: 'full' | 'quick'
  /** Another built entry of fapilog than the workspace's, if one was named. */
  readonly entry: string | null
  readonly machine: {
    readonly cpu: string
    readonly cores: number
    readonly memoryGb: number
    readonly platform: string
    readonly node: string
    readonly v8: string
  }
  readonly versions: Readonly<Record<string, string>>
  readonly measurements: readonly Measurement[]
  readonly deliveries: readonly Delivery[]
}

/** A run of nothing yet, on this machine. */
export function emptyResult(mode: Result['mode'], entry: string | null): Result {
  const processors = cpus()
  return {
    schema: SCHEMA,
    date: new Date().toISOString(),
    mode,
    entry,
    machine: {
      cpu: processors[0]?.model ?? 'unknown',
      cores: processors.length,
      memoryGb: Math.round(totalmem() / 1e9),
      platform: `${process.platform} ${process.arch} ${release()}`,
      node: process.versions.node,
      v8: process.versions.v8,
    },
    versions: Object.fromEntries(LIBRARIES.map((name) => [name, versionOf(name)])),
    measurements: [],
    deliveries: [],
  }
}

const LIBRARIES = ['fapilog', 'pino', 'winston', '@logtape/logtape', '@logtape/file', 'tslog', 'bunyan']

/** From the folder in node_modules: not every package lets its package.json be resolved. */
function versionOf(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}

/** Throws, with the path, for whatever is no result of this suite. */
export function readResult(path: string): Result {
  const result = parsed(path)
  if (result?.schema !== SCHEMA) throw new Error(`${path} is no result file of this suite (schema ${SCHEMA})`)
  return result
}

function parsed(path: string): Result | null {
  const text = readFileSync(path, 'utf8')
  try {
    return JSON.parse(text) as Result | null
  } catch {
    return null
  }
}

/** What a run of some scenarios only goes into: the file, when it is of the same build, machine and libraries. */
export function resultToAddTo(path: string, fresh: Result): Result {
  if (!existsSync(path)) return fresh
  const there = readResult(path)
  for (const key of ['mode', 'entry', 'machine', 'versions'] as const) {
    if (!isDeepStrictEqual(there[key], fresh[key]))
      throw new Error(`${path} has another ${key}: name another file by --out`)
  }
  return there
}

/** The result with a scenario measured anew, in its old place. */
export function withScenario(
  result: Result,
  name: string,
  measured: Pick<Result, 'measurements' | 'deliveries'>,
): Result {
  return {
    ...result,
    measurements: replaced(result.measurements, name, measured.measurements),
    deliveries: replaced(result.deliveries, name, measured.deliveries),
  }
}

function replaced<T extends { readonly scenario: string }>(
  all: readonly T[],
  name: string,
  anew: readonly T[],
): readonly T[] {
  const at = all.findIndex(({ scenario }) => scenario === name)
  const others = all.filter(({ scenario }) => scenario !== name)
  return at === -1 ? [...others, ...anew] : others.toSpliced(at, 0, ...anew)
}

export function scenariosOf(result: Result): ReadonlySet<string> {
  return new Set([...result.measurements, ...result.deliveries].map(({ scenario }) => scenario))
}

export function find(
  result: Result,
  scenario: string,
  subject: string,
  metric: string,
): Measurement | undefined {
  return result.measurements.find(
    (one) => one.scenario === scenario && one.subject === subject && one.metric === metric,
  )
}

export function findDelivery(result: Result, scenario: string, subject: string): Delivery | undefined {
  return result.deliveries.find((one) => one.scenario === scenario && one.subject === subject)
}
