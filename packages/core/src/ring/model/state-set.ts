import { hash } from 'node:crypto'
import { Numbers } from './numbers.ts'

/** 128 bits of a digest: enough for no two of some million states ever to share them. */
const WORDS = 4

/**
 * Numbers each state in the order in which it was added. The text of one takes half a kilobyte and its digest 16 bytes,
 * so of all states only digests are kept, in a table of open addresses outside the heap.
 */
export class StateSet {
  readonly #digests = new Numbers()
  /** Number of the state plus 1; 0: free. A power of two of them, at most half in use. */
  #slots = new Int32Array(1 << 12)
  size = 0

  /** The number of the state; `size` as it was before the call when it is new. */
  add(text: string): number {
    const digest = hash('sha1', text, 'binary')
    const key: number[] = []
    for (let i = 0; i < WORDS; i++) key.push(wordOf(digest, i * 4))
    const mask = this.#slots.length - 1
    for (let slot = (key[0] as number) & mask; ; slot = (slot + 1) & mask) {
      const id = (this.#slots[slot] as number) - 1
      if (id === -1) return this.#append(key, slot)
      if (key.every((word, i) => word === this.#digests.at(id * WORDS + i))) return id
    }
  }

  clear(): void {
    this.#digests.clear()
    this.#slots.fill(0)
    this.size = 0
  }

  #append(key: readonly number[], slot: number): number {
    for (const word of key) this.#digests.push(word)
    this.#slots[slot] = ++this.size
    if (this.size * 2 > this.#slots.length) this.#grow()
    return this.size - 1
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let id = 0; id < this.size; id++) {
      let slot = this.#digests.at(id * WORDS) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = id + 1
    }
  }
}

const wordOf = (digest: string, at: number): number =>
  digest.charCodeAt(at) |
  (digest.charCodeAt(at + 1) << 8) |
  (digest.charCodeAt(at + 2) << 16) |
  (digest.charCodeAt(at + 3) << 24)
