import { load, store } from '../codec/atomics.ts'
import { type ReadCall, readCall } from '../codec/call.ts'
import { EMPTY_BLOCK } from '../codec/context-block.ts'
import { DictionaryWriter } from '../codec/dictionary.ts'
import { now } from '../codec/intrinsics.ts'
import { createRecordEncoder, type RecordSource } from '../codec/record-encoder.ts'
import { align8, OFFSET_LEVEL } from '../codec/record-layout.ts'
import * as counter from '../observe/counters.ts'
import { createAdmission, PROTECTED_LEVEL } from './admission.ts'
import { Drops } from './drops.ts'
import { PARKED, type SharedPipeline, WRITE } from './layout.ts'
import { LOSS_LOGGER, lossCall, LossLedger } from './loss.ts'
import { LoggerNames } from './logger-names.ts'
import { NestedRecords, type NestedSlot } from './nested-records.ts'
import { isPlainFields } from './plain-fields.ts'
import { StackLosses } from './stack-losses.ts'
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
  /** Level of the record being encoded, the outermost one; 0: none is. */
  let busy = 0
  /** True while the outermost encoding in progress is one of `encodeAside`. */
  let encodingAside = false
  const stackLosses = new StackLosses()
  const drops = new Drops(counters, losses, stackLosses, now, options.onDrop)

  for (const [level, name] of options.levels) dictionary.addLevel(level, name)
  const room = (read: number): number => capacity - ((position - read) >>> 0)

  function log(
    source: RecordSource,
    level: number,
    message: unknown,
    second: unknown,
    third: unknown,
  ): boolean {
    if (busy !== 0 || typeof message !== 'string' || third !== undefined || !isPlainFields(second)) {
      return logArguments(source, level, third === undefined ? [message, second] : [message, second, third])
    }
    return submit(source, level, message, second, null, readCall)
  }

  function logArguments(
    source: RecordSource,
    level: number,
    args: ArrayLike<unknown>,
    read: ReadCall = readCall,
  ): boolean {
    if (busy !== 0) {
      nested.resetWhenTornOff(abandon)
      return encodeNested(source, level, args, read, true) !== null
    }
    return submit(source, level, '', undefined, args, read)
  }

  /** `args` null: the message and the fields are all there is. */
  function submit(
    source: RecordSource,
    level: number,
    message: string,
    fields: object | undefined,
    args: ArrayLike<unknown> | null,
    read: ReadCall,
  ): boolean {
    counters[counter.SUBMITTED] = (counters[counter.SUBMITTED] as number) + 1
    let admitted = false
    try {
      const need = level >= PROTECTED_LEVEL ? maxRecord : ordinaryNeed
      if (room(readSeen) < need && !makeRoom(need)) return drop('queue_full', level)
      const at = position & mask
      busy = level
      const call = args === null ? null : read(args)
      if (call !== null) {
        message = call.message
        fields = call.fields ?? undefined
      }
      const end = encode(at, source, level, now(), message, fields, call, 0)
      busy = 0
      publish(at, end)
      admitted = true
      if (nested.pending) publishNested()
    } catch {
      // Only an exhausted stack comes here, as a rule: nothing may be called.
      busy = 0
      if (!admitted) {
        counters[ENCODE_FAILED] = (counters[ENCODE_FAILED] as number) + 1
        stackLosses.levels[level] = (stackLosses.levels[level] as number) + 1
        stackLosses.pending = true
        readSeen = (position - capacity) | 0
      }
    }
    return admitted
  }

  function publish(at: number, end: number): void {
    view.setUint32(at, end - at, true)
    position = (position + align8(end - at)) | 0
    store(control, WRITE, position)
    if (load(control, PARKED) === 0) return
    try {
      options.wake()
    } catch {
      // Published all the same. The thread still sleeps, so the next record tries again.
    }
  }

  /** Makes sure of `need` bytes, by the policy, and lets outstanding loss records go first. */
  function makeRoom(need: number): boolean {
    const seen = admission.wait(position, need)
    readSeen = seen
    if (room(seen) < need) return false
    if (losses.pending || stackLosses.pending) announceLoss()
    if (losses.pending || stackLosses.pending) readSeen = (position - capacity) | 0
    return room(seen) >= need
  }

  function announceLoss(): void {
    if (busy !== 0) return
    writeLosses()
    if (nested.pending) publishNested()
  }

  function writeLosses(): void {
    if (stackLosses.pending) stackLosses.enterInto(losses)
    if (!losses.pending) return
    readSeen = admission.read()
    const all = losses.take()
    // Serializers of the application run in here, and may log.
    busy = WARNING_LEVEL
    for (let i = 0; i < all.length; i++) {
      const each = all[i] as (typeof all)[0]
      try {
        if (room(readSeen) - nested.bytes < maxRecord) {
          losses.restore(each[0], each[1])
          continue
        }
        const at = position & mask
        const call = lossCall(each[0], each[1], options.levels)
        const end = encode(at, internal, WARNING_LEVEL, now(), call.message, call.fields ?? {}, call, 0)
        publish(at, end)
      } catch {
        stackLosses.levels[0] = (stackLosses.levels[0] as number) + each[1].count
        stackLosses.pending = true
      }
    }
    busy = 0
  }

  function drop(reason: counter.DropReason, level: number): false {
    drops.add(reason, level)
    readSeen = (position - capacity) | 0
    return false
  }

  /** A record logged by a getter, trap, `toJSON` or serializer of the record being encoded. */
  function encodeNested(
    source: RecordSource,
    level: number,
    args: ArrayLike<unknown>,
    read: ReadCall,
    keep: boolean,
  ): Uint8Array | null {
    counters[counter.SUBMITTED] = (counters[counter.SUBMITTED] as number) + 1
    const outer = busy
    let slot: NestedSlot | null = null
    try {
      slot = nested.open(keep, level)
      if (slot === null) {
        drop('reentrant', level)
        return null
      }
      if (outer === 0) busy = level
      const call = read(args)
      const { at, depth } = slot
      const end = encode(at, source, level, now(), call.message, call.fields ?? undefined, call, depth)
      view.setUint32(at, end - at, true)
      if (!keep || roomInside(level) >= end - at) return nested.close(slot, bytes.slice(at, end))
      nested.close(slot, null)
      drop('queue_full', level)
    } catch {
      // The stack is exhausted, or the application broke what everything is made of.
      try {
        if (slot !== null) nested.close(slot, null)
        counters[ENCODE_FAILED] = (counters[ENCODE_FAILED] as number) + 1
        stackLosses.levels[level] = (stackLosses.levels[level] as number) + 1
        stackLosses.pending = true
        readSeen = (position - capacity) | 0
      } catch {
        // Its slot stays open: it is counted as torn off.
      }
    } finally {
      busy = outer
    }
    return null
  }

  /** What is free for one more nested record, besides the outer one and those that are kept. */
  function roomInside(level: number): number {
    const free = room(admission.read()) - maxRecord - nested.bytes
    return level >= PROTECTED_LEVEL ? free : free - reserve
  }

  /** Called when the outermost record is done. Cut short for want of stack, it goes on at the next call. */
  function publishNested(): void {
    const torn = nested.reset()
    for (; torn.length > 0; torn.length--) drop('encode_failed', torn[torn.length - 1] as number)
    // Those that are kept have their room; a loss record goes first where that leaves enough.
    const free = room(admission.read()) - nested.bytes
    if (losses.pending && free > counter.DROP_REASONS.length * maxRecord) writeLosses()
    for (let kept = nested.next(); kept !== null; kept = nested.next()) {
      // Less only where this was cut short, and others came first.
      if (room(admission.read()) < kept.length) drop('queue_full', kept[OFFSET_LEVEL] as number)
      else append(kept)
      nested.passed()
    }
  }

  function publishBytes(kept: Uint8Array): boolean {
    const level = kept[OFFSET_LEVEL] as number
    const need = level >= PROTECTED_LEVEL ? maxRecord : ordinaryNeed
    if (busy !== 0 || (room(readSeen) < need && !makeRoom(need))) return false
    append(kept)
    return true
  }

  function append(kept: Uint8Array): void {
    const at = position & mask
    bytes.set(kept, at)
    publish(at, at + kept.length)
  }

  function abandon(): void {
    const level = busy
    busy = 0
    if (level !== 0 && !encodingAside) drop('encode_failed', level)
    encodingAside = false
    if (nested.pending) publishNested()
  }

  return {
    log,
    logArguments,
    encodeAside(source, level, args, read) {
      if (busy !== 0) return encodeNested(source, level, args, read, false)
      let kept: Uint8Array | null = null
      encodingAside = true
      try {
        kept = encodeNested(source, level, args, read, false)
      } finally {
        encodingAside = false
      }
      try {
        if (nested.pending) publishNested()
      } catch {
        // It goes on at the next call.
      }
      return kept
    },
    publishBytes,
    hasRoom(level) {
      if (busy !== 0) return roomInside(level) >= maxRecord
      const need = level >= PROTECTED_LEVEL ? maxRecord : ordinaryNeed
      if (room(readSeen) >= need) return true
      const seen = admission.read()
      readSeen = losses.pending ? (position - capacity) | 0 : seen
      return room(seen) >= need
    },
    drop,
    announceLoss,
    losses,
    stackLosses,
    nameRef: (name) => names.ref(name),
    addLevel: (level, name) => void dictionary.addLevel(level, name),
    abandon,
    encoding: () => busy !== 0,
    position: () => position,
  }
}
