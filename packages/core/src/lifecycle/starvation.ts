import { readFileSync } from 'node:fs'

/**
 * A thread that had a CPU for longer than this, and did not answer, is not held up by others: its event loop turns every
 * 10 ms under load. Milliseconds.
 */
const RAN_MS = 100

/** Tells a thread that cannot answer, because the machine gives it no CPU, from one that hangs. Only Linux knows. */
export class Starvation {
  /** Milliseconds on a CPU until the first look. */
  #ranBefore: number | null = null

  /** The next look begins anew. */
  forget(): void {
    this.#ranBefore = null
  }

  /**
   * Whether the thread is ready to run, and has hardly had a CPU since the first look. `tid`: as the system numbers it, 0
   * where that is not known.
   */
  look(tid: number): boolean {
    try {
      const [nanoseconds] = read(tid, 'schedstat').split(' ')
      const ran = Number(nanoseconds) / 1e6
      this.#ranBefore ??= ran
      return ran - this.#ranBefore < RAN_MS && stateOf(tid) === 'R'
    } catch {
      return false
    }
  }
}

const read = (tid: number, what: string): string => readFileSync(`/proc/self/task/${tid}/${what}`, 'utf8')

/** `R`: it runs, or would if it were given a CPU. */
function stateOf(tid: number): string | undefined {
  // `4711 (the name) R 1 …`
  return read(tid, 'stat').split(') ').at(-1)?.[0]
}
