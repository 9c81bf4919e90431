import { shareMemory } from '../../codec/shared-memory.ts'
import { BLOCK_HEAD_WORDS } from '../../codec/record-layout.ts'
import { type ContextText, joinContextTexts, NO_TEXT, readContextText } from './context-text.ts'
import type { ShapeTable } from './shape-table.ts'
import { quote } from './json-text.ts'
import { PrintedKeys } from './printed-keys.ts'
import { createValueReader, type ValueReader } from './value-reader.ts'
import { CORRELATION, NOT_WELL_KNOWN, REQUEST, slotOf, WELL_KNOWN } from './well-known.ts'

/** Bound context field by field: for records that have fields of the same names. */
export interface FormattedContext extends ContextText {
  /** JSON text of each `context` slot, '' where there is none. */
  readonly slots: readonly string[]
  /** All other fields, in order. */
  readonly data: ReadonlyMap<string, string>
}

const noSlots = (): string[] => WELL_KNOWN.map(() => '')

const NO_CONTEXT: FormattedContext = format(noSlots(), new Map())

function format(slots: readonly string[], data: ReadonlyMap<string, string>): FormattedContext {
  let mask = 0
  let context = ''
  for (const [i, json] of slots.entries()) {
    if (json === '') continue
    mask |= 1 << i
    if (i !== CORRELATION) context += `,"${WELL_KNOWN[i]}":${json}`
  }
  const dataJson = [...data].map(([key, json]) => `${quote(key)}:${json}`).join(',')
  const [correlation = '', request = ''] = [slots[CORRELATION], slots[REQUEST]]
  return { slots, mask, context, correlation, request, data, dataKeys: [...data.keys()], dataJson }
}

/**
 * Fields of one object, sorted into slots and data. The snake_case name wins over its camelCase twin in
 * the same object; the twin is then kept in data, as it was written.
 */
export class FieldSorter {
  readonly slots: string[] = noSlots()
  readonly #keys: string[] = noSlots()
  readonly data = new Map<string, string>()

  add(key: string, value: string): void {
    if (value === '') return
    const json = ownCopy(value)
    const slot = slotOf(key)
    if (slot === NOT_WELL_KNOWN) {
      this.data.set(key, json)
    } else if (this.slots[slot] === '') {
      this.slots[slot] = json
      this.#keys[slot] = key
    } else if (key === WELL_KNOWN[slot]) {
      this.data.set(this.#keys[slot] as string, this.slots[slot] as string)
      this.slots[slot] = json
      this.#keys[slot] = key
    } else this.data.set(key, json)
  }

  /** Reads an object's fields; what an own `toJSON` made something else of is a field by itself. */
  read(reader: ValueReader, shapes: ShapeTable): this {
    if (!reader.isObject()) {
      this.add('value', reader.value())
      return this
    }
    const { shape, extras } = reader.objectHead()
    const { keys } = shapes.get(shape)
    for (const key of keys) this.add(key, reader.value())
    const extra = new PrintedKeys(keys)
    for (let i = 0; i < extras; i++) this.add(extra.print(ownCopy(reader.text())), reader.value())
    return this
  }
}

/** `later` wins, field by field. */
function mergeContexts(earlier: FormattedContext, later: FormattedContext): FormattedContext {
  const slots = later.slots.map((json, i) => (json === '' ? (earlier.slots[i] as string) : json))
  return format(slots, new Map([...earlier.data, ...later.data]))
}

function readBlock(words: Int32Array, shapes: ShapeTable): FormattedContext {
  const memory = shareMemory(words.byteLength)
  new Int32Array(memory).set(words)
  const reader = createValueReader(memory, shapes)
  reader.load(0, words.byteLength)
  reader.seek(BLOCK_HEAD_WORDS << 2)
  const { slots, data } = new FieldSorter().read(reader, shapes)
  return format(slots, data)
}

/** A power of two. Blocks of finished requests make room for new ones. */
const CACHE = 512
/** What both caches may hold together, in characters; a field costs some of its own. Then they begin anew. */
const MOST_CACHED = 1024 * 1024
const FIELD_COST = 64
/** Shorter texts are copied by V8; longer ones that were cut out of another keep all of it in memory. */
const SHORTEST_SLICE = 13

/** The same text, with memory of its own: a cached context must not keep the batch that it came with. */
const ownCopy = (text: string): string => (text.length < SHORTEST_SLICE ? text : Buffer.from(text).toString())

const costOf = ({ context, dataJson, dataKeys }: ContextText): number =>
  2 * (context.length + dataJson.length) + FIELD_COST * dataKeys.length

const ownCopyOf = (text: ContextText): ContextText => ({
  mask: text.mask,
  context: ownCopy(text.context),
  correlation: ownCopy(text.correlation),
  request: ownCopy(text.request),
  dataKeys: text.dataKeys.map(ownCopy),
  dataJson: ownCopy(text.dataJson),
})

interface CachedBlock {
  readonly id: number
  readonly context: FormattedContext
}

interface CachedMerge {
  readonly earlier: FormattedContext
  readonly later: FormattedContext
  readonly merged: FormattedContext
}

/** The blocks seen lately, by id, and how they add up. A block is kept when it comes for the second time. */
export class ContextTable {
  readonly #words: Int32Array
  readonly #reader: ValueReader
  readonly #shapes: ShapeTable
  /** The id of the block that came last to each place, and its text, should it have come twice. */
  readonly #ids = new Int32Array(CACHE)
  readonly #texts: (ContextText | undefined)[] = Array.from({ length: CACHE })
  readonly #blocks: (CachedBlock | undefined)[] = Array.from({ length: CACHE })
  readonly #merges: (CachedMerge | undefined)[] = Array.from({ length: CACHE })
  #cached = 0
  /** What every record has, below all that it brings itself. */
  readonly #base: FormattedContext

