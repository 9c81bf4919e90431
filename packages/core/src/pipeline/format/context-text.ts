import { quote } from './json-text.ts'
import { isAmbiguous } from './printed-keys.ts'
import type { ShapeTable } from './shape-table.ts'
import type { ValueReader } from './value-reader.ts'
import { CORRELATION, NOT_WELL_KNOWN, REQUEST, slotOf, WELL_KNOWN } from './well-known.ts'

/** Bound context as the usual record needs it. */
export interface ContextText {
  /** Bits of the `context` slots in use. */
  readonly mask: number
  /** `,"user_id":…` for every slot but the correlation id. */
  readonly context: string
  readonly correlation: string
  readonly request: string
  /** All other fields, in order. */
  readonly dataKeys: readonly string[]
  /** `"key":value,…` */
  readonly dataJson: string
}

export const NO_TEXT: ContextText = {
  mask: 0,
  context: '',
  correlation: '',
  request: '',
  dataKeys: [],
  dataJson: '',
}

const SLOT_KEYS = WELL_KNOWN.map((name) => `,"${name}":`)

/**
 * Straight from the bytes of a block to text: most contexts are those of one request, and seen a few times only. Null where
 * two keys could meet.
 */
export function readContextText(reader: ValueReader, shapes: ShapeTable): ContextText | null {
  if (!reader.isObject()) return null
  const { shape, extras } = reader.objectHead()
  if (shapes.get(shape).keys.length > 0) return null
  let mask = 0
  let context = ''
  let correlation = ''
  let request = ''
  const dataKeys: string[] = []
  let dataJson = ''
  for (let i = 0; i < extras; i++) {
    const key = reader.text()
    const json = reader.value()
    if (json === '') continue
    const slot = slotOf(key)
    if (slot === NOT_WELL_KNOWN) {
      if (isAmbiguous(key)) return null
      dataKeys.push(key)
      dataJson += `${dataJson === '' ? '' : ','}${quote(key)}:${json}`
      continue
    }
    if ((mask & (1 << slot)) !== 0) return null
    mask |= 1 << slot
    if (slot === CORRELATION) correlation = json
    else context += SLOT_KEYS[slot] + json
    if (slot === REQUEST) request = json
  }
  return { mask, context, correlation, request, dataKeys, dataJson }
}

/** Null where two keys meet. */
export function joinContextTexts(earlier: ContextText, later: ContextText): ContextText | null {
  if (earlier === NO_TEXT) return later
  if ((earlier.mask & later.mask) !== 0) return null
  if (earlier.dataKeys.some((key) => later.dataKeys.includes(key))) return null
  const comma = earlier.dataJson === '' || later.dataJson === '' ? '' : ','
  return {
    mask: earlier.mask | later.mask,
    context: earlier.context + later.context,
    correlation: later.correlation || earlier.correlation,
    request: later.request || earlier.request,
    dataKeys: [...earlier.dataKeys, ...later.dataKeys],
    dataJson: earlier.dataJson + comma + later.dataJson,
  }
}
