import { type LogCall, readCall } from '../codec/call.ts'
import { EMPTY_BLOCK } from '../codec/context-block.ts'
import { DictionaryWriter } from '../codec/dictionary.ts'
import { mapGet, now } from '../codec/intrinsics.ts'
import { createRecordEncoder, type RecordOptions, type RecordSource } from '../codec/record-encoder.ts'
import { align8, OFFSET_LEVEL } from '../codec/record-layout.ts'
import * as counter from '../observe/counters.ts'
import { createAdmission, PROTECTED_LEVEL } from './admission.ts'
import { PARKED, type SharedPipeline, WRITE } from './layout.ts'
import { LOSS_LOGGER, LOSS_MESSAGE, type Loss, LossLedger, lossFields } from './loss.ts'
import { LoggerNames } from './logger-names.ts'
import { NestedRecords } from './nested-records.ts'
import { isPlainFields } from './plain-fields.ts'

export interface ProducerOptions extends RecordOptions {
  readonly onFull: 'drop' | 'block'
  readonly waitMs: number
  readonly levels: ReadonlyMap<number, string>
  /** Called when a record was published and no thread is awake to see it. */
  readonly wake: () => void
  /** What a former producer had still to announce. */
  readonly losses?: LossLedger
  /** Called when a record had to be dropped. */
  readonly onDrop: (reason: counter.DropReason) => void
}

export interface Producer {
  /** The usual call: a message and perhaps fields. False: dropped and counted. */
  log(source: RecordSource, level: number, message: unknown, second: unknown, third: unknown): boolean
  /** Any number of arguments of any kind. */
  logArguments(source: RecordSource, level: number, args: ArrayLike<unknown>): boolean
  logCall(source: RecordSource, level: number, call: LogCall): boolean
  /** Encodes now for a later `publishBytes`, outside the ring; null: nesting too deep, counted. */
  encodeAside(source: RecordSource, level: number, call: LogCall): Uint8Array | null
  publishBytes(bytes: Uint8Array): boolean
  hasRoom(level: number): boolean
  drop(reason: counter.DropReason, level: number): void
  /** Writes the outstanding loss records if there is room. */
  announceLoss(): void
  /** What is not announced yet: a producer for a resized queue goes on with it. */
  readonly losses: LossLedger
  nameRef(name: string): number
  addLevel(level: number, name: string): void
  /** Gives up an encoding that was torn off, and publishes what was logged inside it. */
  abandon(): void
  readonly position: () => number
}

const WARNING_LEVEL = 30

