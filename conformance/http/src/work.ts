import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { addRequestFields, getRequestLogger } from '@fapilog/request'
import { bindContext } from 'fapilog'
import { opened } from './gate.ts'

/** What the routes of every framework do: only how they are declared differs. */

class ShopError extends Error {
  override readonly name = 'ShopError'
  readonly order_id = 'A-1'
}

export const broken = (): never => {
  throw new ShopError('the shop is closed', { cause: new Error('no stock') })
}

export async function brokenLater(): Promise<never> {
  await turn()
  return broken()
}

/** Logs around awaits, timers and microtasks, and answers with the name. */
export async function inside(name: string): Promise<{ name: string }> {
  getRequestLogger().info('inside', { name })
  await turn()
  getRequestLogger().info('inside', { name })
  await new Promise<void>((resolve) => setTimeout(resolve, 1))
  await Promise.all([turn(), turn()])
  getRequestLogger().info('inside', { name })
  return { name }
}

/** As a connection pool or an upload parser does it: callbacks run wherever the shared emitter is told to go on. */
class CallbackPool {
  readonly #events = new EventEmitter()
  readonly #waiting: (() => void)[] = []
  #scheduled = false

  run(callback: () => void): void {
    this.#waiting.push(callback)
    if (this.#scheduled) return
    // Scheduled in the context of whichever request came first.
    this.#scheduled = true
    this.#events.once('ready', () => {
      this.#scheduled = false
      for (const one of this.#waiting.splice(0)) one()
    })
    setTimeout(() => this.#events.emit('ready'), 2)
  }
}

const pool = new CallbackPool()

export function inCallback(name: string): Promise<{ name: string }> {
  return new Promise((resolve) => {
    pool.run(
      bindContext(() => {
        addRequestFields({ upload: name })
        getRequestLogger().info('inside', { name })
        resolve({ name })
      }),
    )
  })
}

/** Answers nothing, and has the server give up soon, as a handler that has begun its work does it. */
export async function givingUp(response: ServerResponse): Promise<never> {
  await turn()
  response.setTimeout(30)
  return new Promise(() => undefined)
}

export async function throughGate(): Promise<{ ok: true }> {
  await opened
  getRequestLogger().info('through the gate')
  return { ok: true }
}

export function withFields(): { ok: true } {
  addRequestFields({ order_id: 'A-1' })
  getRequestLogger().info('inside')
  return { ok: true }
}

/** Everything that must not change a response. */
export function withHostileFields(request: object): { ok: true } {
  // With everything that must not be logged.
  addRequestFields(request)
  addRequestFields({ request })
  const cyclic: Record<string, unknown> = {}
  cyclic['self'] = cyclic
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  addRequestFields({
    get thrower(): string {
      throw new Error('a getter')
    },
    json: {
      toJSON() {
        throw new Error('a toJSON')
      },
    },
    cyclic,
    proxy,
    big: 2n ** 4096n,
    long: 'x'.repeat(1_000_000),
    invalid: new Date(Number.NaN),
    __proto__: null,
    status_code: 999,
    method: 'FORGED',
  })
  return { ok: true }
}

export const CHUNKS = ['one ', 'two ', 'three']

/** Three chunks, each in a turn of its own. */
export const chunks = (): Readable =>
  Readable.from(
    (async function* () {
      for (const chunk of CHUNKS) {
        yield chunk
        await turn()
      }
    })(),
    { objectMode: false },
  )

/** Fails when the first chunk is on its way. */
export const failingChunks = (): Readable =>
  Readable.from(
    (async function* () {
      yield 'first '
      await new Promise<void>((resolve) => setTimeout(resolve, 5))
      broken()
    })(),
    { objectMode: false },
  )

/** Goes on until its reader is gone. */
export const endlessChunks = (): Readable =>
  Readable.from(
    (async function* () {
      for (;;) {
        yield 'more '
        await new Promise<void>((resolve) => setTimeout(resolve, 1))
      }
    })(),
    { objectMode: false },
  )

export const SSE_MS = 60

/** Two events with a pause between them: what the line has to count is the time until the last byte. */
export const serverSentEvents = (): Readable =>
  Readable.from(
    (async function* () {
      yield 'data: 1\n\n'
      await new Promise<void>((resolve) => setTimeout(resolve, SSE_MS))
      yield 'data: 2\n\n'
    })(),
    { objectMode: false },
  )
