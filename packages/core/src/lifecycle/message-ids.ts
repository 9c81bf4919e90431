import { randomBytes } from 'node:crypto'

/** The random part of a pipeline's message ids; every thread of the pipeline is given the same. */
export interface MessageIds {
  /** The middle groups of the UUID: version 7 and 12 random bits, variant and 14 random bits. */
  readonly fixed: string
  /** Where the record numbers in the last group start. */
  readonly base: number
}

export function createMessageIds(): MessageIds {
  const random = randomBytes(9)
  random[0] = ((random[0] as number) & 0x0f) | 0x70
  random[2] = ((random[2] as number) & 0x3f) | 0x80
  const hex = random.toString('hex', 0, 4)
  return { fixed: `${hex.slice(0, 4)}-${hex.slice(4)}`, base: random.readUIntBE(4, 5) }
}
