import { closeSync, readSync } from 'node:fs'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { LineCounter } from './line-counter.ts'

export interface Pace {
  /** How long the destination works on each batch, before it takes the next. */
  readonly perBatchMs: number
  /** How long it takes nothing at all, from the first byte on. */
  readonly stallMs: number
}

/** What a pipe holds: the most that one batch can be. */
const BATCH = 65_536

/** A destination behind a pipe that takes batches at its own pace, and counts the lines. */
export class BatchReader {
  readonly #chunk = Buffer.allocUnsafe(BATCH)
  readonly done: Promise<void>
  readonly counter = new LineCounter()
  #begun = false

  constructor(fd: number, pace: Pace) {
    this.done = this.#run(fd, pace).finally(() => closeSync(fd))
  }

  async #run(fd: number, pace: Pace): Promise<void> {
    for (;;) {
      const size = this.#read(fd)
      if (size === 0) return
      if (size === null) {
        await sleep(1)
        continue
      }
      if (!this.#begun && pace.stallMs > 0) await sleep(pace.stallMs)
      this.#begun = true
      this.counter.add(this.#chunk.subarray(0, size))
      await (pace.perBatchMs > 0 ? sleep(pace.perBatchMs) : turn())
    }
  }

  /** Null: nothing there yet. */
  #read(fd: number): number | null {
    try {
      return readSync(fd, this.#chunk, 0, BATCH, null)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null
      throw error
    }
  }
}
