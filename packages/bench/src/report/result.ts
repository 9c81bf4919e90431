import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import type { Measurement } from '../measurement.ts'
import type { Delivery } from '../runner.ts'

/** A result file. */
export interface Result {
  readonly schema: 1
  readonly date: string
  /** `quick` proves that the suite works; its times mean nothing. */
  readonly mode: 'full' | 'quick'
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

export function describeRun(mode: Result['mode']): Omit<Result, 'measurements' | 'deliveries'> {
  const processors = cpus()
  return {
    schema: 1,
    date: new Date().toISOString(),
    mode,
    machine: {
      cpu: processors[0]?.model ?? 'unknown',
      cores: processors.length,
      memoryGb: Math.round(totalmem() / 1e9),
      platform: `${process.platform} ${process.arch} ${release()}`,
      node: process.versions.node,
      v8: process.versions.v8,
    },
    versions: Object.fromEntries(LIBRARIES.map((name) => [name, versionOf(name)])),
  }
}

const LIBRARIES = ['fapilog', 'pino', 'winston', '@logtape/logtape', '@logtape/file', 'tslog', 'bunyan']

/** From the folder in node_modules: not every package lets its package.json be resolved. */
function versionOf(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}

export function readResult(path: string): Result {
  const result = JSON.parse(readFileSync(path, 'utf8')) as Result
  if (result.schema !== 1) throw new Error(`${path} is no result file of this suite (schema 1)`)
  return result
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
