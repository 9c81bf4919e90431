import { type ChildProcess, fork } from 'node:child_process'
import type { Samples } from './measurement.ts'
import type { ChildMessage, Ending, ParentMessage, Task } from './task.ts'

/** Longer than any subject of any scenario needs: one that hangs fails, and does not hold the whole run. */
const PATIENCE_MS = 600_000

/** What the parent sees of each end of a process. A library may turn a signal into an exit code. */
const ENDS: Readonly<Record<Ending, readonly string[]>> = {
  'natural end': ['0'],
  'process.exit': ['0'],
  throw: ['1'],
  SIGTERM: ['SIGTERM', '143'],
}

const PROGRAM = new URL('./child.ts', import.meta.url)

/** What came of a block, and how many calls there were so far. */
export interface Block {
  readonly samples: Samples
  readonly made: number
}

/** One subject in its own process, as the parent sees it. */
export class ChildHandle {
  readonly #process: ChildProcess
  readonly #messages: ChildMessage[] = []
  #wake: () => void = () => undefined
  /** The exit code, the signal, or why there was no process. */
  #ended: string | null = null

  /** `stdout`: a descriptor, or `ignore`, which is /dev/null. */
  constructor(task: Task, stdout: number | 'ignore') {
    this.#process = fork(PROGRAM, [JSON.stringify(task)], {
      execArgv: [],
      // A process that is to end by an uncaught throw says so on its stderr.
      stdio: ['ignore', stdout, task.program === 'exit' ? 'ignore' : 'inherit', 'ipc'],
    })
    const late = setTimeout(() => this.kill(), PATIENCE_MS)
    this.#process.on('exit', () => clearTimeout(late))
    this.#process.on('message', (message: ChildMessage) => {
      this.#messages.push(message)
      this.#wake()
    })
    this.#process.on('error', (error) => this.#end(error.message))
    this.#process.on('close', (code, signal) => this.#end(String(signal ?? code)))
  }

  #end(why: string): void {
    this.#ended = why
    this.#wake()
  }

  async #next<Kind extends ChildMessage['kind']>(
    kind: Kind,
  ): Promise<Extract<ChildMessage, { readonly kind: Kind }>> {
    for (;;) {
      const message = this.#messages.shift()
      if (message?.kind === kind) return message as Extract<ChildMessage, { readonly kind: Kind }>
      if (message?.kind === 'failed') throw new Error(message.why)
      if (message !== undefined) throw new Error(`expected ${kind}, got ${message.kind}`)
      if (this.#ended !== null)
        throw new Error(`the measured process ended with ${this.#ended} before it was done`)
      await this.#change()
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** How many calls the warm-up made. */
  async ready(): Promise<number> {
    return (await this.#next('ready')).made
  }

  async block(): Promise<Block> {
    this.#send({ kind: 'block' })
    return this.#next('samples')
  }

  /** Starts a block that ends the process. Throws when it ends in another way than wanted. */
  async toItsEnd(ending: Ending): Promise<void> {
    this.#send({ kind: 'block' })
    while (this.#ended === null) await this.#change()
    if (!ENDS[ending].includes(this.#ended))
      throw new Error(`the measured process was to end by ${ending}, and ended with ${this.#ended}`)
  }

  /** Ends the process; how many records the subject says it lost. */
  async close(): Promise<number | null> {
    this.#send({ kind: 'close' })
    const { lost } = await this.#next('closed')
    while (this.#ended === null) await this.#change()
    return lost
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }

  #send(message: ParentMessage): void {
    this.#process.send(message)
  }
}
