import { type ChildProcess, fork } from 'node:child_process'
import type { Samples } from './measurement.ts'
import type { ChildMessage, ParentMessage, Task } from './task.ts'

const PROGRAM = new URL('./child.ts', import.meta.url)

/** One subject in its own process, as the parent sees it. */
export class ChildHandle {
  readonly #process: ChildProcess
  readonly #messages: ChildMessage[] = []
  #wake: () => void = () => undefined
  #ended: string | null = null

  /** `stdout`: a descriptor, or `ignore`, which is /dev/null. */
  constructor(task: Task, stdout: number | 'ignore') {
    this.#process = fork(PROGRAM, [JSON.stringify(task)], {
      execArgv: [],
      // A process that is to end by an uncaught throw says so on its stderr.
      stdio: ['ignore', stdout, task.program === 'exit' ? 'ignore' : 'inherit', 'ipc'],
    })
    this.#process.on('message', (message: ChildMessage) => {
      this.#messages.push(message)
      this.#wake()
    })
    this.#process.on('error', (error) => this.#end(error.message))
    this.#process.on('close', (code, signal) => this.#end(`ended with ${signal ?? code}`))
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
      if (this.#ended !== null) throw new Error(`the measured process ${this.#ended} before it was done`)
      await this.#change()
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  async ready(): Promise<void> {
    await this.#next('ready')
  }

  async block(): Promise<Samples> {
    this.#send({ kind: 'block' })
    return (await this.#next('samples')).samples
  }

  /** Starts a block that ends the process, one way or another. */
  async toItsEnd(): Promise<void> {
    this.#send({ kind: 'block' })
    while (this.#ended === null) await this.#change()
  }

  /** Ends the process; how many records it lost. */
  async close(): Promise<number> {
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
