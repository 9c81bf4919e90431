import type { LevelName } from 'fapilog'

/** Fastify and pino know six names, in lower case, and `silent`. */
const PINO_NAMES: Readonly<Record<string, string>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal',
  SILENT: 'silent',
}

export const pinoName = (printed: string): string => PINO_NAMES[printed] ?? printed.toLowerCase()

const NUMBERS: Readonly<Record<string, number>> = {
  trace: 5,
  debug: 10,
  info: 20,
  warn: 30,
  warning: 30,
  error: 40,
  critical: 50,
  fatal: 50,
  audit: 60,
  security: 70,
  silent: Number.POSITIVE_INFINITY,
}

/** Fastify checks a route's `logLevel` against these names. */
export const LEVELS = {
  values: NUMBERS,
  labels: Object.fromEntries(Object.entries(NUMBERS).map(([name, number]) => [number, name])),
} as const

export function levelNumber(level: string): number | undefined {
  // Whatever its type says, it is the application's.
  if (typeof level !== 'string') return undefined
  const name = level.toLowerCase()
  return Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined
}

export const isAbove = (level: string, other: LevelName): boolean =>
  (levelNumber(level) ?? 0) > (levelNumber(other) ?? 0)

export const isLevelName = (level: string): level is LevelName => levelNumber(level) !== undefined
