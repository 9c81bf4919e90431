import type { MemorySettings } from '../config/settings.ts'
import { didYouMean, nearest } from '../config/nearest.ts'
import { parseSize, type Size } from '../config/units.ts'
import { FapilogError } from '../errors/fapilog-error.ts'
import { printText } from '../errors/print-value.ts'
import { type LogEvent, parseEvent } from '../observe/log-event.ts'
import { LineBuffer } from '../observe/line-buffer.ts'

export interface MemorySinkOptions {
  /** Default `memory`. */
  readonly name?: string | undefined
  /** Room for lines, 4 KiB to 1 GiB, rounded up to a power of two. Default 1 MiB. */
  readonly maxBytes?: Size | undefined
}

/** The newest records, to be read at any time: for a crash report, a page that shows the last lines, a test. */
export interface MemorySink {
  /** For the `sinks` of one configuration, or `addSink()`. */
  readonly sink: MemorySettings
  /** What the sink has got so far, oldest first; `await logger.flush()` before, to have all. Never waits. */
  lines(): readonly string[]
  events(): readonly LogEvent[]
  /** Records that had to make room for newer ones. */
  readonly evicted: number
}

const MIN = 4096
const MAX = 2 ** 30
const KNOWN: readonly string[] = ['name', 'maxBytes'] satisfies (keyof MemorySinkOptions)[]

/** Throws FAPILOG_E_ARGUMENT for an option it does not know, and a size it cannot take. */
export function memorySink(options: MemorySinkOptions = {}): MemorySink {
  checkKeys(options)
  const { name, maxBytes = 2 ** 20 } = options
  const bytes = parseSize(maxBytes)
  if (bytes === undefined || bytes < MIN || bytes > MAX) {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'maxBytes must be a size from "4 KiB" to "1 GiB"', {
      key: 'maxBytes',
      value: maxBytes,
    })
  }
  const buffer = LineBuffer.create(bytes)
  const lines = new LineBuffer(buffer)
  return {
    sink: { kind: 'memory', buffer, ...(name !== undefined && { name }) },
    lines: () => lines.lines(),
    events: () => lines.lines().map(parseEvent),
    get evicted() {
      return lines.evicted
    },
  }
}

function checkKeys(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'the options of memorySink() must be an object', {
      key: 'options',
      value: options,
    })
  }
  const unknown = Object.keys(options).find((key) => !KNOWN.includes(key))
  if (unknown === undefined) return
  const hint = didYouMean(nearest(unknown, KNOWN))
  throw new FapilogError('FAPILOG_E_ARGUMENT', `memorySink() has no option ${printText(unknown)}${hint}`, {
    key: printText(unknown),
  })
}
