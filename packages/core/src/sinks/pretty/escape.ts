/**
 * What a terminal, or a reader of the file, would take for something else than text: C0, DEL and C1 controls, the
 * direction marks and overrides, U+2028 and U+2029. Everything that comes from a record passes through here, so the
 * only line ends and control sequences in pretty output are our own.
 */
// oxlint-disable-next-line no-control-regex -- naming them is the purpose
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Prints each unsafe character as `\xNN` or `\uXXXX`; both forms stay on their line. */
export function escapeControls(text: string): string {
  // search() ignores lastIndex; most texts hold nothing unsafe and are returned as they are.
  return text.search(UNSAFE) === -1 ? text : text.replace(UNSAFE, escapeOne)
}

/** The same inside JSON text, where only `\uXXXX` is legal. JSON.stringify leaves DEL, C1 and the marks bare. */
export function escapeInJson(json: string): string {
  return json.search(UNSAFE) === -1 ? json : json.replace(UNSAFE, unicodeEscape)
}

function escapeOne(char: string): string {
  const code = char.charCodeAt(0)
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : unicodeEscape(char)
}

function unicodeEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
