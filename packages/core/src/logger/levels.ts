import { FapilogError } from '../errors/fapilog-error.ts'
import { state } from './shared-state.ts'

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['WARN', 'WARNING'],
  ['FATAL', 'CRITICAL'],
])
const SILENT = 100
const LOWEST = 1
const HIGHEST = 99

/** The number of a level in any case; undefined when there is no such level. */
export function levelNumber(name: unknown): number | undefined {
  if (typeof name !== 'string' || name.length > MAX_LEVEL_NAME) return undefined
  const upper = name.toUpperCase()
  return upper === 'SILENT' ? SILENT : state.levels.get(ALIASES.get(upper) ?? upper)
}

export function levelName(level: number): string {
  return level === SILENT ? 'SILENT' : (state.levelNames.get(level) ?? String(level))
}

/** As `levelNumber`; throws for an unknown level. */
export function requireLevel(name: unknown): number {
  const level = levelNumber(name)
  if (level !== undefined) return level
  const known = [...state.levels.keys(), 'SILENT'].join(', ')
  throw new FapilogError('FAPILOG_E_LEVEL', `unknown level: expected one of ${known}`, {
    key: 'level',
    value: name,
  })
}

const MAX_LEVEL_NAME = 32
const NAME = /^[A-Z][A-Z0-9_]*$/

/** Called with the lower-case name and number of each new level; adds the method to the facades. */
export type OnLevel = (method: string, level: number) => void

/** Registers a level on behalf of the public `registerLevel`. */
export function addLevel(name: string, priority: number, onLevel: OnLevel): void {
  const upper = typeof name === 'string' ? name.toUpperCase() : ''
  if (upper.length > MAX_LEVEL_NAME || !NAME.test(upper)) {
    throw new FapilogError('FAPILOG_E_LEVEL', 'a level name has 1 to 32 letters, digits and underscores', {
      key: 'name',
      value: name,
    })
  }
  if (!Number.isInteger(priority) || priority < LOWEST || priority > HIGHEST) {
    throw new FapilogError(
      'FAPILOG_E_LEVEL',
      `a level number is a whole number from ${LOWEST} to ${HIGHEST}`,
      { key: 'priority', value: priority },
    )
  }
  const existing = state.levels.get(upper)
  if (existing === priority) return
  const taken = state.levelNames.get(priority)
  if (existing !== undefined || taken !== undefined || ALIASES.has(upper) || upper === 'SILENT') {
    const what = taken === undefined ? `the name ${upper}` : `the number ${priority} (${taken})`
    throw new FapilogError('FAPILOG_E_LEVEL', `${what} is taken`, { key: 'name', value: name })
  }
  onLevel(upper.toLowerCase(), priority)
  state.levels.set(upper, priority)
  state.levelNames.set(priority, upper)
  for (const handle of state.handles) handle.deref()?.producer.addLevel(priority, upper)
}
