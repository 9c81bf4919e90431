import * as record from '../../codec/record-layout.ts'
import { MAX_LINE_BYTES } from '../../codec/limits.ts'
import { ContextTable, FieldSorter } from './context-table.ts'
import type { ContextText } from './context-text.ts'
import { errorMessage, NO_MESSAGE } from './error-message.ts'
import { fitLine } from './fit-line.ts'
import { quote } from './json-text.ts'
import { createMessageIdWriter, type MessageIds } from './message-id.ts'
import type { Shape, ShapeTable } from './shape-table.ts'
import { createValueReader } from './value-reader.ts'
import { CORRELATION, NOT_WELL_KNOWN, REQUEST, WELL_KNOWN } from './well-known.ts'

export interface LineOptions {
  readonly ids: MessageIds
  /** Printed in every record's `diagnostics`, in this order. */
  readonly diagnostics: Readonly<Record<string, unknown>>
  /** An encoded context block that every record has, or null. */
  readonly baseContext: Int32Array | null
  /** Wraps each line with the version of its schema. */
  readonly schemaVersion: boolean
}

export interface LineFormatter {
  /** Decodes the bytes of the records in [start, end) at once. */
  load(start: number, end: number): void
  /** The record at byte `at` as one JSON line with its newline. `index` is its number since the start. */
  line(at: number, index: number): string
}

/** Beyond this a line could print more than MAX_LINE_BYTES: three bytes for each UTF-16 unit. */
const SURELY_FITS = (MAX_LINE_BYTES / 3) | 0

/**
 * Records to JSON lines:
 * `{"timestamp","level","message","logger","context":{…},"diagnostics":{…},"data":{…}}`. The usual record is
 * put together from texts that were worked out once for its message, shape and context; whatever could
 * make two keys meet (bound context and fields, extra arguments, keys given as text) goes the careful way.
 */
