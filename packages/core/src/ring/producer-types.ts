import type { ReadCall } from '../codec/call.ts'
import type { RecordOptions, RecordSource } from '../codec/record-encoder.ts'
import type { DropReason } from '../observe/counters.ts'
import type { LossLedger } from './loss.ts'
import type { StackLosses } from './stack-losses.ts'

export interface ProducerOptions extends RecordOptions {
  readonly onFull: 'drop' | 'block'
  readonly waitMs: number
  /** See `Admission`. */
  readonly makeRoom?: () => boolean
  readonly levels: ReadonlyMap<number, string>
  /** Called when a record was published and no thread is awake to see it. */
  readonly wake: () => void
  /** What a former producer had still to announce. */
  readonly losses?: LossLedger
  /** Called when a record had to be dropped. */
  readonly onDrop: (reason: DropReason) => void
}

/** Its methods throw on an exhausted stack only, and then nothing was counted. */
export interface Producer {
  /** The usual call: a message and perhaps fields. False: dropped and counted. */
  log(source: RecordSource, level: number, message: unknown, second: unknown, third: unknown): boolean
  /** Any number of arguments of any kind, sorted by `read` (`readCall` unless told otherwise). */
  logArguments(source: RecordSource, level: number, args: ArrayLike<unknown>, read?: ReadCall): boolean
  /** Encodes now for a later `publishBytes`, outside the ring; null: nesting too deep, or no stack; counted. */
  encodeAside(
    source: RecordSource,
    level: number,
    args: ArrayLike<unknown>,
    read: ReadCall,
  ): Uint8Array | null
  publishBytes(bytes: Uint8Array): boolean
  /** Whether a record would be admitted now; in the middle of another one, also once that one is published. */
  hasRoom(level: number): boolean
  drop(reason: DropReason, level: number): void
  /** Writes the outstanding loss records if there is room. */
  announceLoss(): void
  /** What is not announced yet: a producer for a resized queue goes on with it. */
  readonly losses: LossLedger
  /** Where callers enter what they lose to an exhausted stack. */
  readonly stackLosses: StackLosses
  nameRef(name: string): number
  addLevel(level: number, name: string): void
  /** Gives up an encoding that was torn off, and publishes what was logged inside it. */
  abandon(): void
  /** Whether a record is being encoded: this is called by user code that is asked for it. */
  encoding(): boolean
  readonly position: () => number
}
