import { readSerializers, type Serializers } from './serializers.ts'

/** Fastify's own for every logger of its constructor, by the names of the functions. Ours print no query. */
const STANDARD: ReadonlySet<string> = new Set(['asReqValue', 'asResValue', 'errSerializer'])

/** What `logger: { serializers }` or a pino's `serializers` are: who hides a password by one relies on it. */
export function constructorSerializers(logger: object): Serializers | null {
  const all = readSerializers(valueOf(logger, 'pino.serializers'))
  if (all === null) return null
  return readSerializers(
    Object.fromEntries(Object.entries(all).filter(([, { name }]) => !STANDARD.has(name))),
  )
}

/** Whether a pino has `redact`. */
export function redacts(logger: object): boolean {
  const given = valueOf(logger, 'pino.stringifiers')
  return typeof given === 'object' && given !== null && Reflect.ownKeys(given).length > 0
}

/** By a symbol of pino's, found by its name. Children inherit from the logger that they were made of. */
function valueOf(logger: object, name: string): unknown {
  for (
    let owner: object | null = logger;
    owner !== null;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    const key = Object.getOwnPropertySymbols(owner).find(({ description }) => description === name)
    if (key !== undefined) return (logger as { readonly [key: symbol]: unknown })[key]
  }
  return undefined
}
