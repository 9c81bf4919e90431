import { DecodeError } from '../../codec/decode-error.ts'
import { DictionaryReader, ENTRY_LEVEL, ENTRY_SHAPE } from '../../codec/dictionary.ts'
import { quote } from './json-text.ts'
import { printedKeys } from './printed-keys.ts'
import { NOT_WELL_KNOWN, slotOf } from './well-known.ts'

/** What is written for each key of a shape, worked out once. */
export interface Shape {
  /** No two are equal. */
  readonly keys: readonly string[]
  /** `"key":` for the first key that is printed, `,"key":` for those after it. */
  readonly first: readonly string[]
  readonly following: readonly string[]
  /** The `context` slot of each key, or NOT_WELL_KNOWN. */
  readonly slots: readonly number[]
  /** Bits of the slots in use. */
  readonly mask: number
  /** Whether two of its keys go to one slot (`request_id` beside `requestId`). */
  readonly doubled: boolean
}

interface Entry {
  readonly kind: number
  readonly number: number
  readonly text: string
}

/** The dictionary as the formatter needs it. */
export class ShapeTable {
  readonly #reader: DictionaryReader
  readonly #entries: Entry[] = [{ kind: ENTRY_SHAPE, number: 0, text: '' }]
  readonly #shapes: (Shape | undefined)[] = [shapeOf([])]
  readonly #levels = new Map<number, string>()

  constructor(memory: SharedArrayBuffer) {
    this.#reader = new DictionaryReader(memory, (id, entry) => {
      this.#entries[id] = entry
      if (entry.kind === ENTRY_LEVEL) this.#levels.set(entry.number, entry.text)
    })
  }

  catchUp(): void {
    this.#reader.catchUp()
  }

  get(id: number): Shape {
    return this.#shapes[id] ?? this.#build(id)
  }

  text(id: number): string {
    const entry = this.#entries[id]
    if (entry === undefined) throw new DecodeError(`unknown text ${id}`)
    return entry.text
  }

  levelName(level: number): string {
    return this.#levels.get(level) ?? `LEVEL${level}`
  }

  #build(id: number): Shape {
    const keys: string[] = []
    for (let at = id; at !== 0;) {
      const entry = this.#entries[at]
      // A parent is always older: anything else is a corrupt ring, and must not loop.
      if (entry === undefined || entry.kind !== ENTRY_SHAPE || entry.number >= at)
        throw new DecodeError(`unknown shape ${id}`)
      keys.push(entry.text)
      at = entry.number
    }
    const shape = shapeOf(keys.reverse())
    this.#shapes[id] = shape
    return shape
  }
}

function shapeOf(written: readonly string[]): Shape {
  const keys = printedKeys(written)
  const slots = keys.map(slotOf)
  let mask = 0
  let doubled = false
  for (const slot of slots) {
    if (slot === NOT_WELL_KNOWN) continue
    if ((mask & (1 << slot)) !== 0) doubled = true
    mask |= 1 << slot
  }
  const first = keys.map((key) => `${quote(key)}:`)
  return { keys, first, following: first.map((key) => `,${key}`), slots, mask, doubled }
}
