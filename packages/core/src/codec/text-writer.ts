import { bufferOver } from './intrinsics.ts'
import { MAX_KEY, MAX_STRING } from './limits.ts'
import { cut } from './placeholders.ts'
import { TAG_STRING32, TAG_STRING8 } from './tags.ts'

/** `Buffer`'s own writer: the fastest way to UTF-8 in shared memory, and it never allocates. */
interface RawBuffer {
  utf8Write(text: string, offset: number, length: number): number
}

/** Up to here a loop over the characters beats the call into `utf8Write`. */
const SHORT_TEXT = 40
/** What is shown of any text, however full the record: the marks of what was left out must be readable. */
const LEAST = 16
/** How far a text may reach into the margin that the record keeps beyond `bound`. */
const OVERHANG = 512

export interface TextWriter {
  /** Writes a text at `p`, cut so that it ends before `bound` and a little; returns its end. */
  readonly writeText: (text: string, p: number, bound: number) => number
  /** A key; `index` keeps two apart that are alike as far as they are shown. */
  readonly writeKey: (text: string, index: number, p: number, bound: number) => number
}

export function createTextWriter(memory: SharedArrayBuffer): TextWriter {
  const u8 = new Uint8Array(memory)
  const view = new DataView(memory)
  const raw = bufferOver(memory) as RawBuffer

  function writeText(text: string, p: number, bound: number): number {
    const n = text.length
    if (n <= SHORT_TEXT) {
      const at = p + 2
      let i = 0
      for (; i < n; i++) {
        const c = text.charCodeAt(i)
        if (c >= 128) break
        u8[at + i] = c
      }
      if (i === n) {
        u8[p] = TAG_STRING8
        u8[p + 1] = n
        return at + n
      }
    }
    return writeLong(text, p, bound)
  }

  function writeLong(text: string, p: number, bound: number): number {
    // Three bytes a character at most, so what fits is known before anything is written.
    const room = ((bound + OVERHANG - p) / 3) | 0
    const most = room < LEAST ? LEAST : room < MAX_STRING ? room : MAX_STRING
    const kept = text.length > most ? cut(text, most) : text
    const written = raw.utf8Write(kept, p + 5, kept.length * 3)
    u8[p] = TAG_STRING32
    view.setUint32(p + 1, written, true)
    return p + 5 + written
  }

  function writeKey(text: string, index: number, p: number, bound: number): number {
    return writeText(text.length <= MAX_KEY ? text : `${cut(text, MAX_KEY)}#${index}`, p, bound)
  }

  return { writeText, writeKey }
}
