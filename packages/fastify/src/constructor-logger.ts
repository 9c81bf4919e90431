import { readSerializers, type Serializer, type Serializers } from './serializers.ts'
import { valueNamed } from './symbol-named.ts'

/**
 * Fastify's own for every logger of its constructor, which are in no export: by the names of the functions, and a word that
 * is in them. Ours print no query.
 */
const STANDARD: ReadonlyMap<string, string> = new Map([
  ['asReqValue', 'accept-version'],
  ['asResValue', 'statusCode'],
  ['errSerializer', 'isErrorLike'],
])

const isStandard = (serializer: Serializer): boolean => {
  const word = STANDARD.get(serializer.name)
  return word !== undefined && Function.prototype.toString.call(serializer).includes(word)
}

/** What `logger: { serializers }` or a pino's `serializers` are: who hides a password by one relies on it. */
export function constructorSerializers(logger: object): Serializers | null {
  return ownSerializers(valueNamed(logger, 'pino.serializers'))
}

/** Without Fastify's own. */
export function ownSerializers(given: unknown): Serializers | null {
  const all = readSerializers(given)
  if (all === null) return null
  return readSerializers(
    Object.fromEntries(Object.entries(all).filter(([, serializer]) => !isStandard(serializer))),
  )
}

/** Whether a pino has `redact`. */
export function redacts(logger: object): boolean {
  const given = valueNamed(logger, 'pino.stringifiers')
  return typeof given === 'object' && given !== null && Reflect.ownKeys(given).length > 0
}
