import type { ShapeTable } from './shape-table.ts'
import type { ValueReader } from './value-reader.ts'

/** Where applications have errors among their fields: pino's key, and the word for it. */
const ERROR_KEYS = ['err', 'error']

export const NO_MESSAGE = '""'

/**
 * What the error says that a record without a message of its own has among its fields, the value at hand: as pino does.
 * Leaves the reader where it was.
 */
export function errorMessage(reader: ValueReader, shapes: ShapeTable): string {
  const at = reader.position()
  let message = NO_MESSAGE
  for (const key of ERROR_KEYS) {
    reader.seek(at)
    const json = enter(reader, shapes, key) && enter(reader, shapes, 'message') ? reader.value() : ''
    if (!json.startsWith('"') || json === NO_MESSAGE) continue
    message = json
    break
  }
  reader.seek(at)
  return message
}

/** Moves on to what an object has under `key`; false where there is no such thing. */
function enter(reader: ValueReader, shapes: ShapeTable, key: string): boolean {
  if (!reader.isObject()) return false
  const { shape, extras } = reader.objectHead()
  const { keys } = shapes.get(shape)
  const place = keys.indexOf(key)
  if (place < 0 && extras === 0) return false
  const before = place < 0 ? keys.length : place
  for (let i = 0; i < before; i++) reader.value()
  if (place >= 0) return true
  for (let i = 0; i < extras; i++) {
    if (reader.text() === key) return true
    reader.value()
  }
  return false
}
