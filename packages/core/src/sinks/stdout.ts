import { openTarget } from './descriptor-target.ts'
import { type CountRecords, DescriptorWriter } from './descriptor-writer.ts'

/** One sink's hold on a descriptor. */
export interface Stdout {
  /** As `DescriptorWriter.write`. While another sink writes to the same descriptor it waits for its turn. */
  write(bytes: Uint8Array, countRecords: CountRecords): void | Promise<void>
  /** These as those of `DescriptorWriter`. */
  finish(deadline: number): void
  unref(): void
  /** May be called twice. */
  close(): void
}

interface Shared {
  readonly writer: DescriptorWriter
  holders: number
  pending: Promise<void> | undefined
}

/** One writer a descriptor, so that a second sink cannot write into the middle of a line that waits for room. */
const open = new Map<number, Shared>()

/** Error: that of `fstat`, when the descriptor is not open. */
export function openStdout(fd = 1): Stdout {
  let shared = open.get(fd)
  if (shared === undefined) {
    shared = { writer: new DescriptorWriter(openTarget(fd)), holders: 0, pending: undefined }
    open.set(fd, shared)
  }
  shared.holders += 1
  return holdOf(fd, shared)
}

function holdOf(fd: number, shared: Shared): Stdout {
  let held = true
  /** What waits for its turn; null while nothing of this holder does. */
  let queued: (() => void | Promise<void>) | null = null

  function write(bytes: Uint8Array, countRecords: CountRecords): void | Promise<void> {
    if (shared.pending === undefined) {
      queued = null
      return writeNow(shared, bytes, countRecords)
    }
    const now = () => write(bytes, countRecords)
    queued = now
    const inTurn = () => (queued === now ? now() : undefined)
    return shared.pending.then(inTurn, inTurn)
  }

  return {
    write,
    finish(deadline) {
      const next = queued
      try {
        shared.writer.finish(deadline)
      } catch (error) {
        // That of another holder, who hears of it too.
        if (next === null) throw error
      } finally {
        shared.pending = undefined
      }
      if (next !== null) void next()
    },
    unref: () => shared.writer.unref(),
    close() {
      if (!held) return
      held = false
      shared.holders -= 1
      if (shared.holders > 0) return
      open.delete(fd)
      shared.writer.close()
    },
  }
}

function writeNow(shared: Shared, bytes: Uint8Array, countRecords: CountRecords): void | Promise<void> {
  const outcome = shared.writer.write(bytes, countRecords)
  if (outcome === undefined) return undefined
  const release = () => {
    shared.pending = undefined
  }
  shared.pending = outcome
  // Registered before the caller can register anything: its next write finds the descriptor free.
  void outcome.then(release, release)
  return outcome
}
