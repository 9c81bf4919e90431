import { endOfCells, TAKEN } from '../observe/counters.ts'
import { acknowledgedBy, READ, type SharedPipeline } from './layout.ts'

/** Of the memory for a pipeline with so many sinks. */
export const imageBytes = (sinks: number): number => (endOfCells(sinks) - TAKEN) * 8 + (1 + sinks) * 4

/**
 * The counters, and how far each sink is, as they were when a commit began. A thread can end between two stores: what
 * it has stored by then is taken back, or its successor would count the same records once more.
 */
export class CommitImage {
  readonly #control: Int32Array
  readonly #acknowledged: Int32Array
  readonly #counters: Float64Array
  /** READ, then how far each sink is. */
  readonly #words: Int32Array
  readonly #marks: Int32Array
  readonly #cells: Float64Array

  /** Kept in `memory` from byte `offset` on, a multiple of 8. */
  constructor(shared: SharedPipeline, sinks: number, memory: SharedArrayBuffer, offset: number) {
    this.#control = new Int32Array(shared.control)
    this.#acknowledged = this.#control.subarray(acknowledgedBy(0), acknowledgedBy(sinks))
    this.#counters = new Float64Array(shared.counters).subarray(TAKEN, endOfCells(sinks))
    this.#cells = new Float64Array(memory, offset, this.#counters.length)
    this.#words = new Int32Array(memory, offset + this.#cells.byteLength, 1 + sinks)
    this.#marks = this.#words.subarray(1)
  }

  save(): void {
    this.#words[0] = Atomics.load(this.#control, READ)
    this.#marks.set(this.#acknowledged)
    this.#cells.set(this.#counters)
  }

  /** Once the ring has been freed there is no way back, and no need: that is the last store of a commit. */
  restore(): void {
    if (Atomics.load(this.#control, READ) !== this.#words[0]) return
    this.#acknowledged.set(this.#marks)
    this.#counters.set(this.#cells)
  }
}