  constructor(memory: SharedArrayBuffer, reader: ValueReader, shapes: ShapeTable, base: Int32Array | null) {
    this.#words = new Int32Array(memory)
    this.#reader = reader
    this.#shapes = shapes
    this.#base = base === null ? NO_CONTEXT : readBlock(base, shapes)
  }

  /** The text of the context in the words from `word` up to `end`. */
  readText(word: number, end: number): ContextText {
    let context: ContextText = this.#base === NO_CONTEXT ? NO_TEXT : this.#base
    for (let at = word; at < end;) {
      const next = at + BLOCK_HEAD_WORDS + ((this.#words[at + 1] as number) >> 2)
      if (next > end || next <= at) break
      const joined = joinContextTexts(context, this.#text(this.#words[at] as number, at))
      if (joined === null) return this.read(word, end)
      context = joined
      at = next
    }
    return context
  }

  /** The same, field by field. */
  read(word: number, end: number): FormattedContext {
    let context = this.#base
    let lastId = 0
    for (let at = word; at < end;) {
      const id = this.#words[at] as number
      const next = at + BLOCK_HEAD_WORDS + ((this.#words[at + 1] as number) >> 2)
      if (next > end || next <= at) break
      const block = this.#block(id, at)
      context = context === NO_CONTEXT ? block : this.#merge(context, block, (lastId * 31 + id) & (CACHE - 1))
      lastId = id
      at = next
    }
    return context
  }

  #text(id: number, at: number): ContextText {
    const place = id & (CACHE - 1)
    const again = this.#ids[place] === id
    const cached = again ? this.#texts[place] : undefined
    if (cached !== undefined) return cached
    this.#reader.seek((at + BLOCK_HEAD_WORDS) << 2)
    const text = readContextText(this.#reader, this.#shapes) ?? this.#block(id, at)
    this.#ids[place] = id
    this.#texts[place] = undefined
    if (!again) return text
    this.#makeRoom(costOf(text))
    return (this.#texts[place] = ownCopyOf(text))
  }

  #block(id: number, at: number): FormattedContext {
    const cached = this.#blocks[id & (CACHE - 1)]
    if (cached !== undefined && cached.id === id) return cached.context
    this.#reader.seek((at + BLOCK_HEAD_WORDS) << 2)
    const { slots, data } = new FieldSorter().read(this.#reader, this.#shapes)
    const context = format(slots, data)
    this.#makeRoom(costOf(context))
    this.#blocks[id & (CACHE - 1)] = { id, context }
    return context
  }

  #merge(earlier: FormattedContext, later: FormattedContext, slot: number): FormattedContext {
    const cached = this.#merges[slot]
    if (cached !== undefined && cached.earlier === earlier && cached.later === later) return cached.merged
    const merged = mergeContexts(earlier, later)
    this.#makeRoom(costOf(merged))
    this.#merges[slot] = { earlier, later, merged }
    return merged
  }

  /** What takes the place of another is counted all the same: an upper bound. */
  #makeRoom(cost: number): void {
    this.#cached += cost
    if (this.#cached <= MOST_CACHED) return
    this.#cached = cost
    this.#texts.fill(undefined)
    this.#blocks.fill(undefined)
    this.#merges.fill(undefined)
  }
}
