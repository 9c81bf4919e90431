import { diagnose } from '../observe/diagnostics.ts'
import { type LeaseWatch, Phase } from '../ring/lease.ts'
import { Starvation } from './starvation.ts'

/** Unanswered questions, each asked by a main loop that was itself on time, after which a thread counts as hung. */
const CHECKS = 3
/** A check that comes later than this says nothing about the thread: the process was stopped, or the machine is busy. */
export const LATE_MS = 250

/**
 * Asks the thread whether its event loop still turns, while records wait. One that does not answer for `hungAfterMs`
 * is hung: unless it is in a system call of a sink of ours (a disk that does not answer), it was given no CPU, the process
 * was stopped meanwhile, or a debugger is attached.
 */
export class ThreadWatch {
  readonly #everyMs: number
  readonly #hasWork: () => boolean
  readonly #onHung: () => void
  #lease: LeaseWatch | null = null
  #timer: NodeJS.Timeout | null = null
  #unanswered = 0
  readonly #starvation = new Starvation()
  /** Not at once, by the log call that wakes the thread: a question would wake it a second time. */
  #asked = false
  #soon = false
  #dueAt = 0
  #toldStuck = false

  constructor(hungAfterMs: number, hasWork: () => boolean, onHung: () => void) {
    this.#everyMs = hungAfterMs / (CHECKS + 1)
    this.#hasWork = hasWork
    this.#onHung = onHung
  }

  /** Called whenever the thread is woken or started: as long as it has nothing to do, nothing is watched. */
  arm(lease: LeaseWatch): void {
    this.#lease = lease
    if (this.#timer !== null) return
    this.#forget()
    this.#asked = false
    this.#dueAt = performance.now() + this.#everyMs
    this.#timer = setInterval(() => this.#check(), this.#everyMs).unref()
  }

  /** In the next turn of the loop: for the log call that wakes the thread, a timer costs more than all the rest. */
  armSoon(lease: LeaseWatch): void {
    this.#lease = lease
    if (this.#timer !== null || this.#soon) return
    this.#soon = true
    setImmediate(() => {
      this.#soon = false
      if (this.#lease !== null) this.arm(this.#lease)
    })
  }

  disarm(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.#lease = null
  }

  #forget(): void {
    this.#unanswered = 0
    this.#starvation.forget()
  }

  #ask(lease: LeaseWatch): void {
    this.#asked = true
    this.#dueAt = performance.now() + this.#everyMs
    lease.ask()
  }

  #check(): void {
    const lease = this.#lease
    if (lease === null || !this.#hasWork()) return this.disarm()
    if (!this.#asked) return this.#ask(lease)
    const late = performance.now() - this.#dueAt > LATE_MS
    if (late || lease.answered) this.#forget()
    else this.#unanswered++
    if (lease.answered) this.#toldStuck = false
    if (this.#unanswered === 0) return this.#ask(lease)
    const starved = this.#starvation.look(lease.tid)
    if (this.#unanswered < CHECKS) return this.#ask(lease)
    this.#forget()
    if (starved || isDebugged()) return this.#ask(lease)
    if (lease.phase === Phase.system) {
      if (!this.#toldStuck) diagnose('thread', 'a sink has been in a system call for too long', {})
      this.#toldStuck = true
      return this.#ask(lease)
    }
    this.disarm()
    this.#onHung()
  }
}

/** Asked only when a thread seems hung: loading the inspector takes longer than starting a logger. */
export function isDebugged(): boolean {
  return process.getBuiltinModule?.('node:inspector')?.url() !== undefined
}
