/** What is printed for a field that threw while it was read. */
const THREW = '[Threw]'

export type Fields = Record<string, unknown>

export const noFields = (): Fields => Object.create(null) as Fields

/** Reads each field once, now; whatever a getter or a Proxy does stays here. */
export function copyFields(target: Fields, given: unknown): void {
  if (given === undefined || given === null) return
  if (typeof given !== 'object') {
    target['value'] = given
    return
  }
  try {
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
