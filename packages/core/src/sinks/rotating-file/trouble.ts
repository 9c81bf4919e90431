import { diagnose } from '../../observe/diagnostics.ts'

/** What can go wrong beside writing, whose failures the pipeline counts and announces. */
export type Work =
  | 'begin a new file'
  | 'sync'
  | 'compress'
  | 'clean up'
  | 'keep the symbolic link'
  | 'use activeName'

/** Says once that some work fails, and once that it succeeds again: a full disk fails every time it is asked. */
export class Trouble {
  readonly #sink: string
  readonly #failing = new Set<Work>()

  constructor(sink: string) {
    this.#sink = sink
  }

  failed(work: Work, error: unknown): void {
    if (this.#failing.has(work)) return
    this.#failing.add(work)
    diagnose('rotating-file', `cannot ${work}`, { sink: this.#sink, error: String(error) }, this.#sink)
  }

  passed(work: Work): void {
    if (this.#failing.delete(work))
      diagnose('rotating-file', `can ${work} again`, { sink: this.#sink }, this.#sink)
  }
}
