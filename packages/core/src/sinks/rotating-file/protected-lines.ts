const KEY = '"level":"'
const NEWLINE = 10
const QUOTE = 34
const ORDINARY: ReadonlySet<string> = new Set(['TRACE', 'DEBUG', 'INFO', 'WARNING'])

/**
 * Whether any line has a level that must not be lost: ERROR and above, AUDIT, SECURITY. Custom levels count among them,
 * since their rank is not in the line. Before the key of the level a line has nothing that could look like it.
 */
export function holdsProtected(bytes: Buffer): boolean {
  for (let start = 0; start < bytes.byteLength;) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline === -1 ? bytes.byteLength : newline
    const key = bytes.indexOf(KEY, start, 'latin1')
    if (key === -1 || key >= end) return true
    const level = key + KEY.length
    if (!ORDINARY.has(bytes.toString('latin1', level, bytes.indexOf(QUOTE, level)))) return true
    start = end + 1
  }
  return false
}
