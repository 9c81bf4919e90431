import { AsyncLocalStorage } from 'node:async_hooks'
import { type ContextBlock, EMPTY_BLOCK } from '../codec/context-block.ts'
import { ownFields } from '../codec/exotic.ts'
import { threw } from '../codec/placeholders.ts'
import { type Scope, state } from './shared-state.ts'

/**
 * Runs `fn` with these fields on every record logged in it, across `await`, timers and callbacks. Scopes
 * nest; the inner one wins. Returns what `fn` returns.
 */
export function runWithContext<T>(fields: object, fn: () => T): T {
  // Made at the first scope, not at import: on Node 20 and 22 its existence makes every `await` dearer.
  const scopes = (state.scopes ??= new AsyncLocalStorage<Scope>())
  const outer = scopes.getStore()?.fields
  const merged = Object.assign(Object.create(null) as Record<string, unknown>, outer, ownFields(fields))
  return scopes.run({ fields: merged, block: state.making.encodeContext(merged) }, fn)
}

/** A function that runs `fn` in the scope of this call: for callbacks that libraries call from elsewhere. */
export function bindContext<This, Args extends readonly unknown[], Result>(
  fn: (this: This, ...args: Args) => Result,
): (this: This, ...args: Args) => Result {
  const scope = state.scopes?.getStore()
  if (scope === undefined) return fn
  return function bound(this: This, ...args: Args): Result {
    return (state.scopes as AsyncLocalStorage<Scope>).run(
      scope,
      () => Reflect.apply(fn, this, args) as Result,
    )
  }
}

/**
 * Adds what `provider` returns to every record of every logger; called on the caller's thread for each
 * record that is logged. Fields of the call win over it, it wins over bound fields. One at a time: a
 * second one replaces the first. Returns a function that removes it.
 */
export function withContextProvider(provider: () => object | null | undefined): () => void {
  const provided = (): ContextBlock => {
    let fields: object | null | undefined
    try {
      fields = provider()
    } catch (error) {
      fields = { context_provider: threw(error) }
    }
    return typeof fields === 'object' && fields !== null ? state.making.encodeContext(fields) : EMPTY_BLOCK
  }
  state.surroundings.provided = provided
  return () => {
    if (state.surroundings.provided === provided) state.surroundings.provided = null
  }
}
