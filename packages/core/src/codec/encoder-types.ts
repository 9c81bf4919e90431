import type { ShapeNode } from './shapes.ts'

/** Turns the value of one top-level key before it is encoded (`registerSerializer('key', fn)`). */
export type KeySerializer = (value: unknown) => unknown

/** What an encoding in progress needs back after another record was encoded inside it. */
export interface EncoderState {
  readonly base: number
  readonly bound: number
  readonly atTop: boolean
}

export interface ValueEncoder {
  /** Sets the bounds of a record: `bytes` from `start`. */
  readonly begin: (start: number, bytes: number) => void
  /** Around a record that is encoded inside another one's getter. */
  readonly enter: () => EncoderState
  readonly leave: (former: EncoderState) => void
  /** Forgets an encoding that was torn off (a vm timeout, `process.exit()` inside a getter). */
  readonly reset: () => void
  readonly string: (text: string, p: number) => number
  /** `node` is the place in the trie below which the value's own shape is walked; null: keys as text. */
  readonly value: (value: unknown, p: number, node: ShapeNode | null) => number
  /** The record's own fields; `root` null writes every key as text. */
  readonly fields: (value: object, p: number, root: ShapeNode | null) => number
}
