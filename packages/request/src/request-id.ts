import { randomUuid } from './random-uuid.ts'
import type { RequestIdOptions } from './http-options.ts'
import { readHeader } from './read-headers.ts'
import type { RequestStart } from './request-facts.ts'
import { safely } from './safely.ts'

export interface ChosenId {
  readonly id: string | undefined
  readonly source: 'application' | 'header' | 'generated' | 'none'
}

const NONE: ChosenId = { id: undefined, source: 'none' }
const ACCEPTED = /^[A-Za-z0-9_.:=-]{1,128}$/
/** Of an id that is the application's own: it is trusted, but not with megabytes. */
const MAX_LENGTH = 256

export type ChooseId = (start: RequestStart) => ChosenId

/** Whether an id that a client sent is used. */
export function idAcceptor({
  propagate = true,
  accept = ACCEPTED,
}: RequestIdOptions): (id: string) => boolean {
  const matches = wholly(accept)
  return (id) => propagate && matches(id)
}

/**
 * The application's id, the header's, a new one: in this order. A client chooses the header freely, and Node joins
 * repeated ones (`a, b`): what `accept` does not match as a whole counts as none.
 */
export function idChooser(options: RequestIdOptions): ChooseId {
  const { generate = randomUuid } = options
  const header = (options.header ?? 'X-Request-ID').toLowerCase()
  const accepts = idAcceptor(options)

  function generated(): ChosenId {
    if (generate === false) return NONE
    return { id: ownId(safely(() => generate(), undefined)) ?? randomUuid(), source: 'generated' }
  }

  return (start) => {
    const own = ownId(start.requestId)
    if (own !== undefined) return { id: own, source: 'application' }
    const sent = readHeader(start.headers, header)
    return sent !== undefined && accepts(sent) ? { id: sent, source: 'header' } : generated()
  }
}

/** For frameworks that want the id before the request is opened: by the same rules. Undefined: there is none. */
export function requestIdChooser(
  options: RequestIdOptions = {},
): (headers: RequestStart['headers']) => string | undefined {
  const choose = idChooser(options)
  return (headers) => choose({ method: '', url: '', headers }).id
}

/** Counters are numbers. Undefined: unfit. */
function ownId(given: unknown): string | undefined {
  const id = Number.isFinite(given) ? String(given) : given
  return typeof id === 'string' && id !== '' && id.length <= MAX_LENGTH ? id : undefined
}

/** Whatever flags and anchors it has: no `lastIndex` of a global expression, no match of a part. */
function wholly({ source, flags }: RegExp): (text: string) => boolean {
  const whole = new RegExp(`^(?:${source})$`, flags.replace(/[gym]/g, ''))
  return (text) => whole.test(text)
}
