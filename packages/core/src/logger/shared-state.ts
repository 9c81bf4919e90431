import type { AsyncLocalStorage } from 'node:async_hooks'
import { type ContextBlock, createContextEncoder } from '../codec/context-block.ts'
import { type ClassSerializer, ExoticValues } from '../codec/exotic.ts'
import type { KeySerializer } from '../codec/encoder-types.ts'
import type { Resolution } from '../config/resolved-config.ts'
import { ExitCoordinator } from '../lifecycle/exit-coordinator.ts'
import type { PipelineHandle, RecordMaking } from '../lifecycle/pipeline-handle.ts'
import type { AsyncLoggerFacade, SyncLoggerFacade } from './types.ts'

/** One AsyncLocalStorage scope: its fields, and the same encoded. */
export interface Scope {
  readonly fields: Readonly<Record<string, unknown>>
  readonly block: ContextBlock
}

export interface Configured {
  readonly resolution: Resolution
  /** The place in the sources that chose it; null: nobody did, the defaults apply. */
  readonly place: string | null
}

/**
 * What all loggers of the process share, also those of a second copy of the package (ESM beside CJS,
 * two versions): it lives behind a global symbol whose number changes with the shape of this object.
 */
export interface SharedState {
  /** Counts up whenever a logger must look again where and from which level on it logs. */
  epoch: number
  readonly levels: Map<string, number>
  readonly levelNames: Map<number, string>
  readonly keySerializers: Map<string, KeySerializer>
  readonly classSerializers: Map<object, ClassSerializer>
  readonly making: RecordMaking
  readonly exit: ExitCoordinator
  readonly handles: Set<WeakRef<PipelineHandle>>
  scopes: AsyncLocalStorage<Scope> | null
  surroundings: { scope(): ContextBlock | null; provided: (() => ContextBlock) | null }
  pipeline: PipelineHandle | null
  configured: Configured | null
  readonly syncLoggers: Map<string, SyncLoggerFacade>
  readonly asyncLoggers: Map<string, AsyncLoggerFacade>
  readonly warned: Set<string>
  uninstallShutdown: (() => void) | null
}

const KEY: unique symbol = Symbol.for('fapilog.state.1') as never

function create(): SharedState {
  const keySerializers = new Map<string, KeySerializer>()
  const classSerializers = new Map<object, ClassSerializer>()
  const exotic = new ExoticValues(classSerializers)
  const levels = new Map<string, number>([
    ['TRACE', 5],
    ['DEBUG', 10],
    ['INFO', 20],
    ['WARNING', 30],
    ['ERROR', 40],
    ['CRITICAL', 50],
    ['AUDIT', 60],
    ['SECURITY', 70],
  ])
  const levelNames = new Map([...levels].map(([name, level]) => [level, name]))
  const handles = new Set<WeakRef<PipelineHandle>>()
  const surroundings: SharedState['surroundings'] = {
    scope: () => (created.scopes === null ? null : (created.scopes.getStore()?.block ?? null)),
    provided: null,
  }
  const exit = new ExitCoordinator(() => created.epoch++)
  const created: SharedState = {
    epoch: 0,
    levels,
    levelNames,
    keySerializers,
    classSerializers,
    making: {
      levels: levelNames,
      exotic,
      keySerializers,
      surroundings,
      encodeContext: createContextEncoder(exotic, keySerializers),
      onActive: (handle, active) => exit.track(handle, active),
    },
    exit,
    handles,
    scopes: null,
    surroundings,
    pipeline: null,
    configured: null,
    syncLoggers: new Map(),
    asyncLoggers: new Map(),
    warned: new Set(),
    uninstallShutdown: null,
  }
  return created
}

const root = globalThis as { [KEY]?: SharedState }
export const state: SharedState = (root[KEY] ??= create())
