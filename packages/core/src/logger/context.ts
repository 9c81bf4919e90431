import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { type ContextBlock, EMPTY_BLOCK } from '../codec/context-block.ts'
import { isPromise } from '../codec/intrinsics.ts'
import { threw } from '../codec/placeholders.ts'
import { FapilogError } from '../errors/fapilog-error.ts'
import { diagnose } from '../observe/diagnostics.ts'
import { encodeFields, mergeContexts } from './bound-context.ts'
import { type ContextScope, state } from './shared-state.ts'

// Made at the first scope, not at import: on Node 20 and 22 its existence makes every `await` dearer.
const scopes = (): AsyncLocalStorage<ContextScope | undefined> =>
  (state.scopes ??= new AsyncLocalStorage<ContextScope | undefined>())

/**
 * Runs `fn` with these fields on every record logged in it, across `await`, timers and callbacks. The
 * fields are read once, now. Scopes nest; the inner one wins. Returns what `fn` returns.
 *
 * Throws FAPILOG_E_ARGUMENT when `fn` is no function.
 */
export function runWithContext<T>(fields: object, fn: () => T): T {
  requireFunction(fn, 'runWithContext runs a function')
  return scopes().run(innerScope(fields, contextOwner()), fn)
}

const innerScope = (fields: object, owner: object | undefined): ContextScope => ({
  block: mergeContexts(state.surroundings.scope() ?? EMPTY_BLOCK, encodeFields(fields, 'brief')),
  owner,
})

/** A context that is entered more than once: of a request, a connection, a job that goes on in callbacks. */
export interface OpenContext {
  /** Runs `fn` in the context, beside all else that runs where this is called; returns what `fn` returns. */
  run<T>(fn: () => T): T
  /**
   * As `run`, for what comes from elsewhere, as the end of a request may come from another one: context providers find
   * what ran beside the context when it was run last, and are not asked where nobody could have kept that.
   */
  resume<T>(fn: () => T): T
}

/**
 * Opens a context within the running one. Its fields are read once, now. `owner` is what `contextOwner()` gives in
 * it, also in scopes further in and in functions bound there: for integrations, which find their request again by it.
 */
export function openContext(fields: object, owner?: object): OpenContext {
  return new Opened(innerScope(fields, owner))
}

/** Of the running context, or of the nearest one around it that has an owner. */
export function contextOwner(): object | undefined {
  return state.scopes?.getStore()?.owner
}

class Opened implements OpenContext {
  readonly scope: ContextScope
  /** Where it ran last. Only context providers ask for what else runs there, and it takes a tenth of what a request's line does. */
  place: AsyncResource | null = null

  constructor(scope: ContextScope) {
    this.scope = scope
  }

  run<T>(fn: () => T): T {
    requireFunction(fn, 'run runs a function')
    const store = scopes()
    if (store.getStore() === this.scope) return fn()
    if (state.surroundings.provided === null) return store.run(this.scope, fn)
    return store.run(this.scope, () => {
      this.place = new AsyncResource('FAPILOG_CONTEXT')
      return fn()
    })
  }

  resume<T>(fn: () => T): T {
    requireFunction(fn, 'resume runs a function')
    const store = scopes()
    if (store.getStore() === this.scope) return fn()
    if (this.place !== null) return this.place.runInAsyncScope(fn)
    return unasked(() => store.run(this.scope, fn))
  }
}

/**
 * A function that runs `fn` in the scope of this call, also when that is none: for callbacks that
 * libraries call from elsewhere. Everything else that AsyncLocalStorage holds now comes along: the request of
 * `@fapilog/request`, the active span.
 *
 * Throws FAPILOG_E_ARGUMENT when `fn` is no function.
 */
export function bindContext<This, Args extends readonly unknown[], Result>(
  fn: (this: This, ...args: Args) => Result,
): (this: This, ...args: Args) => Result {
  requireFunction(fn, 'bindContext binds a function')
  const runHere = AsyncLocalStorage.snapshot()
  return function bound(this: This, ...args: Args): Result {
    return runHere(() => Reflect.apply(fn, this, args) as Result)
  }
}

function requireFunction(fn: unknown, rule: string): void {
  if (typeof fn !== 'function') throw new FapilogError('FAPILOG_E_ARGUMENT', rule, { key: 'fn', value: fn })
}

/**
 * Adds what `provider` returns to every record of every logger; called on the caller's thread for each
 * record that is logged. Fields of the call win over it, it wins over bound fields. Of several providers
 * the later one wins. What it throws is printed as `context_provider`; records that it logs itself come
 * without its fields. A promise has no fields and is never awaited: one line on stderr says so. Returns a
 * function that removes it.
 *
 * Throws FAPILOG_E_ARGUMENT when the provider is no function.
 */
export function withContextProvider(provider: () => object | null | undefined): () => void {
  if (typeof provider !== 'function') {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'a context provider is a function that returns fields', {
      key: 'provider',
      value: provider,
    })
  }
  // One entry a call, so that removing it twice, or registering the same function twice, stays exact.
  let told = false
  const entry = (): unknown => {
    const fields: unknown = provider()
    if (!isPromise(fields)) return fields
    // Nobody else has it: unhandled, its rejection would end the process.
    fields.catch(() => undefined)
    if (!told)
      diagnose('context', 'a context provider returned a promise, which has no fields: it is ignored')
    told = true
    return undefined
  }
  state.providers.add(entry)
  state.surroundings.provided = provided
  return () => {
    state.providers.delete(entry)
    if (state.providers.size === 0) state.surroundings.provided = null
  }
}

/** False where providers would find what runs beside somebody else. */
let asks = true

function unasked<T>(fn: () => T): T {
  asks = false
  try {
    return fn()
  } finally {
    asks = true
  }
}

/** True while providers run, which may log. */
let providing = false

function provided(): ContextBlock {
  if (!asks) {
    // As below.
    queueMicrotask(() => (asks = true))
    return EMPTY_BLOCK
  }
  if (providing) {
    // A provider that was torn off (a vm timeout) never came back; microtasks run on an empty stack only.
    queueMicrotask(() => (providing = false))
    return EMPTY_BLOCK
  }
  providing = true
  try {
    let all = EMPTY_BLOCK
    for (const provider of state.providers) all = mergeContexts(all, ask(provider))
    return all
  } catch {
    return EMPTY_BLOCK
  } finally {
    providing = false
  }
}

function ask(provider: () => unknown): ContextBlock {
  try {
    return encodeFields(provider())
  } catch (error) {
    return encodeFields({ context_provider: threw(error) })
  }
}
