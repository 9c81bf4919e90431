import { load, store } from '../codec/atomics.ts'
import { type LogCall, type ReadCall, readCall } from '../codec/call.ts'
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
  // A resized queue goes on counting where the former one stopped.
  let submitted = counters[counter.SUBMITTED] as number

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
    if (busy !== 0) return logNested(source, level, args, read)
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
    counters[counter.SUBMITTED] = ++submitted
    let admitted = false
    try {
      const need = level >= PROTECTED_LEVEL ? maxRecord : ordinaryNeed
      if (room(readSeen) < need && !makeRoom(need)) return refuse(level)
      const at = position & mask
      busy = level
      let call: LogCall | null = null
      if (args !== null) {
        call = read(args)
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
    if (losses.pending || stackLosses.pending) mustLookAgain()
    return room(seen) >= need
  }

  function announceLoss(): void {
    if (busy !== 0) return
    if (stackLosses.pending) stackLosses.enterInto(losses)
    if (!losses.pending) return
    readSeen = admission.read()
    // Serializers of the application run in here, and may log.
    busy = WARNING_LEVEL
    const all = losses.take()
    for (let i = 0; i < all.length; i++) {
      const each = all[i] as (typeof all)[0]
      try {
        if (!announced(each[0], each[1])) losses.restore(each[0], each[1])
      } catch {
        stackLosses.levels[0] = (stackLosses.levels[0] as number) + each[1].count
        stackLosses.pending = true
      }
    }
    busy = 0
    if (nested.pending) publishNested()
  }

  function announced(reason: counter.DropReason, loss: Loss): boolean {
    if (room(readSeen) < maxRecord) return false
    const at = position & mask
    const levelName = (level: number): string => mapGet(options.levels, level) ?? `${level}`
    const fields = lossFields(reason, loss, '*', levelName)
    const call = { ...readCall([LOSS_MESSAGE, fields]), internal: true }
    publish(at, encode(at, internal, WARNING_LEVEL, now(), LOSS_MESSAGE, fields, call, 0))
    return true
  }

  /** Makes the ring look full, so that the next record takes the slow way and the loss record goes first. */
  function mustLookAgain(): void {
    readSeen = (position - capacity) | 0
  }

  function refuse(level: number): false {
    drop('queue_full', level)
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
  function logNested(source: RecordSource, level: number, args: ArrayLike<unknown>, read: ReadCall): boolean {
    nested.resetWhenTornOff(abandon)
    return encodeNested(source, level, args, read, true) !== null
  }

  function encodeNested(
    source: RecordSource,
    level: number,
    args: ArrayLike<unknown>,
    read: ReadCall,
    keep: boolean,
  ): Uint8Array | null {
    counters[counter.SUBMITTED] = ++submitted
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
      return nested.close(slot, bytes.slice(at, end))
    } catch {
      return unfinished(level, slot)
    } finally {
      busy = outer
    }
  }

  /** The stack is exhausted, or the application broke what everything is made of. */
  function unfinished(level: number, slot: NestedSlot | null): null {
    try {
      if (slot !== null) nested.close(slot, null)
      drop('encode_failed', level)
    } catch {
      // Its slot stays open: it is counted as torn off.
    }
    return null
  }

  /** Called when the outermost record is done. */
  function publishNested(): void {
    const torn = nested.reset()
    for (let i = 0; i < torn.length; i++) drop('encode_failed', torn[i] as number)
    const all = nested.take()
    for (let i = 0; i < all.length; i++) {
      const kept = all[i] as Uint8Array
      if (!publishBytes(kept)) drop('queue_full', kept[OFFSET_LEVEL] as number)
    }
  }

  function publishBytes(kept: Uint8Array): boolean {
    const level = kept[OFFSET_LEVEL] as number
    const need = level >= PROTECTED_LEVEL ? maxRecord : ordinaryNeed
    if (busy !== 0 || (room(readSeen) < need && !makeRoom(need))) return false
    const at = position & mask
    bytes.set(kept, at)
    publish(at, at + kept.length)
    return true
  }

  function abandon(): void {
    if (busy === 0) return
    const level = busy
    busy = 0
    if (!encodingAside) drop('encode_failed', level)
    encodingAside = false
    publishNested()
  }

  return {
    log,
    logArguments,
    encodeAside(source, level, args, read) {
      const outermost = busy === 0
      if (outermost) encodingAside = true
      const kept = encodeNested(source, level, args, read, false)
      if (outermost) encodingAside = false
      if (outermost && nested.pending) publishNested()
      return kept
    },
    publishBytes,
    hasRoom(level) {
      const need = level >= PROTECTED_LEVEL ? maxRecord : ordinaryNeed
      if (room(readSeen) >= need) return true
      readSeen = admission.read()
      const enough = room(readSeen) >= need
      if (losses.pending) mustLookAgain()
      return enough
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
