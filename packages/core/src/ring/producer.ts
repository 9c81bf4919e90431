import { type LogCall, readCall } from '../codec/call.ts'
import { EMPTY_BLOCK } from '../codec/context-block.ts'
import { DictionaryWriter } from '../codec/dictionary.ts'
import { mapGet, now } from '../codec/intrinsics.ts'
import { createRecordEncoder, type RecordSource } from '../codec/record-encoder.ts'
import { align8, OFFSET_LEVEL } from '../codec/record-layout.ts'
import * as counter from '../observe/counters.ts'
import { createAdmission, PROTECTED_LEVEL } from './admission.ts'
import { PARKED, type SharedPipeline, WRITE } from './layout.ts'
import { LOSS_LOGGER, LOSS_MESSAGE, type Loss, LossLedger, lossFields } from './loss.ts'
import { LoggerNames } from './logger-names.ts'
import { NestedRecords } from './nested-records.ts'
import { isPlainFields } from './plain-fields.ts'

import type { Producer, ProducerOptions } from './producer-types.ts'

export type { Producer, ProducerOptions } from './producer-types.ts'

const WARNING_LEVEL = 30
const ENCODE_FAILED = counter.DROPPED + counter.REASON_CELL.encode_failed

export function createProducer(shared: SharedPipeline, options: ProducerOptions): Producer {
  const { capacity, maxRecord, reserve } = shared
  const mask = capacity - 1
  const control = new Int32Array(shared.control)
  const counters = new Float64Array(shared.counters)
  const bytes = new Uint8Array(shared.ring)
  const view = new DataView(shared.ring)
  const dictionary = new DictionaryWriter(shared.dictionary)
  const encode = createRecordEncoder(shared.ring, maxRecord, dictionary, options)
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
  /** Records lost to an exhausted stack: counted, but not in the ledger yet. */
  let unannounced = 0
  // A resized queue goes on counting where the former one stopped.
  let submitted = counters[counter.SUBMITTED] as number

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
    return submit(source, level, message, second, null)
  }

  function logArguments(source: RecordSource, level: number, args: ArrayLike<unknown>): boolean {
    counters[counter.SUBMITTED] = ++submitted
    const inside = busy
    let call: LogCall
    // The message of an error may be a getter, which may log: that comes after this record.
    busy = true
    try {
      call = readCall(args, args.length)
    } catch {
      counters[ENCODE_FAILED] = (counters[ENCODE_FAILED] as number) + 1
      unannounced++
      readSeen = (position - capacity) | 0
      return false
    } finally {
      busy = inside
    }
    return submit(source, level, call.message, call.fields ?? undefined, call)
  }

  function logCall(source: RecordSource, level: number, call: LogCall): boolean {
    counters[counter.SUBMITTED] = ++submitted
    return submit(source, level, call.message, call.fields ?? undefined, call)
  }

  function submit(
    source: RecordSource,
    level: number,
    message: string,
    fields: object | undefined,
    call: LogCall | null,
  ): boolean {
    const inside = busy
    let admitted = false
    try {
      if (inside) return logNested(source, level, message, fields, call)
      const need = level >= PROTECTED_LEVEL ? maxRecord : ordinaryNeed
      if (capacity - ((position - readSeen) >>> 0) < need && !makeRoom(level, need)) return refuse(level)
      const at = position & mask
      busy = true
      const end = encode(at, source, level, now(), message, fields, call, 0)
      busy = false
      publish(at, end)
      admitted = true
      if (nested.pending) publishNested()
    } catch {
      // Only an exhausted stack comes here, as a rule: nothing may be called.
      busy = inside
      if (admitted) return true
      counters[ENCODE_FAILED] = (counters[ENCODE_FAILED] as number) + 1
      unannounced++
      readSeen = (position - capacity) | 0
    }
    return admitted
  }

  function publish(at: number, end: number): void {
    view.setUint32(at, end - at, true)
    position = (position + align8(end - at)) | 0
    Atomics.store(control, WRITE, position)
    if (Atomics.load(control, PARKED) !== 0) options.wake()
  }

  /** Makes sure of `need` bytes, by the policy, and lets outstanding loss records go first. */
  function makeRoom(level: number, need: number): boolean {
    const seen = admission.wait(position, need, level)
    readSeen = seen
    if (capacity - ((position - seen) >>> 0) < need) return false
    if (losses.pending || unannounced > 0) announceLoss()
    if (losses.pending || unannounced > 0) mustLookAgain()
    return capacity - ((position - seen) >>> 0) >= need
  }

  function announceLoss(): void {
    if (busy) return
    for (; unannounced > 0; unannounced--) losses.add('encode_failed', 0, now())
    if (!losses.pending) return
    readSeen = admission.read()
    // Serializers of the application run in here, and may log.
    busy = true
    const all = losses.take()
    for (let i = 0; i < all.length; i++) {
      const each = all[i] as (typeof all)[0]
      try {
        if (!announced(each[0], each[1])) losses.restore(each[0], each[1])
      } catch {
        unannounced += each[1].count
      }
    }
    busy = false
    if (nested.pending) publishNested()
  }

  function announced(reason: counter.DropReason, loss: Loss): boolean {
    if (capacity - ((position - readSeen) >>> 0) < maxRecord) return false
    const at = position & mask
    const levelName = (level: number): string => mapGet(options.levels, level) ?? `${level}`
    const fields = lossFields(reason, loss, '*', levelName)
    const call = { ...readCall([LOSS_MESSAGE, fields], 2), internal: true }
    publish(at, encode(at, internal, WARNING_LEVEL, now(), LOSS_MESSAGE, fields, call, 0))
    return true
  }

  /** Makes the ring look full, so that the next record takes the slow way and the loss record goes first. */
  function mustLookAgain(): void {
    readSeen = (position - capacity) | 0
  }

  function refuse(level: number): false {
    drop('queue_full', level)
    if (nested.pending) publishNested()
    return false
  }

  function drop(reason: counter.DropReason, level: number): void {
    const cell = counter.DROPPED + counter.REASON_CELL[reason]
    counters[cell] = (counters[cell] as number) + 1
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
    const wasBusy = busy
    busy = true
    try {
      const end = encode(slot.at, source, level, now(), message, fields, call, slot.depth)
      view.setUint32(slot.at, end - slot.at, true)
      return nested.close(slot, bytes.slice(slot.at, end))
    } catch {
      nested.close(slot, null)
      return null
    } finally {
      busy = wasBusy
    }
  }

  /** Called when the outermost record is done. */
  function publishNested(): void {
    for (let torn = nested.reset(); torn > 0; torn--) drop('encode_failed', 0)
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
    if (!encodingAside) drop('encode_failed', 0)
    encodingAside = false
    publishNested()
  }

  return {
    log,
    logArguments,
    logCall,
    encodeAside(source, level, call) {
      counters[counter.SUBMITTED] = ++submitted
      const outermost = !busy
      if (outermost) encodingAside = true
      const kept = encodeNested(source, level, call.message, call.fields ?? undefined, call, false)
      if (outermost) encodingAside = false
      if (kept === null) drop('reentrant', level)
      if (outermost && nested.pending) publishNested()
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
