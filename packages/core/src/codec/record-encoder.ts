import type { LogCall } from './call.ts'
import type { ContextBlock } from './context-block.ts'
import type { DictionaryWriter } from './dictionary.ts'
import type { ExoticValues } from './exotic.ts'
import * as record from './record-layout.ts'
import { ShapeTrie } from './shapes.ts'
import { TextInterner } from './texts.ts'
import type { KeySerializer, ValueEncoder } from './encoder-types.ts'
import { createValueEncoder } from './value-encoder.ts'

/** The part of a logger that a record is made from. */
export interface RecordSource {
  readonly name: string
  /** Dictionary id of the name in this pipeline, 0 when the name is written out. */
  readonly nameRef: number
  readonly bound: ContextBlock
}

/** What the caller's surroundings add to every record; looked up per call, paid for only when set. */
export interface Surroundings {
  /** The block of the running AsyncLocalStorage scope. */
  scope(): ContextBlock | null
  /** Fields from `withContextProvider`, encoded; null when there is no provider. */
  provided: (() => ContextBlock) | null
}

export interface RecordOptions {
  readonly exotic: ExoticValues
  readonly keySerializers: ReadonlyMap<string, KeySerializer>
  readonly surroundings: Surroundings
}

/**
 * Writes one record at byte `at` (the length excepted) and returns its end, at most `maxRecord` further.
 * Without a `call` the fields are plain ones. User code may run in here, and log: `depth` is how many other
 * records are being encoded around this one. Throws only when the stack is exhausted.
 */
export type EncodeRecord = (
  at: number,
  source: RecordSource,
  level: number,
  time: number,
  message: string,
  fields: object | undefined,
  call: LogCall | null,
  depth: number,
) => number

const HEAD_WORDS = record.RECORD_HEAD >> 2

export function createRecordEncoder(
  memory: SharedArrayBuffer,
  maxRecord: number,
  dictionary: DictionaryWriter,
  options: RecordOptions,
): EncodeRecord {
  const words = new Int32Array(memory)
  const view = new DataView(memory)
  const shapes = new ShapeTrie(dictionary)
  const texts = new TextInterner(dictionary, shapes)
  const createValues = (): ValueEncoder =>
    createValueEncoder(memory, shapes, options.exotic, options.keySerializers)
  const outermost = createValues()
  /** One for each depth: a record inside another one that is torn off leaves no trace in the outer one. */
  const inner: ValueEncoder[] = []
  const { surroundings } = options
  // Three blocks always fit real rings; a larger one is left out of rings made small for tests.
  const maxContextWords = (maxRecord - record.RECORD_HEAD) >> 4

  function encode(
    at: number,
    source: RecordSource,
    level: number,
    time: number,
    message: string,
    fields: object | undefined,
    call: LogCall | null,
    depth: number,
  ): number {
    const values = depth === 0 ? outermost : (inner[depth] ??= createValues())
    values.begin(at, maxRecord)
    const text = call !== null && call.messageOfError ? null : texts.find(message)
    view.setFloat64(at + record.OFFSET_TIME, time, true)
    let head = (at >> 2) + HEAD_WORDS
    const first = head
    // A record of the pipeline's own belongs to nobody's context, and must run nobody's code.
    if (call === null || !call.internal) {
      const scope = surroundings.scope()
      if (scope !== null) head = copyBlock(scope, head)
      head = copyBlock(source.bound, head)
      if (surroundings.provided !== null) head = copyBlock(surroundings.provided(), head)
    }
    words[(at + record.OFFSET_CONTEXT_WORDS) >> 2] = head - first
    words[(at + record.OFFSET_MESSAGE) >> 2] = text === null ? 0 : text.id
    // Flags, level and logger name in one store: little-endian like every platform Node runs on.
    let flags = fields === undefined ? 0 : record.FLAG_DATA
    let p = head << 2
    if (source.nameRef === 0) p = values.string(source.name, p)
    if (text === null) p = values.string(message, p)
    if (call !== null && call.hasException) {
      flags |= record.FLAG_EXCEPTION
      p = values.exception(call.exception, call.messageOfError ? message : '', p, shapes.exception)
    }
    if (fields !== undefined)
      p = values.fields(fields, p, text === null ? shapes.shared : text.root, call === null)
    if (call !== null) {
      if (call.hasValue) {
        flags |= record.FLAG_VALUE
        p = values.value(call.value, p, null)
      }
      if (call.args !== null) {
        flags |= record.FLAG_ARGS
        p = values.value(call.args, p, null)
      }
      if (call.internal) flags |= record.FLAG_INTERNAL
    }
    words[(at + record.OFFSET_FLAGS) >> 2] = flags | (level << 8) | (source.nameRef << 16)
    return p
  }

  function copyBlock(block: ContextBlock, head: number): number {
    const from = block.words
    const n = from.length
    if (n > maxContextWords) return head
    for (let i = 0; i < n; i++) words[head + i] = from[i] as number
    return head + n
  }

  return encode
}
