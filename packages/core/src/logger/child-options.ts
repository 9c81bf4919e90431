import { diagnose } from '../observe/diagnostics.ts'
import { isInsteadOfFastifys } from './for-fastify.ts'
import { levelNumber } from './levels.ts'
import type { Serializers } from './serializing.ts'
import type { ChildOptions } from './types.ts'

/** The level that a child is to have; null: its parent's. A child is made for each request, so a mistake must not throw. */
export function levelOf({ level }: ChildOptions): number | null {
  if (level === undefined || level === '') return null
  const number = levelNumber(level)
  if (number === undefined)
    diagnose('levels', 'a child was given an unknown level: it has its parent’s', { given: level })
  return number ?? null
}

/** Those of the child beside its parent's; null for none. */
export function serializersOf(parent: Serializers | null, { serializers }: ChildOptions): Serializers | null {
  const all = Object.assign(Object.create(null) as Record<string, (value: unknown) => unknown>, parent)
  let some = parent !== null
  // Fastify chains those of a plugin to those of its parent by prototype: `in`, not own keys only.
  for (const key in serializers) {
    const serializer: unknown = serializers[key]
    if (typeof serializer !== 'function' || isInsteadOfFastifys(serializer)) continue
    all[key] = serializer as (value: unknown) => unknown
    some = true
  }
  return some ? all : null
}