export function createLineFormatter(
  memory: SharedArrayBuffer,
  shapes: ShapeTable,
  options: LineOptions,
): LineFormatter {
  const bytes = new Uint8Array(memory)
  const words = new Int32Array(memory)
  const view = new DataView(memory)
  const reader = createValueReader(memory, shapes)
  const contexts = new ContextTable(memory, reader, shapes, options.baseContext)
  const messageId = createMessageIdWriter(options.ids)
  const start = options.schemaVersion ? '{"schema_version":"1.1","log":{"timestamp":"' : '{"timestamp":"'
  const end = options.schemaVersion ? '}}}\n' : '}}\n'
  const known = JSON.stringify(options.diagnostics).slice(1, -1)
  const plainDiagnostics = `},"diagnostics":{${known}},"data":{`
  const beforeException = `},"diagnostics":{${known}${known === '' ? '' : ','}"exception":`
  const slotKeys = WELL_KNOWN.map((name) => `,"${name}":`)

  let lastTime = Number.NaN
  let timeText = ''
  /** Where the context of the record in hand begins and ends. */
  let contextWord = 0
  let contextEnd = 0
  const levelTexts: (string | undefined)[] = []
  const messageTexts: (string | undefined)[] = []
  const loggerTexts: (string | undefined)[] = []

  const levelText = (level: number): string =>
    (levelTexts[level] ??= `","level":${quote(shapes.levelName(level))},"message":`)
  const messageText = (id: number): string => (messageTexts[id] ??= quote(shapes.text(id)))
  const loggerText = (id: number): string =>
    (loggerTexts[id] ??= `,"logger":${quote(shapes.text(id))},"context":{"message_id":"`)

  function line(at: number, index: number): string {
    const flags = bytes[at + record.OFFSET_FLAGS] as number
    const time = view.getFloat64(at + record.OFFSET_TIME, true)
    if (time !== lastTime) {
      lastTime = time
      timeText = new Date(time).toISOString()
    }
    contextWord = (at + record.RECORD_HEAD) >> 2
    contextEnd = contextWord + (words[(at + record.OFFSET_CONTEXT_WORDS) >> 2] as number)
    const context = contexts.readText(contextWord, contextEnd)
    reader.seek(contextEnd << 2)
    const nameRef = view.getUint16(at + record.OFFSET_LOGGER, true)
    const logger =
      nameRef === 0 ? `,"logger":${quote(reader.text())},"context":{"message_id":"` : loggerText(nameRef)
    const messageRef = words[(at + record.OFFSET_MESSAGE) >> 2] as number
    const own = messageRef === 0 ? quote(reader.text()) : messageText(messageRef)
    const message = own === NO_MESSAGE && hasFieldsOnly(flags) ? errorMessage(reader, shapes) : own
    const head =
      start +
      timeText +
      levelText(bytes[at + record.OFFSET_LEVEL] as number) +
      message +
      logger +
      messageId(time, index)
    const diagnostics =
      (flags & record.FLAG_EXCEPTION) === 0
        ? plainDiagnostics
        : `${beforeException}${reader.value() || 'null'}},"data":{`
    const whole = head + rest(flags, context, diagnostics) + end
    return whole.length > SURELY_FITS && Buffer.byteLength(whole) > MAX_LINE_BYTES ? fitLine(whole) : whole
  }

  /** The end of the context, the diagnostics and the data. */
  function rest(flags: number, context: ContextText, diagnostics: string): string {
    if ((flags & (record.FLAG_VALUE | record.FLAG_ARGS)) !== 0) return careful(flags, diagnostics)
    if ((flags & record.FLAG_DATA) === 0) {
      return (
        correlated(context.correlation || context.request) + context.context + diagnostics + context.dataJson
      )
    }
    if (!reader.isObject()) return careful(flags, diagnostics)
    const at = reader.position()
    const { shape: id, extras } = reader.objectHead()
    const shape = shapes.get(id)
    if (extras !== 0 || shape.doubled || (shape.mask & context.mask) !== 0 || sharesKeys(shape, context)) {
      reader.seek(at)
      return careful(flags, diagnostics)
    }
    const { first, following, slots } = shape
    let data = context.dataJson
    let empty = data === ''
    if (shape.mask === 0) {
      for (let i = 0; i < first.length; i++) {
        const json = reader.value()
        if (json === '') continue
        data += (empty ? first[i] : following[i]) + json
        empty = false
      }
      return correlated(context.correlation || context.request) + context.context + diagnostics + data
    }
    let { correlation, request, context: known } = context
    for (let i = 0; i < first.length; i++) {
      const json = reader.value()
      if (json === '') continue
      const slot = slots[i] as number
      if (slot === NOT_WELL_KNOWN) {
        data += (empty ? first[i] : following[i]) + json
        empty = false
      } else if (slot === CORRELATION) correlation = json
      else {
        known += slotKeys[slot] + json
        if (slot === REQUEST) request = json
      }
    }
    return correlated(correlation || request) + known + diagnostics + data
  }

  const correlated = (correlation: string): string =>
    `","correlation_id":${correlation === '' ? 'null' : correlation}`

  function sharesKeys(shape: Shape, { dataKeys }: ContextText): boolean {
    for (const key of dataKeys) if (shape.keys.includes(key)) return true
    return false
  }

  function careful(flags: number, diagnostics: string): string {
    const at = reader.position()
    const context = contexts.read(contextWord, contextEnd)
    reader.seek(at)
    const data = new Map(context.data)
    let { slots } = context
    if ((flags & record.FLAG_DATA) !== 0) {
      if (reader.isObject()) {
        const fields = new FieldSorter().read(reader, shapes)
        for (const [key, json] of fields.data) data.set(key, json)
        slots = slots.map((json, i) => fields.slots[i] || json)
      } else addUnique(data, 'value', reader.value())
    }
    if ((flags & record.FLAG_VALUE) !== 0) addUnique(data, 'value', reader.value())
    if ((flags & record.FLAG_ARGS) !== 0) addUnique(data, 'args', reader.value())
    let out = correlated(slots[CORRELATION] || slots[REQUEST] || '')
    for (let i = CORRELATION + 1; i < slots.length; i++)
      if (slots[i] !== '') out += `${slotKeys[i]}${slots[i]}`
    out += diagnostics
    let comma = ''
    for (const [key, json] of data) {
      out += `${comma}${quote(key)}:${json}`
      comma = ','
    }
    return out
  }

  return { load: (from, to) => reader.load(from, to), line }
}

/** An exception stands before the fields, and says itself what there is to say. */
const hasFieldsOnly = (flags: number): boolean =>
  (flags & (record.FLAG_DATA | record.FLAG_EXCEPTION)) === record.FLAG_DATA

/** Nothing that was passed is lost to a field of the same name. */
function addUnique(data: Map<string, string>, key: string, json: string): void {
  let free = key
  for (let n = 2; data.has(free); n++) free = `${key}_${n}`
  data.set(free, json === '' ? 'null' : json)
}
