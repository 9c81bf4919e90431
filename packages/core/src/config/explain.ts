import { isSharedArrayBuffer } from 'node:util/types'
import { printText, printValueOf } from '../errors/print-value.ts'
import { looksSecret } from '../errors/secret-key.ts'
import { joinKey } from './read-plain.ts'
import type { Origin, Resolution } from './resolved-config.ts'

/** One value of the configuration in force, and where it came from. */
export interface Explanation extends Origin {
  /** Dotted: `queue.capacity`, `sinks.0.kind`, `context.tenant`. */
  readonly key: string
  /** `***` when the key looks like a secret's; objects in `context` are named, not shown. */
  readonly value: string | number | boolean | null
}

const shown = (key: string, value: unknown): Explanation['value'] => {
  if (looksSecret(key)) return printValueOf(key, value)
  if (typeof value === 'string') return printText(value, 256)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  return printValueOf(key, value)
}

/** What is the application's own, and may be of any shape and size: of these only the first level is listed. */
const isInside = /^(context|sinks\.\d+\.options)\./

const isGroup = (key: string, value: unknown): value is object =>
  typeof value === 'object' && value !== null && !isInside.test(key) && !isSharedArrayBuffer(value)

const leavesOf = (key: string, value: unknown): readonly (readonly [key: string, value: unknown])[] =>
  isGroup(key, value)
    ? Object.entries(value).flatMap(([name, nested]) => leavesOf(joinKey(key, name), nested))
    : [[key, value]]

/** Every leaf of the configuration in its own order. */
export const explain = ({ config, origins }: Resolution): readonly Explanation[] =>
  leavesOf('', config).map(([key, value]) => ({
    key,
    value: shown(key, value),
    ...(origins.get(key) ?? { source: 'default' }),
  }))
