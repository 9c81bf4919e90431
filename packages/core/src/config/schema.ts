import * as v from 'valibot'
import { LineBuffer } from '../observe/line-buffer.ts'
import { fileNameRule, isFileName } from './file-name.ts'
import { isRecord, type PlainRecord } from './plain-copy.ts'
import { listPresets } from './presets.ts'
import { parseDuration, parseSize } from './units.ts'

// Node fires timers that are longer than 2^31 - 1 ms after 1 ms.
const maxTimerMs = 2 ** 31 - 1
const minCapacity = 2 ** 19
const maxCapacity = 2 ** 30
const maxFileBytes = 2 ** 40
const maxAgeMs = 100 * 366 * 86_400_000

// Each message is what follows "must be" in the error.
const quoted = (options: readonly string[]): string => options.map((option) => `"${option}"`).join(', ')

const oneOf = <const T extends readonly string[]>(options: T) =>
  v.picklist(options, `one of ${quoted(options)}`)

const parsedBy = <T>(parse: (input: unknown) => T | undefined, expected: string) =>
  v.pipe(
    v.unknown(),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      const value = parse(dataset.value)
      if (value !== undefined) return value
      addIssue({ message: expected })
      return NEVER
    }),
  )

const text = v.pipe(
  v.string('a text of 1 to 256 characters'),
  v.check((value) => value.length > 0 && value.length <= 256, 'a text of 1 to 256 characters'),
)

const sinkName = v.pipe(
  v.string('a text'),
  v.regex(/^[\w.-]{1,64}$/, '1 to 64 letters, digits, ".", "_" or "-"'),
)

const capacity = parsedBy((input) => {
  const bytes = parseSize(input)
  if (bytes === undefined || bytes < minCapacity || bytes > maxCapacity) return undefined
  return 2 ** Math.ceil(Math.log2(bytes))
}, 'a size from "512 KiB" to "1 GiB"')

const sizeBetween = (min: number, max: number, expected: string) =>
  parsedBy((input) => {
    const bytes = parseSize(input)
    return bytes === undefined || bytes < min || bytes > max ? undefined : bytes
  }, expected)

const timer = parsedBy((input) => {
  const ms = parseDuration(input)
  return ms !== undefined && ms <= maxTimerMs ? ms : undefined
}, 'a duration such as 250, "250ms" or "2s", at most 24 days')

const timerOrInfinity = parsedBy((input) => {
  const ms = parseDuration(input)
  return ms !== undefined && (ms <= maxTimerMs || ms === Number.POSITIVE_INFINITY) ? ms : undefined
}, 'a duration such as 250, "250ms" or "2s", at most 24 days, or Infinity')

const wholeNumber = (min: number, max: number) => {
  const expected = `a whole number from ${min} to ${max}`
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(min, expected), v.maxValue(max, expected))
}

const flag = v.boolean('true or false')

const plain = (expected: string) => v.custom<PlainRecord>(isRecord, expected)

// Valibot walks inherited keys too, and Object.prototype may have been given some.
const strict = <T extends v.ObjectEntries>(known: T) =>
  v.strictObject(Object.assign(Object.create(null) as object, known))

const moduleName =
  "a module: new URL('./my-sink.js', import.meta.url), an absolute path or the name of a package"

const fileName = (longest: number) => {
  const expected = fileNameRule(longest)
  return v.pipe(
    v.string(expected),
    v.check((name) => isFileName(name, longest), expected),
  )
}

const directory = v.pipe(
  v.string('a path'),
  v.check(
    (path) => path.length > 0 && path.length <= 4096 && !path.includes('\0'),
    'a path of 1 to 4096 characters',
  ),
)

const sizeFrom = (least: number, expected: string) =>
  parsedBy((input) => {
    const bytes = parseSize(input)
    return bytes !== undefined && bytes >= least && bytes <= maxFileBytes ? bytes : undefined
  }, expected)

const secondOrMore = (input: unknown): number | undefined => {
  const ms = parseDuration(input)
  return ms !== undefined && ms >= 1000 && ms <= maxAgeMs ? ms : undefined
}

const periods = ['hourly', 'daily', 'weekly']

