import type { ShapeNode } from './shapes.ts'

/** Turns the value of one top-level key before it is encoded (`registerSerializer('key', fn)`). */
export type KeySerializer = (value: unknown) => unknown

export interface ValueEncoder {
  /** Starts a record of `bytes` at `start`, and forgets one that was torn off (a vm timeout in a getter). */
  readonly begin: (start: number, bytes: number) => void
  readonly string: (text: string, p: number) => number
  /** `node` is the place in the trie below which the value's own shape is walked; null: keys as text. */
  readonly value: (value: unknown, p: number, node: ShapeNode | null) => number
  /** An error whose `message` was read already; '' when it was not. */
  readonly exception: (value: unknown, message: string, p: number, node: ShapeNode | null) => number
  /** The record's own fields; `root` null writes every key as text. `isPlain`: the prototype was looked at already. */
  readonly fields: (value: object, p: number, root: ShapeNode | null, isPlain: boolean) => number
}
