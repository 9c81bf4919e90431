import {
  AsyncLoggerBuilder,
  defineSink,
  LoggerBuilder,
  type LogEvent,
  memorySink,
  moduleSink,
  type ModuleSinkSettings,
  type Settings,
  type SinkFactory,
  type SinkOptionsOf,
  type SinkState,
} from 'fapilog'
import type { ASinkOptions } from './a-sink.ts'
import type { Equal, Expect } from './expect-type.ts'

type ASink = typeof import('./a-sink.ts')
export type OptionsAreFound = Expect<Equal<SinkOptionsOf<ASink>, ASinkOptions>>
const url = new URL('./a-sink.js', 'file:///app/main.js')

export const builder = new LoggerBuilder()
  .addSink<ASink>(url, { url: 'https://logs' })
  .addSink<ASink>(
    url,
    { url: 'https://logs', retries: 2 },
    { name: 'b', queueBytes: '4 MiB', timeoutMs: '3s' },
  )
  .addSink('a-package', { anything: [1, true] })
  .addSink('a-package')
  .addSink(memorySink({ maxBytes: '64 KiB' }).sink)
  .addSink({ kind: 'noop', name: 'none' })
export const asyncBuilder: AsyncLoggerBuilder = new AsyncLoggerBuilder().addSink<ASink>(url, {
  url: 'https://logs',
})

// @ts-expect-error the options are missing
new LoggerBuilder().addSink<ASink>(url)
// @ts-expect-error one of them is missing
new LoggerBuilder().addSink<ASink>(url, { retries: 2 })
// @ts-expect-error one of them is misspelt
new LoggerBuilder().addSink<ASink>(url, { url: 'https://logs', retrys: 2 })
// @ts-expect-error no such detail
new LoggerBuilder().addSink<ASink>(url, { url: 'https://logs' }, { queue: 1 })
// @ts-expect-error a module without a sink
new LoggerBuilder().addSink<typeof import('./expect-type.ts')>(url, {})

/** As a package offers its sink. */
const loki = (options: ASinkOptions): ModuleSinkSettings => moduleSink<ASink>(url, options, { name: 'loki' })
export const settings = {
  sinks: [
    loki({ url: 'https://logs' }),
    { kind: 'module', module: '/app/sink.js' },
    {
      kind: 'module',
      module: 'a-package',
      base: 'file:///app/main.js',
      options: 1,
      queueBytes: 1e6,
      timeoutMs: 5,
    },
    memorySink().sink,
  ],
} satisfies Settings

// @ts-expect-error a module has to be named
export const unnamed = { sinks: [{ kind: 'module' }] } satisfies Settings
// @ts-expect-error only memorySink() makes the memory
export const noMemory = { sinks: [{ kind: 'memory' }] } satisfies Settings
// @ts-expect-error a sink has to write
export const writesNothing = defineSink(() => ({ flush() {} }))

/** Without options, and without the helper. */
export const plain = (() => ({ write() {} })) satisfies SinkFactory<unknown>
export const later = defineSink(async () => ({ write: async () => undefined }))
export const withoutOptions = moduleSink<{ readonly default: typeof later }>(url)

const memory = memorySink()
export const read: readonly [readonly string[], readonly LogEvent[], number] = [
  memory.lines(),
  memory.events(),
  memory.evicted,
]
export type States = Expect<Equal<SinkState, 'healthy' | 'degraded' | 'recovering' | 'failed'>>