const rotatingFile = {
  kind: v.literal('rotating-file'),
  name: v.optional(sinkName),
  directory,
  prefix: v.optional(fileName(64)),
  maxBytes: v.optional(sizeFrom(2 ** 10, 'a size from "1 KiB" to "1 TiB"')),
  interval: v.optional(
    parsedBy(
      (input) => (periods.includes(input as string) ? (input as string) : secondOrMore(input)),
      `one of ${quoted(periods)}, or a duration of at least "1s"`,
    ),
  ),
  time: v.optional(oneOf(['utc', 'local'])),
  maxFiles: v.optional(wholeNumber(1, 100_000)),
  maxTotalBytes: v.optional(sizeFrom(2 ** 11, 'a size from "2 KiB" to "1 TiB"')),
  maxAge: v.optional(parsedBy(secondOrMore, 'a duration of at least "1s" and at most 100 years')),
  compress: v.optional(flag),
  activeName: v.optional(fileName(128)),
  symlink: v.optional(fileName(128)),
  fsync: v.optional(oneOf(['never', 'interval', 'always'])),
  fsyncIntervalMs: v.optional(
    parsedBy((input) => {
      const ms = parseDuration(input)
      return ms !== undefined && ms >= 1 && ms <= maxTimerMs ? ms : undefined
    }, 'a duration from 1 ms to 24 days'),
  ),
  reopenOnSighup: v.optional(flag),
}

const sinkEntries = {
  'stdout-json': { kind: v.literal('stdout-json'), name: v.optional(sinkName) },
  'stdout-pretty': {
    kind: v.literal('stdout-pretty'),
    name: v.optional(sinkName),
    colors: v.optional(oneOf(['auto', 'always', 'never'])),
    time: v.optional(oneOf(['local', 'utc'])),
  },
  noop: { kind: v.literal('noop'), name: v.optional(sinkName) },
  'rotating-file': rotatingFile,
  memory: {
    kind: v.literal('memory'),
    name: v.optional(sinkName),
    buffer: v.custom<SharedArrayBuffer>(
      (value) => LineBuffer.isMemory(value),
      'the buffer that memorySink() made',
    ),
  },
  module: {
    kind: v.literal('module'),
    name: v.optional(sinkName),
    module: v.pipe(v.string(moduleName), v.minLength(1, moduleName)),
    base: v.optional(v.string('a URL or a path')),
    options: v.optional(v.unknown()),
    queueBytes: v.optional(sizeBetween(2 ** 16, 2 ** 30, 'a size from "64 KiB" to "1 GiB"')),
    timeoutMs: v.optional(timerOrInfinity),
  },
}

const sink = v.variant(
  'kind',
  [
    strict(sinkEntries['stdout-json']),
    strict(sinkEntries['stdout-pretty']),
    strict(rotatingFile),
    strict(sinkEntries.noop),
    strict(sinkEntries.memory),
    strict(sinkEntries.module),
  ],
  `one of ${quoted(Object.keys(sinkEntries))}`,
)

const sinkList = 'a list of 1 to 32 sinks'

const queueEntries = {
  capacity: v.optional(capacity),
  onFull: v.optional(oneOf(['drop', 'block'])),
  waitMs: v.optional(timer),
  asyncWaitMs: v.optional(timerOrInfinity),
}

const threadEntries = {
  mode: v.optional(oneOf(['dedicated', 'inline'])),
  maxYoungGenerationSizeMb: v.optional(wholeNumber(1, 256)),
  maxOldGenerationSizeMb: v.optional(wholeNumber(32, 65_536)),
}

const entries = {
  preset: v.optional(
    v.pipe(
      oneOf([...listPresets(), 'fastapi']),
      v.transform((name) => (name === 'fastapi' ? 'web' : name)),
    ),
  ),
  level: v.optional(v.string('the name of a level')),
  format: v.optional(oneOf(['json', 'pretty', 'auto'])),
  sinks: v.optional(
    v.pipe(
      v.array(v.pipe(plain('a plain object'), sink), sinkList),
      v.minLength(1, `${sinkList}; { kind: 'noop' } discards everything`),
      v.maxLength(32, sinkList),
    ),
  ),
  queue: v.optional(v.pipe(plain('a plain object'), strict(queueEntries))),
  service: v.optional(text),
  env: v.optional(text),
  version: v.optional(text),
  context: v.optional(plain('a plain object of fields')),
  shutdownTimeoutMs: v.optional(timer),
  exitTimeoutMs: v.optional(timer),
  diagnostics: v.optional(flag),
  schemaVersion: v.optional(flag),
  thread: v.optional(v.pipe(plain('a plain object'), strict(threadEntries))),
}

/** Takes what `copySettings` returns. */
export const settingsSchema = v.pipe(plain('a plain object'), strict(entries))

/** The keys an object at this place may have; those of a sink depend on its kind. */
export const knownKeys = (path: string, parent: unknown): readonly string[] => {
  if (path === '') return Object.keys(entries)
  if (path === 'queue') return Object.keys(queueEntries)
  if (path === 'thread') return Object.keys(threadEntries)
  const kind = isRecord(parent) ? parent['kind'] : undefined
  const found = Object.entries(sinkEntries).find(([name]) => name === kind)
  return Object.keys(found?.[1] ?? {})
}
