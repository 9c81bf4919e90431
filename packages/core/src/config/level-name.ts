import { FapilogError } from '../errors/fapilog-error.ts'
import { printValue } from '../errors/print-value.ts'
import { didYouMean, nearest } from './nearest.ts'

/** Known levels by upper-case name. */
export type LevelTable = ReadonlyMap<string, number>

/** The level nothing reaches. */
export const silentLevel = 100

const aliases: ReadonlyMap<string, string> = new Map([
  ['WARN', 'WARNING'],
  ['FATAL', 'CRITICAL'],
])

export const levelNumber = (name: string, levels: LevelTable): number | undefined =>
  name === 'SILENT' ? silentLevel : levels.get(name)

/** The printed name of a level that is written in any case, or by an alias. Throws for an unknown one. */
export const canonicalLevel = (written: string, levels: LevelTable, variable?: string): string => {
  // No level has a name this long; upper-casing a huge text would be for nothing.
  const upper = written.slice(0, 100).toUpperCase()
  const name = aliases.get(upper) ?? upper
  if (levelNumber(name, levels) !== undefined) return name
  const known = [...levels.keys(), 'SILENT']
  const hint = didYouMean(nearest(upper, [...known, ...aliases.keys()]))
  throw new FapilogError(
    'FAPILOG_E_CONFIG',
    `${variable ?? 'level'} must be one of ${known.join(', ')}, not ${printValue(written)}${hint}`,
    { key: 'level', value: written, origin: variable ?? 'code' },
  )
}
