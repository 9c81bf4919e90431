import type { SyncLoggerFacade } from '../../src/index.ts'

/** Both sides derive the records from the seed: the process that logs them, and the one that judges what arrived. */
export interface Payload {
  readonly level: keyof Pick<SyncLoggerFacade, 'debug' | 'info' | 'warning' | 'error'>
  readonly fields: Readonly<Record<string, string | number>>
}

const SMALL_BYTES = 512
const SMALL_SHARE = 0.95
const NON_ASCII_SHARE = 0.3
/** Characters of one text; beyond that another key follows. */
const PIECE = 2000
const POOL = 1 << 16
const KEYS = Array.from({ length: 64 }, (_, i) => `p${i}`)

/** xorshift32 with a scrambled start: cheap, and the same everywhere. */
class Random {
  #state: number

  constructor(seed: number) {
    let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    this.#state = mixed ^ (mixed >>> 16) || 1
  }

  /** 0 to 1, without 1. */
  next(): number {
    let x = this.#state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#state = x
    return (x >>> 0) / 2 ** 32
  }

  below(end: number): number {
    return Math.floor(this.next() * end)
  }
}

function pool(seed: number, alphabet: readonly string[]): string {
  const random = new Random(seed)
  let text = ''
  while (text.length < POOL + PIECE) text += alphabet[random.below(alphabet.length)] as string
  return text
}

const ASCII = [...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)), '\n', '\t', '\x01']
/** Two, three and four bytes each; the line separators JSON leaves alone, and some ASCII between. */
const WIDE = Array.from('äöüßéñøЖщλΩאש中文字日本語한국어€…→\u2028\u2029😀🚀𝄞👩🏽abc "\\')
const ascii = pool(1, ASCII)
const wide = pool(2, WIDE)

/** Record `i` of a run. `maxBytes` is the largest text in UTF-8 that no limit of the record cuts. */
export function payloadOf(seed: number, i: number, maxBytes: number): Payload {
  const random = new Random(Math.imul(seed, 0x27d4eb2f) ^ i)
  const bytes =
    random.next() < SMALL_SHARE
      ? random.below(Math.min(SMALL_BYTES, maxBytes) - 80)
      : Math.floor(Math.exp(Math.log(SMALL_BYTES) + random.next() * Math.log(maxBytes / SMALL_BYTES)))
  const isWide = random.next() < NON_ASCII_SHARE
  const source = isWide ? wide : ascii
  // The wide pool takes between 2 and 3 bytes a character.
  let left = Math.ceil(isWide ? bytes / 3 : bytes)
  const fields: Record<string, string | number> = { i }
  for (let piece = 0; left > 0; piece++) {
    const length = Math.min(left, PIECE)
    const at = random.below(POOL)
    fields[KEYS[piece] as string] = source.slice(at, at + length).toWellFormed()
    left -= length
  }
  const chance = random.below(20)
  return { level: chance === 0 ? 'error' : chance === 1 ? 'warning' : 'info', fields }
}
