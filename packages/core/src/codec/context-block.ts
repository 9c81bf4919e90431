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

/** `brief` blocks share memory by kilobytes: a single one that stays keeps all of it. */
export type BlockLife = 'brief' | 'long'

export type EncodeContext = (fields: object, life?: BlockLife) => ContextBlock

const SHARED_WORDS = 1024

/** Typed arrays of more than 64 bytes are dear to allocate (0.17 us), views of one that is there are not (0.04). */
function createBriefMemory(): (words: number) => Int32Array {
  let memory = new Int32Array(0)
  let taken = 0
  return (words) => {
    if (words > SHARED_WORDS >> 2) return new Int32Array(words)
    if (taken + words > memory.length) {
      memory = new Int32Array(SHARED_WORDS)
      taken = 0
    }
    return memory.subarray(taken, (taken += words))
  }
}

interface Scratch {
  readonly bytes: Uint8Array
  readonly words: Int32Array
  readonly encoder: ReturnType<typeof createValueEncoder>
}

export function createContextEncoder(
  exotic: ExoticValues,
  keySerializers: ReadonlyMap<string, KeySerializer>,
): EncodeContext {
  const size = MAX_CONTEXT_BYTES + RECORD_MARGIN
  const head = BLOCK_HEAD_WORDS * 4
  let lastId = 0
  const briefMemory = createBriefMemory()
  let spare: Scratch | null = null
  const create = (): Scratch => {
    const memory = shareMemory(size)
    const encoder = createValueEncoder(memory, null, exotic, keySerializers)
    return { bytes: new Uint8Array(memory), words: new Int32Array(memory), encoder }
  }
  function encode(fields: object, life: BlockLife): ContextBlock {
    // Taken out while in use: a getter among the fields may bind or open a scope of its own.
    const scratch = spare ?? create()
    spare = null
    const { bytes, encoder } = scratch
    encoder.begin(0, size)
    const end = encoder.fields(fields, head, null, false)
    for (let p = end; (p & 3) !== 0; p++) bytes[p] = 0
    const length = (end + 3) >> 2
    const words = life === 'brief' ? briefMemory(length) : new Int32Array(length)
    for (let i = BLOCK_HEAD_WORDS; i < length; i++) words[i] = scratch.words[i] as number
    lastId = (lastId + 1) | 0
    words[0] = lastId
    words[1] = (length - BLOCK_HEAD_WORDS) * 4
    spare = scratch
    return { words }
  }
  return (fields, life = 'long') => {
    try {
      return encode(fields, life)
    } catch {
      // The stack is exhausted, or the application broke what everything is made of.
      return EMPTY_BLOCK
    }
  }
}
