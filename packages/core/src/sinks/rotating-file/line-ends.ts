const NEWLINE = 10

/** Where the last line that lies wholly within `bytes[start, end)` ends; `start` when there is none. */
export function lastLineEnd(bytes: Uint8Array, start: number, end: number): number {
  return Math.max(start, bytes.subarray(0, end).lastIndexOf(NEWLINE) + 1)
}

/** Where the line that begins at `start` ends. */
export function nextLineEnd(bytes: Uint8Array, start: number): number {
  const at = bytes.indexOf(NEWLINE, start)
  return at === -1 ? bytes.byteLength : at + 1
}
