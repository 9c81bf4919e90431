import type { FastifyInstance } from 'fastify'

type Close = (this: unknown, callback?: CloseCallback) => unknown
type CloseCallback = (error?: Error, ...more: unknown[]) => unknown
type Done = (error?: Error) => void

/**
 * Runs `drain` after every `onClose` hook and before whoever called `close()` goes on. Fastify runs the hooks in the
 * reverse order of their registration and offers no place behind the last one, not even to the plugin that was
 * registered first. https://github.com/fastify/fastify/issues/5375
 *
 * Returns whether `close()` has been called. A `preClose` hook would know as well, and change what Fastify calls back with.
 */
export function drainAfterClose(instance: FastifyInstance, drain: () => Promise<unknown>): () => boolean {
  const owner = ownerOfClose(instance)
  const original = owner.close
  let closing = false
  owner.close = function close(callback?: CloseCallback) {
    closing = true
    const drained = (done: () => void): void => {
      // `drain` never rejects; should it, the application closes all the same.
      void drain().then(done, done)
    }
    if (callback !== undefined) {
      if (typeof callback !== 'function') return original.call(this, callback)
      return original.call(this, (error, done) =>
        drained(() => callBack(callback, error, this, done as Done)),
      )
    }
    return new Promise<void>((resolve, reject) => {
      original.call(this, (error, done) =>
        drained(() => {
          ;(done as Done)()
          if (error === undefined || error === null) resolve()
          else reject(error)
        }),
      )
    })
  }
  return () => closing
}

/** Child instances inherit `close` from the root. */
function ownerOfClose(instance: FastifyInstance): { close: Close } {
  let owner: object = instance
  while (!Object.hasOwn(owner, 'close')) {
    const next = Object.getPrototypeOf(owner) as object | null
    if (next === null) throw new TypeError('fastify.close() is missing')
    owner = next
  }
  return owner as { close: Close }
}

/** As Fastify calls it: `()`, `(error)`, `(error, done)` or `(error, instance, done)`, awaited when it has no `done`. */
function callBack(callback: CloseCallback, error: Error | undefined, instance: unknown, done: Done): void {
  if (callback.length === 2) return void callback(error, done)
  if (callback.length > 2) return void callback(error, instance, done)
  const returned = callback.length === 0 ? callback() : callback(error)
  if (!isPromise(returned)) return done()
  returned.then(() => done(), done)
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function'
