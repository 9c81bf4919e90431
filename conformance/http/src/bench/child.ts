import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Subject } from './subjects.ts'

/** Microseconds. */
export interface CpuUsed {
  /** Of the main thread. */
  readonly main: number
  /** Of all threads: ours, those of V8, the main one. */
  readonly all: number
}

export interface SubjectProcess {
  readonly port: number
  readonly pid: number
  readonly child: ChildProcess
  /** Used since the last time. */
  cpu(): Promise<CpuUsed>
  stop(): Promise<void>
}

type Message = { readonly port: number } | { readonly cpu: CpuUsed }

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
    pid: child.pid ?? 0,
    child,
    async cpu() {
      const answered = answer()
      child.send('cpu')
      const message = await answered
      if ('cpu' in message) return message.cpu
      throw new Error(`${subject} did not say what it used`)
    },
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

const bareProgram = fileURLToPath(new URL('bare.ts', import.meta.url))

/** Microseconds of the main thread a request, without a network. */
export async function bareCost(subject: Subject, file: string, requests: number): Promise<number> {
  const child = fork(bareProgram, [subject, file, String(requests)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const cost = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: number) => resolve(message))
    child.once('exit', (code) => reject(new Error(`${subject} ended with ${code}`)))
  })
  child.kill('SIGKILL')
  return cost
}
