import { EMPTY_BLOCK } from '../codec/context-block.ts'
import type { ClassSerializer } from '../codec/exotic.ts'
import { FapilogError } from '../errors/fapilog-error.ts'
import { LevelChoice } from './level-choice.ts'
import { addLevel } from './levels.ts'
import { processPipeline } from './pipelines.ts'
import { state } from './shared-state.ts'
import { SyncFacade } from './sync-facade.ts'

function refuseTaken(method: string): void {
  // An instance, because a field would hide the method; `then` would make every `await` of a logger hang.
  const logger = new SyncFacade({
    name: '',
    find: processPipeline,
    level: new LevelChoice(null),
    bound: EMPTY_BLOCK,
  })
  if (method in logger || method === 'then') {
    throw new FapilogError('FAPILOG_E_LEVEL', `loggers cannot have a method "${method}"`, {
      key: 'name',
      value: method,
    })
  }
}

/**
 * Adds a level and a method of its name (in lower case) to all loggers. `priority` is a whole number from 1
 * to 99 that no other level has (INFO is 20, ERROR 40). The same call again changes nothing.
 *
 * Throws FAPILOG_E_LEVEL. For types see `CustomLevels`.
 */
export function registerLevel(name: string, priority: number): void {
  addLevel(name, priority, refuseTaken)
}

const tooGeneral = (target: AnyClass<object>): FapilogError =>
  new FapilogError(
    'FAPILOG_E_ARGUMENT',
    `a serializer is registered for a class of your own (a subclass of ${target.name}) or a key`,
    { key: 'target', value: target },
  )

// oxlint-disable-next-line typescript/no-unsafe-function-type
type AnyClass<T> = (abstract new (...args: never[]) => T) & Function

/**
 * Turns values before they are logged: instances of a class (and its subclasses) anywhere, or what stands
 * under a top-level key of the fields. Runs on the caller's thread; what it throws is printed in place of
 * the value. The result is encoded like any other value. Returns a function that removes it.
 *
 * Throws FAPILOG_E_ARGUMENT for `Object`, `Array` and `Function`, of which everything is an instance, for what
 * has no instances, and where the serializer is no function.
 */
export function registerSerializer<T extends object>(
  target: AnyClass<T>,
  serialize: (value: T) => unknown,
): () => void
export function registerSerializer(target: string, serialize: (value: unknown) => unknown): () => void
export function registerSerializer(
  target: string | AnyClass<object>,
  serialize: (value: never) => unknown,
): () => void {
  if (typeof serialize !== 'function') {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'a serializer is a function', {
      key: 'serialize',
      value: serialize,
    })
  }
  if (typeof target === 'string') {
    const serializer = serialize as (value: unknown) => unknown
    state.keySerializers.set(target, serializer)
    return () => {
      if (state.keySerializers.get(target) === serializer) state.keySerializers.delete(target)
    }
  }
  // Its prototype is a function itself.
  if (target === Function) throw tooGeneral(target)
  const prototype: unknown = typeof target === 'function' ? target.prototype : undefined
  if (typeof prototype !== 'object' || prototype === null) {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'a serializer is registered for a class or a key', {
      key: 'target',
      value: target,
    })
  }
  if (prototype === Object.prototype || prototype === Array.prototype) throw tooGeneral(target)
  const serializer = serialize as ClassSerializer
  state.classSerializers.set(prototype, serializer)
  state.making.exotic.forget()
  return () => {
    if (state.classSerializers.get(prototype) === serializer) state.classSerializers.delete(prototype)
    state.making.exotic.forget()
  }
}
