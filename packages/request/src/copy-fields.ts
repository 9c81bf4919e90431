/** What is printed for a field that threw while it was read. */
const THREW = '[Threw]'

export type Fields = Record<string, unknown>

export const noFields = (): Fields => Object.create(null) as Fields

/** A request or a response, of Node or of a framework: all have inherited what tells them from plain fields. */
const isOfServer = (given: object): boolean =>
  ['headers', 'setHeader', 'hijack'].some((name) => name in given && !Object.hasOwn(given, name))

/** Reads each field once, now; whatever a getter or a Proxy does stays here. */
export function copyFields(target: Fields, given: unknown): void {
  if (given === undefined || given === null) return
  if (typeof given !== 'object') {
    target['value'] = given
    return
  }
  try {
    // Its fields are headers, cookies and sockets: the core prints what may be told of it.
    if (isOfServer(given)) {
      target['value'] = given
      return
    }
    for (const key of Object.keys(given)) {
      try {
        target[key] = (given as Fields)[key]
      } catch {
        target[key] = THREW
      }
    }
  } catch {
    target['value'] = THREW
  }
}
