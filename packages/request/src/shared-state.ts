import { AsyncLocalStorage } from 'node:async_hooks'
import { type SyncLoggerFacade, withContextProvider } from 'fapilog'

/** What the process needs to know of a request that runs. */
export interface RunningScope {
  /** What `addFields` collected; null when nothing was added. */
  readonly added: object | null
  readonly syncLogger: SyncLoggerFacade
  addFields(fields: object): void
  fail(error: unknown): void
}

/** An integration with open requests. */
export interface BusyLogging {
  reportUnfinished(): void
}

/**
 * Shared by all copies of the package in a process (ESM beside CJS): a request that one copy opened is found by
 * the other. The number of its global symbol changes with the shape of this object and of what it holds.
 */
interface SharedState {
  /** Made at the first request: on Node 20 and 22 its existence makes every `await` dearer. */
  running: AsyncLocalStorage<RunningScope> | null
  readonly busy: Set<BusyLogging>
  /** Whether added fields are already brought to every record. */
  providing: boolean
  /** How many users each logger has; the last one drains. */
  readonly users: WeakMap<object, number>
}

const KEY: unique symbol = Symbol.for('fapilog.request.1') as never

const root = globalThis as { [KEY]?: SharedState }
export const state: SharedState = (root[KEY] ??= create())

function create(): SharedState {
  const created: SharedState = { running: null, busy: new Set(), providing: false, users: new WeakMap() }
  // Before the exit drain of the core, which was first in line until now: what is printed here is still drained.
  process.prependListener('exit', () => {
    for (const logging of created.busy) logging.reportUnfinished()
  })
  // Only looks: whether the process ends stays with Node and the application.
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    created.running?.getStore()?.fail(error)
  })
  return created
}

export function runAs<T>(scope: RunningScope, fn: () => T): T {
  state.running ??= new AsyncLocalStorage<RunningScope>()
  return state.running.run(scope, fn)
}

export const runningScope = (): RunningScope | null => state.running?.getStore() ?? null

/** From the first added field on, every record is asked for those of its request. */
export function provideAddedFields(): void {
  if (state.providing) return
  state.providing = true
  withContextProvider(() => runningScope()?.added)
}
