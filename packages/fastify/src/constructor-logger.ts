import { readSerializers, type Serializers } from './serializers.ts'
import { valueNamed } from './symbol-named.ts'

/** Fastify's own for every logger of its constructor, by the names of the functions. Ours print no query. */
const STANDARD: ReadonlySet<string> = new Set(['asReqValue', 'asResValue', 'errSerializer'])

/** What `logger: { serializers }` or a pino's `serializers` are: who hides a password by one relies on it. */
export function constructorSerializers(logger: object): Serializers | null {
  return ownSerializers(valueNamed(logger, 'pino.serializers'))
}

/** Without Fastify's own. */
export function ownSerializers(given: unknown): Serializers | null {
  const all = readSerializers(given)
  if (all === null) return null
  return readSerializers(
    Object.fromEntries(Object.entries(all).filter(([, { name }]) => !STANDARD.has(name))),
  )
}

/** Whether a pino has `redact`. */
export function redacts(logger: object): boolean {
  const given = valueNamed(logger, 'pino.stringifiers')
  return typeof given === 'object' && given !== null && Reflect.ownKeys(given).length > 0
}
