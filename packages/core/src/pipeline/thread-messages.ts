import type { MessagePort } from 'node:worker_threads'
import type { ThreadConfig } from '../config/resolved-config.ts'
import type { SharedPipeline } from '../ring/layout.ts'
import type { InDoubt } from '../ring/take-over.ts'
import type { MessageIds } from './format/message-id.ts'

/** The first `count` records of a pipeline were logged before the level was known: those below it are filtered. */
export interface EarlyRecords {
  readonly count: number
  readonly level: number
}

/** What a thread is told that takes the place of one that died. */
export interface Caution {
  /** One of the records up to this position may be what it died of. */
  readonly until: number
  /** Bytes of the queue that a batch may hold until there, if it is to hold more than one record. */
  readonly most: number
  /** A record that ended two threads. */
  readonly poison: Poison | null
}

/** A record that is left out, and counts as failed. */
export interface Poison {
  readonly position: number
  /** The sink whose module it is for: the others get it. Null: nobody gets it. */
  readonly sink: number | null
}

/** By the index of a sink, why its module must not run. */
export type DisabledSinks = ReadonlyMap<number, string>

/** What a pipeline is started with, on whichever thread. */
export interface PipelineData {
  readonly shared: SharedPipeline
  readonly config: ThreadConfig
  readonly ids: MessageIds
  /** See `ring/lease.ts`. */
  readonly lease: SharedArrayBuffer
  readonly caution: Caution | null
  /** What the thread before had in hand when it stopped answering. */
  readonly inDoubt: readonly InDoubt[]
  readonly disabled: DisabledSinks
  /** The thread before ended while it loaded modules: now one is loaded after the other, and the lease tells which. */
  readonly oneByOne: boolean
  readonly early: EarlyRecords | null
  /** Printed in every record's `diagnostics`. */
  readonly diagnostics: Readonly<Record<string, unknown>>
  /** `config.context`, encoded: every record has it. */
  readonly baseContext: Int32Array | null
  /** The lowest level that subscribers want, or null. */
  readonly subscribed: number | null
}

/** What the dedicated thread is started with. */
export interface ThreadData extends PipelineData {
  /** Tells our thread from one of the application's. */
  readonly program: 'fapilog'
  readonly generation: number
  readonly port: MessagePort
}

/** Caller to pipeline. */
export type PipelineRequest =
  | { readonly kind: 'subscribe'; readonly level: number | null }
  /** SIGHUP: the sinks that asked for it begin new files. */
  | { readonly kind: 'reopen' }

/** Caller to thread. */
export type ThreadRequest =
  | PipelineRequest
  /** Empty the ring, flush, close the sinks and end. */
  | { readonly kind: 'stop' }

/** A sink that could not be set up. */
export interface SinkFailure {
  readonly name: string
  /** The URL of its module; null for a built-in sink. */
  readonly module: string | null
  readonly message: string
  readonly stack: string | null
}

/** Thread to caller. */
export type ThreadReport =
  | { readonly kind: 'lines'; readonly lines: readonly string[]; readonly levels: readonly number[] }
  /** Sent before the thread runs. */
  | { readonly kind: 'sinks-failed'; readonly failures: readonly SinkFailure[] }
