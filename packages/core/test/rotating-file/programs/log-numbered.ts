/**
 * An application that logs numbered records to files, at a steady pace, until standard input ends. Reports on standard
 * error, one JSON object a line, beside the logger's own diagnostics.
 */
import { existsSync, openSync, readSync, writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { getLogger, installShutdownHandlers } from 'fapilog'
import type { RotatingFileSettings } from '../../../src/config/rotating-file-settings.ts'

export interface Scenario {
  readonly file: Omit<RotatingFileSettings, 'kind'>
  /** Records logged at once, every millisecond; 0: none. */
  readonly burst: number
  /** Ends by itself after so many records. */
  readonly count?: number
  readonly padding?: number
  readonly level?: 'info' | 'error'
  readonly shutdownHandlers?: boolean
  /** Whether something is logged before the configuration is known. */
  readonly early?: boolean
  readonly thread?: 'inline'
  /** Whether the application opens as many files as it may. */
  readonly opensAll?: boolean
}

const scenario = JSON.parse(process.argv[2] ?? '') as Scenario
const report = (at: string, facts: object = {}): void =>
  void writeSync(2, `${JSON.stringify({ at, ...facts })}\n`)

if (scenario.early) getLogger().debug('makes a pipeline that is configured later')
if (scenario.shutdownHandlers) installShutdownHandlers()
const { thread } = scenario
const logger = getLogger({ level: 'info', thread, sinks: [{ kind: 'rotating-file', ...scenario.file }] })
try {
  await logger.ready()
  report('ready')
} catch (error) {
  report('notReady', { code: (error as { code?: unknown }).code, error: String(error) })
}

let stopped = false
process.stdin.on('end', () => (stopped = true)).resume()

const pad = 'x'.repeat(scenario.padding ?? 100)
const level = scenario.level ?? 'info'
const durations: number[] = []
const STATUS = '/proc/thread-self/status'
const status = existsSync(STATUS) ? openSync(STATUS, 'r') : null
const statusText = Buffer.alloc(4096)
/**
 * How often this thread gave its CPU away of its own accord, which is what a call that blocks does. One that merely took
 * long was interrupted, by the collector or by the other processes of a loaded machine.
 */
function sleeps(): number {
  if (status === null) return 0
  const text = statusText.toString('latin1', 0, readSync(status, statusText, 0, statusText.length, 0))
  return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1])
}
/** Bursts in which the thread slept and a call took more than a millisecond. */
const blocked: { readonly at: number; readonly ms: number }[] = []
let i = 0
try {
  while (scenario.opensAll) openSync('/dev/null', 'r')
} catch {
  // EMFILE.
}
while (!stopped && i < (scenario.count ?? Number.POSITIVE_INFINITY)) {
  const before = sleeps()
  for (let n = 0; n < scenario.burst; n++) {
    const start = performance.now()
    logger[level]('numbered', { i, pad })
    durations.push(performance.now() - start)
    i += 1
  }
  const ms = Math.max(0, ...durations.slice(-scenario.burst))
  if (sleeps() > before && ms > 1) blocked.push({ at: Date.now(), ms })
  await delay(1)
}
const { sinks, ...pipeline } = await logger.stopAndDrain()
const warm = durations.slice(200).toSorted((a, b) => a - b)
report('done', {
  logged: i,
  dropped: pipeline.dropped.queue_full,
  stats: Object.values(sinks)[0],
  p99: warm[Math.floor(warm.length * 0.99)],
  longest: warm.at(-1),
  blocked,
})
process.stdin.destroy()
