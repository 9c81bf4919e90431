import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Subject } from './subjects.ts'

export interface SubjectProcess {
  readonly port: number
  readonly child: ChildProcess
  /** Microseconds of the main thread since the last time. */
  cpu(): Promise<number>
  stop(): Promise<void>
}

type Message = { readonly port: number } | { readonly cpu: number }

const program = fileURLToPath(new URL('server.ts', import.meta.url))

/** `file` null: the lines go to a pipe, which the caller reads. */
export async function startProcess(subject: Subject, file: string | null): Promise<SubjectProcess> {
  const child = fork(program, file === null ? [subject] : [subject, file], {
    stdio: ['ignore', file === null ? 'pipe' : 'inherit', 'inherit', 'ipc'],
    execArgv: [],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const answer = async (): Promise<Message> => {
    const answered = new Promise<Message>((resolve) => child.once('message', resolve))
    const first = await Promise.race([answered, exited])
    if (first === null || typeof first === 'number') throw new Error(`${subject} ended with ${first}`)
    return first
  }
  const first = await answer()
  return {
    port: 'port' in first ? first.port : 0,
    child,
    async cpu() {
      const answered = answer()
      child.send('cpu')
      const message = await answered
      return 'cpu' in message ? message.cpu : Number.NaN
    },
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
