import { apply, mapGet } from '../codec/intrinsics.ts'
import type { LevelName } from '../config/settings.ts'
import { FapilogError } from '../errors/fapilog-error.ts'
import { printValue } from '../errors/print-value.ts'
import { addMethod } from './custom-methods.ts'
import { state } from './shared-state.ts'

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['WARN', 'WARNING'],
  ['FATAL', 'CRITICAL'],
])
/** The level that nothing reaches. */
export const SILENT = 100
export const INFO = 20
/** `log()` must not throw, whatever the application did to strings in the meantime. */
const toUpperCase = Reflect.get(String.prototype, 'toUpperCase') as () => string
const LOWEST = 1
const HIGHEST = 99

/** The number of a level in any case; undefined when there is no such level. */
export function levelNumber(name: unknown): number | undefined {
  if (typeof name !== 'string' || name.length > MAX_LEVEL_NAME) return undefined
  const upper = apply(toUpperCase, name, []) as string
  return upper === 'SILENT' ? SILENT : mapGet(state.levels, mapGet(ALIASES, upper) ?? upper)
}

/** Whether loggers know this level, in any case: one of fapilog's, an alias, `silent`, or a registered one. */
export const isLevelName = (name: unknown): name is LevelName => levelNumber(name) !== undefined

export function levelName(level: number): string {
  return level === SILENT ? 'SILENT' : (state.levelNames.get(level) ?? String(level))
}

/** As `levelNumber`; throws for an unknown level. */
export function requireLevel(name: unknown): number {
  const level = levelNumber(name)
  if (level !== undefined) return level
  const known = [...state.levels.keys(), 'SILENT'].join(', ')
  throw new FapilogError('FAPILOG_E_LEVEL', `unknown level ${printValue(name)}: expected one of ${known}`, {
    key: 'level',
    value: name,
  })
}

/**
 * `log(level, …)` with a level that does not exist logs at INFO, because a typing mistake must not lose the
 * record. Nor the mistake: it is printed in `args`, or was the message of a call without a level.
 */
export function withUnknownLevel(level: unknown, args: readonly unknown[]): readonly unknown[] {
  const [message, second, third, ...more] = args
  const named = typeof level === 'string' && typeof message === 'string'
  return named ? [message, second, third, level, ...more] : [level, ...args]
}

const MAX_LEVEL_NAME = 32
const NAME = /^[A-Z][A-Z0-9_]*$/

/** `refuse` throws when loggers cannot have a method of this name. */
export function addLevel(name: string, priority: number, refuse: (method: string) => void): void {
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
  if (existing !== undefined || ALIASES.has(upper) || upper === 'SILENT') {
    throw new FapilogError('FAPILOG_E_LEVEL', `there is a level ${upper} already`, {
      key: 'name',
      value: name,
    })
  }
  const taken = state.levelNames.get(priority)
  if (taken !== undefined) {
    throw new FapilogError('FAPILOG_E_LEVEL', `${priority} is the number of ${taken}`, {
      key: 'priority',
      value: priority,
    })
  }
  const method = upper.toLowerCase()
  refuse(method)
  state.levels.set(upper, priority)
  state.levelNames.set(priority, upper)
  for (const handle of state.handles) handle.deref()?.producer.addLevel(priority, upper)
  addMethod(method, priority)
}
