import { contextOwner, withContextProvider } from 'fapilog'
import { type RunningScope, scopeOfHandle } from './handles.ts'
import { LinkedList, type Linked } from './linked-list.ts'

/** An integration with open requests. */
export interface BusyLogging extends Linked<BusyLogging> {
  reportUnfinished(): void
}

/**
 * Shared by all copies of the package in a process (ESM beside CJS): a request that one copy opened is found by
 * the other. The number of its global symbol changes with the shape of this object and of what it holds.
 */
interface SharedState {
  readonly busy: LinkedList<BusyLogging>
  /** Whether added fields are already brought to every record. */
  providing: boolean
  /** How many users each logger has; the last one drains. */
  readonly users: WeakMap<object, number>
}

const KEY: unique symbol = Symbol.for('fapilog.request.3') as never

const root = globalThis as { [KEY]?: SharedState }
export const state: SharedState = (root[KEY] ??= create())

function create(): SharedState {
  const created: SharedState = { busy: new LinkedList(), providing: false, users: new WeakMap() }
  // Before the exit drain of the core, which was first in line until now: what is printed here is still drained.
  process.prependListener('exit', () => {
    for (const logging of created.busy.all()) logging.reportUnfinished()
  })
  // Only looks: whether the process ends stays with Node and the application.
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    runningScope()?.fail(error)
  })
  return created
}

/** The scope whose context runs: scopes are handles of themselves. */
export function runningScope(): RunningScope | null {
  const owner = contextOwner()
  return owner === undefined ? null : scopeOfHandle(owner)
}

/** From the first added field on, every record is asked for those of its request. */
export function provideAddedFields(): void {
  if (state.providing) return
  state.providing = true
  withContextProvider(() => runningScope()?.added)
}
