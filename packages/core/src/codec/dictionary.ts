import { load, store } from './atomics.ts'
import { bufferOver } from './intrinsics.ts'
import { MAX_KEY } from './limits.ts'

/**
 * Texts and shapes that records refer to by number: an append-only table in shared memory with one
 * writer. An entry is written with plain stores *before* the record that first names it is published
 * by an atomic store, so whoever can see the record can see the entry: the thread, its successor, or
 * the main thread at exit. Ids are dense and start at 1; nothing is ever removed.
 *
 * Word 0 holds the end in bytes, stored atomically after each entry: a reader never looks beyond it.
 * Entry: u32 (kind << 24 | payload bytes), payload, padded to 4.
 */
export const DICTIONARY_BYTES = 1 << 20
const ENTRY_TEXT = 1
/** u32 parent shape (0 = the empty shape), then the key that is added to it. */
export const ENTRY_SHAPE = 2
/** u32 level number, then its printed name. */
export const ENTRY_LEVEL = 3

const FIRST_ENTRY = 4
/** Ids travel as u16 for shapes and logger names. */
const MAX_ENTRIES = 65_535
/** Kept for levels, which have no inline form: 99 of them with names of 32 letters. */
const LEVEL_BYTES = 8192
const LEVEL_ENTRIES = 128

interface Utf8Writer {
  utf8Write(text: string, offset: number, length: number): number
}

export class DictionaryWriter {
  readonly #words: Int32Array
  readonly #bytes: Utf8Writer
  readonly #limit: number
  #end = FIRST_ENTRY
  #entries = 0

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory)
    this.#bytes = bufferOver(memory) as Utf8Writer
    this.#limit = memory.byteLength
    // A writer that takes over a table (the queue was resized before its thread started) appends to it.
    const reader = new DictionaryReader(memory, (id) => (this.#entries = id))
    reader.catchUp()
    this.#end = Math.max(load(this.#words, 0), FIRST_ENTRY)
    store(this.#words, 0, this.#end)
  }

  /** The new entry's id, or 0 when the table is full: the caller then writes inline. */
  addText(text: string): number {
    return this.#add(ENTRY_TEXT, text, 0, false)
  }

  addShape(parent: number, key: string): number {
    return key.length > MAX_KEY ? 0 : this.#add(ENTRY_SHAPE, key, parent, true)
  }

  addLevel(level: number, name: string): number {
    return this.#add(ENTRY_LEVEL, name, level, true)
  }

  #add(kind: number, text: string, number: number, numbered: boolean): number {
    const prefix = numbered ? 4 : 0
    const most = 4 + prefix + text.length * 3
    const isLevel = kind === ENTRY_LEVEL
    if (this.#end + most > this.#limit - (isLevel ? 0 : LEVEL_BYTES)) return 0
    if (this.#entries >= MAX_ENTRIES - (isLevel ? 0 : LEVEL_ENTRIES)) return 0
    const at = this.#end >> 2
    if (numbered) this.#words[at + 1] = number
    const length = prefix + this.#bytes.utf8Write(text, this.#end + 4 + prefix, text.length * 3)
    this.#words[at] = (kind << 24) | length
    // Both before the store: whatever happens there, the next entry has its own place and its own number.
    this.#end += 4 + ((length + 3) & ~3)
    const id = ++this.#entries
    store(this.#words, 0, this.#end)
    return id
  }
}

interface Utf8Reader {
  utf8Slice(start: number, end: number): string
}

export interface DictionaryEntry {
  readonly kind: number
  /** Parent shape or level number; 0 for a text. */
  readonly number: number
  readonly text: string
}

/** Reads the table in order, as far as the records seen so far need it. */
export class DictionaryReader {
  readonly #words: Int32Array
  readonly #bytes: Utf8Reader
  readonly #onEntry: (id: number, entry: DictionaryEntry) => void
  #end = FIRST_ENTRY
  #entries = 0

  constructor(memory: SharedArrayBuffer, onEntry: (id: number, entry: DictionaryEntry) => void) {
    this.#words = new Int32Array(memory)
    this.#bytes = bufferOver(memory) as Utf8Reader
    this.#onEntry = onEntry
  }

  /** Reads all that is there now; after the write position was loaded, that is all its records need. */
  catchUp(): void {
    const end = load(this.#words, 0)
    while (this.#end < end) {
      const head = this.#words[this.#end >> 2] ?? 0
      const kind = head >>> 24
      const length = head & 0xff_ffff
      const start = this.#end + 4
      const numbered = kind !== ENTRY_TEXT
      const number = numbered ? (this.#words[start >> 2] ?? 0) : 0
      const text = this.#bytes.utf8Slice(start + (numbered ? 4 : 0), start + length)
      this.#end = start + ((length + 3) & ~3)
      this.#onEntry(++this.#entries, { kind, number, text })
    }
  }
}
