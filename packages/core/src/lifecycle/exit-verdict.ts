import { type LeaseWatch, Phase } from '../ring/lease.ts'
import { isLoading } from './blame.ts'
import type { ExitTimes } from './pipeline-host.ts'
import { Starvation } from './starvation.ts'
import { isDebugged } from './thread-watch.ts'

/** Decides, while the process ends, whether a thread is still waited for. */
export class ExitVerdict {
  readonly #starvation = new Starvation()

  /** True: it has to go, in time for another one. Until then it is asked whether it is there. `stalledMs`: since something got done. */
  isOver(lease: LeaseWatch, stalledMs: number, { deadline, patienceMs }: ExitTimes): boolean {
    // One that waits for a module to be loaded answers, but the other sinks get nothing meanwhile.
    if (isLoading(lease)) {
      if (lease.answered) lease.ask()
      const late = stalledMs >= patienceMs || performance.now() > deadline - patienceMs / 2
      return late && !isDebugged()
    }
    // Asked anew as soon as it has answered: each question has the whole patience.
    if (stalledMs === 0 || lease.answered) {
      this.#starvation.forget()
      lease.ask()
      return false
    }
    const silentMs = Math.min(stalledMs, lease.silentMs)
    // The system is asked only when it may matter.
    if (silentMs < patienceMs / 2) return false
    const starved = this.#starvation.look(lease.tid)
    if (silentMs < patienceMs) return false
    // One that starts loads its code, and cannot answer yet.
    const excused = starved || lease.phase === Phase.booting || lease.phase === Phase.system || isDebugged()
    if (excused) lease.ask()
    return !excused
  }
}