export function createProducer(shared: SharedPipeline, options: ProducerOptions): Producer {
  const { capacity, maxRecord, reserve } = shared
  const mask = capacity - 1
  const control = new Int32Array(shared.control)
  const counters = new Float64Array(shared.counters)
  const bytes = new Uint8Array(shared.ring)
  const view = new DataView(shared.ring)
  const dictionary = new DictionaryWriter(shared.dictionary)
  const encoder = createRecordEncoder(shared.ring, maxRecord, dictionary, options)
  const { encode } = encoder
  const names = new LoggerNames(dictionary)
  const losses = options.losses ?? new LossLedger()
  const nested = new NestedRecords(capacity + maxRecord, maxRecord)
  const admission = createAdmission(shared, options)
  const ordinaryNeed = reserve + maxRecord
  const internal: RecordSource = { name: LOSS_LOGGER, nameRef: names.ref(LOSS_LOGGER), bound: EMPTY_BLOCK }

  let position = control[WRITE] as number
  /** The read position as last seen; set to look full when the next record must take the slow way. */
  let readSeen = losses.pending ? (position - capacity) | 0 : position
  let busy = false
  /** True while the outermost encoding in progress is one of `encodeAside`. */
  let encodingAside = false
  // A resized queue goes on counting where the former one stopped.
  let submitted = counters[counter.SUBMITTED] as number
  const dropped: number[] = counter.DROP_REASONS.map((_, i) => counters[counter.DROPPED + i] as number)

  for (const [level, name] of options.levels) dictionary.addLevel(level, name)

  function log(
    source: RecordSource,
    level: number,
    message: unknown,
    second: unknown,
    third: unknown,
  ): boolean {
    if (typeof message !== 'string' || third !== undefined || !isPlainFields(second)) {
      return logArguments(source, level, third === undefined ? [message, second] : [message, second, third])
    }
    counters[counter.SUBMITTED] = ++submitted
    if (busy) return logNested(source, level, message, second as object | undefined, null)
    const need = level >= PROTECTED_LEVEL ? maxRecord : ordinaryNeed
    if (capacity - ((position - readSeen) >>> 0) < need && !makeRoom(level, need)) return refuse(level)
    const at = position & mask
    busy = true
    let end: number
    try {
      end = encode(at, source, level, now(), message, second as object | undefined, null)
    } catch {
      return failed(level)
    }
    busy = false
    publish(at, end)
    if (nested.pending) publishNested()
    return true
  }

  function logArguments(source: RecordSource, level: number, args: ArrayLike<unknown>): boolean {
    return logCall(source, level, readCall(args, args.length))
  }

  function logCall(source: RecordSource, level: number, call: LogCall): boolean {
    counters[counter.SUBMITTED] = ++submitted
    if (busy) return logNested(source, level, call.message, call.fields ?? undefined, call)
    const need = level >= PROTECTED_LEVEL ? maxRecord : ordinaryNeed
    if (capacity - ((position - readSeen) >>> 0) < need && !makeRoom(level, need)) return refuse(level)
    const at = position & mask
    busy = true
    let end: number
    try {
      end = encode(at, source, level, now(), call.message, call.fields ?? undefined, call)
    } catch {
      return failed(level)
    }
    busy = false
    publish(at, end)
    if (nested.pending) publishNested()
    return true
  }

  function publish(at: number, end: number): void {
    view.setUint32(at, end - at, true)
    position = (position + align8(end - at)) | 0
    Atomics.store(control, WRITE, position)
    if (Atomics.load(control, PARKED) !== 0) options.wake()
  }

  /** Makes sure of `need` bytes, by the policy, and lets outstanding loss records go first. */
  function makeRoom(level: number, need: number): boolean {
    readSeen = admission.wait(position, need, level)
    if (capacity - ((position - readSeen) >>> 0) < need) return false
    if (losses.pending) announceLoss()
    return capacity - ((position - readSeen) >>> 0) >= need
  }

  function announceLoss(): void {
    if (!losses.pending || busy) return
    readSeen = admission.read()
    // Serializers of the application run in here, and may log.
    busy = true
    const all = losses.take()
    for (let i = 0; i < all.length; i++) {
      const each = all[i] as (typeof all)[0]
      if (!announced(each[0], each[1])) losses.restore(each[0], each[1])
    }
    busy = false
    if (nested.pending) publishNested()
  }

  function announced(reason: counter.DropReason, loss: Loss): boolean {
    if (capacity - ((position - readSeen) >>> 0) < maxRecord) return false
    const at = position & mask
    try {
      const levelName = (level: number): string => mapGet(options.levels, level) ?? `${level}`
      const fields = lossFields(reason, loss, '*', levelName)
      const call = { ...readCall([LOSS_MESSAGE, fields], 2), internal: true }
      publish(at, encode(at, internal, WARNING_LEVEL, now(), LOSS_MESSAGE, fields, call))
      return true
    } catch {
      encoder.reset()
      return false
    }
  }

  /** Makes the ring look full, so that the next record takes the slow way and the loss record goes first. */
  function mustLookAgain(): void {
    readSeen = (position - capacity) | 0
  }

  function refuse(level: number): false {
    drop('queue_full', level)
    return false
  }

  function failed(level: number): false {
    busy = false
    encoder.reset()
    drop('encode_failed', level)
    if (nested.pending) publishNested()
    return false
  }

  function drop(reason: counter.DropReason, level: number): void {
    const i = counter.REASON_CELL[reason]
    counters[counter.DROPPED + i] = dropped[i] = (dropped[i] as number) + 1
    losses.add(reason, level, now())
    mustLookAgain()
    options.onDrop(reason)
  }

  /** A record logged by a getter, trap, `toJSON` or serializer of the record being encoded. */
  function logNested(
    source: RecordSource,
    level: number,
    message: string,
    fields: object | undefined,
    call: LogCall | null,
  ): boolean {
    nested.resetWhenTornOff(abandon)
    const bytesOf = encodeNested(source, level, message, fields, call, true)
    if (bytesOf === null) drop('reentrant', level)
    return bytesOf !== null
  }

  function encodeNested(
    source: RecordSource,
    level: number,
    message: string,
    fields: object | undefined,
    call: LogCall | null,
    keep: boolean,
  ): Uint8Array | null {
    const slot = nested.open(keep)
    if (slot === null) return null
    const outer = encoder.enter()
    const wasBusy = busy
    busy = true
    try {
      const end = encode(slot.at, source, level, now(), message, fields, call)
      view.setUint32(slot.at, end - slot.at, true)
      return nested.close(slot, bytes.slice(slot.at, end))
    } catch {
      nested.close(slot, null)
      return null
    } finally {
      encoder.leave(outer)
      busy = wasBusy
    }
  }

  function publishNested(): void {
    const all = nested.take()
    for (let i = 0; i < all.length; i++) {
      const kept = all[i] as Uint8Array
      if (!publishBytes(kept)) drop('queue_full', kept[OFFSET_LEVEL] as number)
    }
  }

  function publishBytes(kept: Uint8Array): boolean {
    const level = kept[OFFSET_LEVEL] as number
    const need = level >= PROTECTED_LEVEL ? maxRecord : ordinaryNeed
    if (busy || (capacity - ((position - readSeen) >>> 0) < need && !makeRoom(level, need))) return false
    const at = position & mask
    bytes.set(kept, at)
    publish(at, at + kept.length)
    return true
  }

  function abandon(): void {
    if (!busy) return
    busy = false
    encoder.reset()
    const torn = nested.reset() + (encodingAside ? 0 : 1)
    encodingAside = false
    for (let i = 0; i < torn; i++) drop('encode_failed', 0)
    publishNested()
  }

  return {
    log,
    logArguments,
    logCall,
    encodeAside(source, level, call) {
      counters[counter.SUBMITTED] = ++submitted
      encodingAside = !busy
      const kept = encodeNested(source, level, call.message, call.fields ?? undefined, call, false)
      encodingAside = false
      if (kept === null) drop('reentrant', level)
      return kept
    },
    publishBytes,
    hasRoom(level) {
      const need = level >= PROTECTED_LEVEL ? maxRecord : ordinaryNeed
      if (capacity - ((position - readSeen) >>> 0) >= need) return true
      readSeen = admission.read()
      const room = capacity - ((position - readSeen) >>> 0) >= need
      if (losses.pending) mustLookAgain()
      return room
    },
    drop,
    announceLoss,
    losses,
    nameRef: (name) => names.ref(name),
    addLevel(level, name) {
      dictionary.addLevel(level, name)
    },
    abandon,
    position: () => position,
  }
}
