import { type ContextBlock, createContextEncoder, EMPTY_BLOCK } from '../../../codec/context-block.ts'
import { DictionaryReader } from '../../../codec/dictionary.ts'
import type { KeySerializer } from '../../../codec/encoder-types.ts'
import { type ClassSerializer, ExoticValues } from '../../../codec/exotic.ts'
import type { RecordSource } from '../../../codec/record-encoder.ts'
import { DROPPED, DROP_REASONS, type DropReason, SUBMITTED, TAKEN } from '../../../observe/counters.ts'
import { createLease, Lease } from '../../../ring/lease.ts'
import { createSharedPipeline, type SharedPipeline } from '../../../ring/layout.ts'
import { createProducer, type Producer } from '../../../ring/producer.ts'
import type { Batch } from '../../../sinks/sink.ts'
import { Pipeline } from '../../pipeline.ts'

export const INFO = 20
export const ERROR = 40

export interface HarnessOptions {
  readonly capacity?: number
  readonly maxRecord?: number
  readonly reserve?: number
  readonly onFull?: 'drop' | 'block'
  readonly schemaVersion?: boolean
  readonly diagnostics?: Readonly<Record<string, unknown>>
  readonly baseContext?: object
  readonly classSerializers?: ReadonlyMap<object, ClassSerializer>
  readonly keySerializers?: ReadonlyMap<string, KeySerializer>
  /** Instead of the codec's own: what the loggers put before it. */
  readonly encodeContext?: (fields: unknown) => ContextBlock
  /** Called before anything uses the memory. */
  readonly prepare?: (shared: SharedPipeline) => void
}

/** The whole way of a record on one thread: a call, a turn of the pipeline, the bytes a sink receives. */
export interface Harness {
  readonly shared: SharedPipeline
  readonly producer: Producer
  /** As `logger.info(...args)`. */
  log(...args: readonly unknown[]): boolean
  logAs(source: Partial<RecordSource>, level: number, ...args: readonly unknown[]): boolean
  bind(fields: object): { readonly bound: ContextBlock }
  /** As `runWithContext(fields, fn)`. */
  within<T>(fields: object, fn: () => T): T
  /** As `withContextProvider(provider)`. */
  provide(provider: (() => object) | null): void
  /** Runs the pipeline until the ring is empty and gives the bytes of all lines since the last call. */
  bytes(): Uint8Array
  /** The same as text, without the newlines. */
  lines(): string[]
  /** The one line that was written since the last call. */
  line(): string
  count(what: 'submitted' | 'taken' | DropReason): number
  /** Entries of the dictionary by kind: 1 text, 2 shape, 3 level. */
  dictionary(): { readonly texts: string[]; readonly shapes: number; readonly bytes: number }
}

const LEVELS = new Map([
  [10, 'DEBUG'],
  [20, 'INFO'],
  [30, 'WARNING'],
  [40, 'ERROR'],
])

export function createHarness(options: HarnessOptions = {}): Harness {
  const { capacity = 1 << 20, maxRecord = 65_536, reserve = 0, onFull = 'drop' } = options
  const shared = createSharedPipeline({ capacity, maxRecord, reserve })
  options.prepare?.(shared)
  const exotic = new ExoticValues(options.classSerializers ?? new Map())
  const keySerializers = options.keySerializers ?? new Map<string, KeySerializer>()
  const encodeContext = options.encodeContext ?? createContextEncoder(exotic, keySerializers)
  let scope: ContextBlock | null = null
  const surroundings = { scope: () => scope, provided: null as (() => ContextBlock) | null }
  const producer = createProducer(shared, {
    onFull,
    waitMs: 1,
    levels: LEVELS,
    exotic,
    keySerializers,
    surroundings,
    wake: () => undefined,
    onDrop: () => undefined,
  })
  const received: Uint8Array[] = []
  const pipeline = new Pipeline(shared, {
    ids: { fixed: '7000-8000', base: 0 },
    diagnostics: options.diagnostics ?? {},
    schemaVersion: options.schemaVersion ?? false,
    baseContext: options.baseContext === undefined ? null : encodeContext(options.baseContext).words,
    early: null,
    lease: new Lease(shared, createLease(0, 1)),
    caution: null,
    inDoubt: [],
    sinks: [
      {
        name: 'memory',
        write(batch: Batch) {
          received.push(batch.bytes().slice())
        },
      },
    ],
  })
  const counters = new Float64Array(shared.counters)
  const root: RecordSource = { name: 'root', nameRef: producer.nameRef('root'), bound: EMPTY_BLOCK }

  function bytes(): Uint8Array {
    while (pipeline.turn() !== 0);
    return Buffer.concat(received.splice(0))
  }

  function lines(): string[] {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes())
    if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end')
    return text === '' ? [] : text.slice(0, -1).split('\n')
  }

  return {
    shared,
    producer,
    log: (...args) => logAs({}, INFO, args),
    logAs: (source, level, ...args) => logAs(source, level, args),
    bind: (fields) => ({ bound: encodeContext(fields) }),
    within(fields, fn) {
      const outer = scope
      scope = encodeContext(fields)
      try {
        return fn()
      } finally {
        scope = outer
      }
    },
    provide(provider) {
      surroundings.provided = provider === null ? null : () => encodeContext(provider())
    },
    bytes,
    lines,
    line() {
      const all = lines()
      if (all.length !== 1)
        throw new Error(`expected one line, got ${all.length}:\n${all.join('\n').slice(0, 2000)}`)
      return all[0] as string
    },
    count(what) {
      if (what === 'submitted') return counters[SUBMITTED] as number
      if (what === 'taken') return counters[TAKEN] as number
      return counters[DROPPED + DROP_REASONS.indexOf(what)] as number
    },
    dictionary() {
      const texts: string[] = []
      let shapes = 0
      new DictionaryReader(shared.dictionary, (_, { kind, text }) => {
        if (kind === 1) texts.push(text)
        if (kind === 2) shapes++
      }).catchUp()
      return { texts, shapes, bytes: Atomics.load(new Int32Array(shared.dictionary), 0) }
    },
  }

  /** As the facades do: three arguments at most take the short way. */
  function logAs(source: Partial<RecordSource>, level: number, args: readonly unknown[]): boolean {
    const from = { ...root, ...source }
    if (args.length > 3) return producer.logArguments(from, level, args)
    return producer.log(from, level, args[0], args[1], args[2])
  }
}
