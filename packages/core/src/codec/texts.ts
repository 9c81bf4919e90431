import type { DictionaryWriter } from './dictionary.ts'
import { flatCopy, imul, SafeMap } from './intrinsics.ts'
import { MAX_INTERNED_TEXT, MAX_INTERNED_TEXTS } from './limits.ts'
import { type ShapeNode, ShapeTrie } from './shapes.ts'

/** A message that has a number, and the root from which the shapes of its fields are walked. */
export class InternedText {
  readonly id: number
  readonly root: ShapeNode
  constructor(id: number, root: ShapeNode) {
    this.id = id
    this.root = root
  }
}

const CANDIDATES = 512
const MAX_SAMPLING = 1023

/**
 * Decides which message texts get a number. A constant message is interned the second time it is seen;
 * a flood of texts built per call must stay as cheap as writing them inline. Hence: five characters and
 * the length look into a byte map first, and the Map (which hashes the whole text) is asked only on a
 * hit; misses become candidates one time in k, and k doubles while candidates never return.
 */
export class TextInterner {
  readonly #dictionary: DictionaryWriter
  readonly #shapes: ShapeTrie
  readonly #known = new SafeMap<string, InternedText>()
  readonly #maybe = new Uint8Array(65_536)
  /** Hashes only: keeping the texts would keep the strings they were sliced from alive. */
  readonly #candidates = new Int32Array(CANDIDATES)
  #sightings = 0
  #barren = 0
  #mask = 0

  constructor(dictionary: DictionaryWriter, shapes: ShapeTrie) {
    this.#dictionary = dictionary
    this.#shapes = shapes
  }

  get size(): number {
    return this.#known.size
  }

  find(text: string): InternedText | null {
    const n = text.length
    if (n > MAX_INTERNED_TEXT || n === 0) return null
    const h =
      (n * 31 +
        text.charCodeAt(0) +
        text.charCodeAt(n - 1) * 7 +
        text.charCodeAt(n >> 1) * 131 +
        text.charCodeAt(n >> 2) * 1031 +
        text.charCodeAt((n * 3) >> 2) * 4099) &
      65_535
    if (this.#maybe[h] !== 0) {
      const known = this.#known.get(text)
      if (known !== undefined) return known
    }
    return (++this.#sightings & this.#mask) === 0 ? this.#consider(text, h) : null
  }

  #consider(text: string, h: number): InternedText | null {
    if (this.#known.size >= MAX_INTERNED_TEXTS) {
      this.#mask = MAX_SAMPLING
      return null
    }
    let full = text.length | 1
    for (let i = 0; i < text.length; i++) full = (imul(full, 31) + text.charCodeAt(i)) | 0
    const slot = (full ^ (full >>> 15)) & (CANDIDATES - 1)
    if (this.#candidates[slot] !== full) {
      this.#candidates[slot] = full
      if (++this.#barren >= CANDIDATES) {
        this.#barren = 0
        this.#mask = this.#mask < MAX_SAMPLING ? this.#mask * 2 + 1 : MAX_SAMPLING
      }
      return null
    }
    const id = this.#dictionary.addText(text)
    if (id === 0) return null
    const interned = new InternedText(id, this.#shapes.newRoot())
    // For the same reason as above.
    this.#known.set(flatCopy(text), interned)
    this.#maybe[h] = 1
    this.#barren = 0
    this.#mask >>= 1
    return interned
  }
}
