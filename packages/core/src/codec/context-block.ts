import { shareMemory } from './shared-memory.ts'
import type { ExoticValues } from './exotic.ts'
import { MAX_CONTEXT_BYTES, RECORD_MARGIN } from './limits.ts'
import { BLOCK_HEAD_WORDS } from './record-layout.ts'
import type { KeySerializer } from './encoder-types.ts'
import { createValueEncoder } from './value-encoder.ts'

/**
 * Fields encoded once (in `bind()`, or when a scope opens) and copied into every record as int32
 * words, which costs less than half of copying bytes. Keys are text, so that a block fits any pipeline;
 * its id lets the reader format it once instead of once a record.
 */
export interface ContextBlock {
  readonly words: Int32Array
}

export const EMPTY_BLOCK: ContextBlock = { words: new Int32Array(0) }

export type EncodeContext = (fields: object) => ContextBlock

export function createContextEncoder(
  exotic: ExoticValues,
  keySerializers: ReadonlyMap<string, KeySerializer>,
): EncodeContext {
  const size = MAX_CONTEXT_BYTES + RECORD_MARGIN
  const head = BLOCK_HEAD_WORDS * 4
  let lastId = 0
  let spare: { memory: SharedArrayBuffer; encoder: ReturnType<typeof createValueEncoder> } | null = null
  const create = (): NonNullable<typeof spare> => {
    const memory = shareMemory(size)
    return { memory, encoder: createValueEncoder(memory, null, exotic, keySerializers) }
  }
  function encode(fields: object): ContextBlock {
    // Taken out while in use: a getter among the fields may bind or open a scope of its own.
    const { memory, encoder } = spare ?? create()
    spare = null
    encoder.begin(0, size)
    const end = encoder.fields(fields, head, null, false)
    new Uint8Array(memory).fill(0, end, (end + 3) & ~3)
    const words = new Int32Array(memory).slice(0, (end + 3) >> 2)
    lastId = (lastId + 1) | 0
    words[0] = lastId
    words[1] = (words.length - BLOCK_HEAD_WORDS) * 4
    spare = { memory, encoder }
    return { words }
  }
  return (fields) => {
    try {
      return encode(fields)
    } catch {
      // The stack is exhausted, or the application broke what everything is made of.
      return EMPTY_BLOCK
    }
  }
}
