/** Names that are printed in `context` wherever they were given: fields, bound context or scope. */
export const WELL_KNOWN = [
  'correlation_id',
  'request_id',
  'user_id',
  'tenant_id',
  'trace_id',
  'span_id',
] as const

const SLOTS = new Map<string, number>()
for (const [i, name] of WELL_KNOWN.entries()) {
  SLOTS.set(name, i)
  SLOTS.set(name.replace(/_i/, 'I'), i)
}

export const CORRELATION = 0
export const REQUEST = 1
export const NOT_WELL_KNOWN = -1

/** Both `request_id` and `requestId` give the slot of `request_id`. */
export const slotOf = (key: string): number => SLOTS.get(key) ?? NOT_WELL_KNOWN
