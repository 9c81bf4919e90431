import { fork } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { LogEvent } from 'fapilog'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly events: readonly LogEvent[]
  readonly stderr: string
}

export interface RunningService {
  readonly port: number
  /** Resolves when that many requests have come in. */
  arrived(count: number): Promise<void>
  kill(signal: NodeJS.Signals): void
  /** Sets off what the ending waits for. */
  tell(): void
  readonly ended: Promise<Ended>
}

const program = fileURLToPath(new URL('programs/service.ts', import.meta.url))

type Message = { readonly port: number } | { readonly arrived: number }

export async function startService(framework: string, ending: string): Promise<RunningService> {
  const child = fork(program, [framework, ending], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] })
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('no pipes')
  const exited = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (code, signal) => resolve([code, signal]))
  })
  const ended = Promise.all([text(stdout), text(stderr), exited]).then(([lines, errors, [code, signal]]) => {
    const events = lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogEvent)
    return { code, signal, events, stderr: errors }
  })

  let count = 0
  let port = 0
  const looking = new Set<() => void>()
  child.on('message', (message: Message) => {
    if ('port' in message) ({ port } = message)
    else count = message.arrived
    for (const look of looking) look()
  })

  async function until(met: () => boolean): Promise<void> {
    const there = new Promise<true>((resolve) => {
      const look = (): void => {
        if (met()) resolve(true)
      }
      looking.add(look)
      look()
    })
    const first = await Promise.race([there, ended])
    if (first !== true) throw new Error(`the service ended: ${JSON.stringify(first)}`)
  }

  await until(() => port !== 0)
  return {
    port,
    arrived: (wanted) => until(() => count >= wanted),
    kill: (signal) => void child.kill(signal),
    tell: () => void child.send('now'),
    ended,
  }
}
