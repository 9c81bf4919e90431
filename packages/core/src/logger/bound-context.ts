import { type BlockLife, type ContextBlock, EMPTY_BLOCK } from '../codec/context-block.ts'
import { PLAIN } from '../codec/exotic.ts'
import { MAX_CONTEXT_BYTES } from '../codec/limits.ts'
import { MORE_KEY, threw } from '../codec/placeholders.ts'
import { TAG_OBJECT } from '../codec/tags.ts'
import { type Pair, payloadTag, readPairs, writePairs } from './block-pairs.ts'
import { state } from './shared-state.ts'

/** What is printed for fields that a context has no room for. */
const LEFT_OUT = '[More keys]'

/** Encodes what somebody binds. Total, as log calls are: what is no object is printed as `value`. */
export function encodeFields(given: unknown, life?: BlockLife): ContextBlock {
  if (given === undefined || given === null) return EMPTY_BLOCK
  const block = state.making.encodeContext(fieldsOf(given), life)
  // An own `toJSON` may have made anything of the object.
  return payloadTag(block) === TAG_OBJECT ? block : state.making.encodeContext({ value: given })
}

/** Instances are bound as they are logged: by their serializer or `toJSON`, a Map as its entries. */
function fieldsOf(given: unknown): object {
  if (typeof given !== 'object' || given === null) return { value: given }
  try {
    const prototype = Object.getPrototypeOf(given) as object | null
    if (prototype === null || prototype === Object.prototype) return given
    const reduced = Array.isArray(given) ? given : state.making.exotic.reduce(given, prototype)
    if (reduced === PLAIN) return given
    if (typeof reduced !== 'object' || reduced === null || reduced === given) return { value: given }
    return Array.isArray(reduced) ? { value: reduced } : reduced
  } catch (error) {
    return { [MORE_KEY]: threw(error) }
  }
}

/**
 * Both contexts in one; `later` wins where they meet. Works on what was encoded: `bind()` reads a value
 * once, so that a later change of it shows in no child either, and keeps hold of no object.
 */
export function mergeContexts(earlier: ContextBlock, later: ContextBlock): ContextBlock {
  if (earlier.words.length === 0) return later
  const id = later.words[0]
  if (id === undefined) return earlier
  try {
    const added = readPairs(later).filter((pair) => pair.printed)
    const names = new Set(added.map((pair) => printedName(pair.key)))
    const kept = readPairs(earlier).filter((pair) => !names.has(printedName(pair.key)))
    return writePairs([...fitting(kept, added), ...added], id)
  } catch {
    // The stack is exhausted, or the application broke what everything is made of.
    return later
  }
}

/** Without the fields of these names; their twins (`requestId` for `request_id`) go with them. */
export function withoutKeys(block: ContextBlock, keys: readonly string[]): ContextBlock {
  try {
    const names = new Set(keys.map(printedName))
    const kept = readPairs(block).filter((pair) => !names.has(printedName(pair.key)))
    // Any block brings an id that no other has.
    const id = state.making.encodeContext({}).words[0]
    return kept.length === 0 || id === undefined ? EMPTY_BLOCK : writePairs(kept, id)
  } catch {
    return EMPTY_BLOCK
  }
}

/** As many as there is room for beside `added`, oldest first, and a mark for the others. */
function fitting(kept: readonly Pair[], added: readonly Pair[]): readonly Pair[] {
  let room = MAX_CONTEXT_BYTES
  for (const pair of added) room -= pair.bytes.length
  const fits = kept.filter((pair) => (room -= pair.bytes.length) >= 0)
  if (fits.length === kept.length) return kept
  const mark = state.making.encodeContext({ [MORE_KEY]: LEFT_OUT })
  return [...fits.filter((pair) => pair.key !== MORE_KEY), ...readPairs(mark)]
}

/** The well-known names have a camelCase twin that is printed, and so replaced, as the name itself. */
const TWINS: ReadonlyMap<string, string> = new Map([
  ['correlationId', 'correlation_id'],
  ['requestId', 'request_id'],
  ['userId', 'user_id'],
  ['tenantId', 'tenant_id'],
  ['traceId', 'trace_id'],
  ['spanId', 'span_id'],
])

const printedName = (key: string): string => TWINS.get(key) ?? key
