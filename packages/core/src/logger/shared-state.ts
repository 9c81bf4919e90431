import type { AsyncLocalStorage } from 'node:async_hooks'
import { type ContextBlock, createContextEncoder } from '../codec/context-block.ts'
import { type ClassSerializer, ExoticValues } from '../codec/exotic.ts'
import type { KeySerializer } from '../codec/encoder-types.ts'
import type { Resolution } from '../config/resolved-config.ts'
import { ExitCoordinator } from '../lifecycle/exit-coordinator.ts'
import type { PipelineHandle } from '../lifecycle/pipeline-handle.ts'
import type { RecordMaking } from '../lifecycle/record-making.ts'
import type { LogEvent } from '../sinks/sink.ts'
import type { LevelChoice } from './level-choice.ts'
import type { AsyncLoggerFacade, SyncLoggerFacade } from './types.ts'

/** What methods of custom levels need of a facade class. */
export interface Facade {
  at(level: number, args: ArrayLike<unknown>): unknown
}

export interface Subscription {
  readonly listener: (event: LogEvent) => unknown
  /** Number of the lowest level that is passed on. */
  readonly level: number
}

/** What runs inside of `runWithContext` or of an open context. */
export interface ContextScope {
  readonly block: ContextBlock
  /** Who opened it, or the nearest one around it that somebody opened. */
  readonly owner: object | undefined
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
  /** The level that was chosen for each name, if any. */
  readonly levelChoices: Map<string, LevelChoice>
  /** Methods of custom levels, and the classes that have them: two for each copy of the package. */
  readonly customMethods: Map<string, number>
  readonly facades: Set<Facade>
  readonly keySerializers: Map<string, KeySerializer>
  readonly classSerializers: Map<object, ClassSerializer>
  readonly making: RecordMaking<PipelineHandle>
  readonly exit: ExitCoordinator
  readonly handles: Set<WeakRef<PipelineHandle>>
  /** The running scope; undefined outside of any. */
  scopes: AsyncLocalStorage<ContextScope | undefined> | null
  readonly providers: Set<() => unknown>
  surroundings: { scope(): ContextBlock | null; provided: (() => ContextBlock) | null }
  pipeline: PipelineHandle | null
  configured: Configured | null
  /** Whether the environment was found to be right since the last configuration was forgotten. */
  environmentChecked: boolean
  readonly syncLoggers: Map<string, SyncLoggerFacade>
  readonly asyncLoggers: Map<string, AsyncLoggerFacade>
  /** Whoever listens to a pipeline; those of the process's pipeline move on with it. */
  readonly listeners: WeakMap<PipelineHandle, Set<Subscription>>
  readonly processListeners: Set<Subscription>
  readonly warned: Set<string>
  uninstallShutdown: (() => void) | null
}

const KEY: unique symbol = Symbol.for('fapilog.state.2') as never

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
    levelChoices: new Map(),
    customMethods: new Map(),
    facades: new Set(),
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
    providers: new Set(),
    surroundings,
    pipeline: null,
    configured: null,
    environmentChecked: false,
    syncLoggers: new Map(),
    asyncLoggers: new Map(),
    listeners: new WeakMap(),
    processListeners: new Set(),
    warned: new Set(),
    uninstallShutdown: null,
  }
  return created
}

const root = globalThis as { [KEY]?: SharedState }
export const state: SharedState = (root[KEY] ??= create())
