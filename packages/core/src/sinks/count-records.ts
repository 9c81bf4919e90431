const NEWLINE = 10

/** The lines that end within `bytes[0, end)`. */
export function countLines(bytes: Uint8Array, end: number): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1
  return lines
}

/** The texts that end within the first `end` bytes of all of them, one after the other in UTF-8. */
export function countTexts(texts: readonly string[], end: number): number {
  let size = 0
  let count = 0
  for (const text of texts) {
    size += Buffer.byteLength(text)
    if (size > end) break
    count += 1
  }
  return count
}
