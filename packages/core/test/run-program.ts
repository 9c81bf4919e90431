import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { reportsIn } from './reports.ts'

/**
 * What standard output of the child is. Node's own `pipe` is a socket; services in containers get pipes and files. A
 * FIFO is a pipe that has a name as long as the child lives.
 */
export type OutputKind = 'pipe' | 'fifo' | 'socket' | 'file'

/** Of these the reader is made with mkfifo, which is not everywhere. */
export const canOpen = (kind: OutputKind): boolean =>
  kind === 'socket' || kind === 'file' || spawnSync('mkfifo', ['--version']).error === undefined

export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** From the start of the child to its end. */
  readonly ms: number
}

export interface RunOptions {
  readonly output?: OutputKind
  /** False: the pipe, FIFO or socket stays open and unread until the program has ended. Default true. */
  readonly read?: boolean
  readonly env?: NodeJS.ProcessEnv
  /** The one that all threads of the program run on. */
  readonly cpu?: string
}

export interface RunningProgram {
  readonly child: ChildProcess
  /** The reading end of standard output, unless that is a file. */
  readonly reader: Readable | null
  readonly ended: Promise<Outcome>
  /** Resolves when the program has reported `at` that often. Rejects when it ends before. */
  reported(at: string, times?: number): Promise<void>
  stop(): void
}

interface Output {
  readonly fd: number | 'pipe'
  readonly reader: Readable | null
  readonly file: string | null
  /** Goes when the child has ended. */
  readonly folder: string | null
}

/** Starts `programs/<name>.ts` on this Node. */
export function startProgram(
  name: string,
  args: readonly string[] = [],
  { output: kind = 'socket', read = true, env = {}, cpu }: RunOptions = {},
): RunningProgram {
  const output = openOutput(kind)
  const started = performance.now()
  const file = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))
  const program = [process.execPath, file, ...args] as const
  const [command, ...rest] = cpu === undefined ? program : (['taskset', '-c', cpu, ...program] as const)
  const child = spawn(command, rest, {
    env: { ...process.env, ...env },
    stdio: ['ignore', output.fd, 'pipe'],
  })
  if (typeof output.fd === 'number') closeSync(output.fd)
  const reader = output.reader ?? child.stdout
  const listeners = new Set<() => void>()
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    stderr += more
    for (const listener of listeners) listener()
  })
  const exited = new Promise<Omit<Outcome, 'stdout'>>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', () => !read && reader?.destroy())
    child.on('close', (code, signal) => resolve({ code, signal, stderr, ms: performance.now() - started }))
  })
  const stdout = reader !== null && read ? text(reader) : Promise.resolve('')

  async function reported(at: string, times = 1): Promise<void> {
    while (reportsIn(stderr).filter((report) => report.at === at).length < times) {
      const more = new Promise<'more'>((resolve) => {
        const listener = (): void => {
          listeners.delete(listener)
          resolve('more')
        }
        listeners.add(listener)
      })
      const which = await Promise.race([more, exited])
      if (which !== 'more') throw new Error(`the program ended before it reported "${at}": ${stderr}`)
    }
  }

  async function end(): Promise<Outcome> {
    const outcome = await exited
    const written = output.file === null ? await stdout : readFileSync(output.file, 'utf8')
    if (output.folder !== null) rmSync(output.folder, { recursive: true })
    return { ...outcome, stdout: written }
  }
  return { child, reader, ended: end(), reported, stop: () => void child.kill('SIGKILL') }
}

/** Runs `programs/<name>.ts` on this Node to its end. */
export function runProgram(name: string, args?: readonly string[], options?: RunOptions): Promise<Outcome> {
  return startProgram(name, args, options).ended
}

function openOutput(kind: OutputKind): Output {
  if (kind === 'socket') return { fd: 'pipe', reader: null, file: null, folder: null }
  const folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
  if (kind === 'file') {
    const file = join(folder, 'out')
    return { fd: openSync(file, 'w'), reader: null, file, folder }
  }
  // A real pipe: both ends opened here, its name gone at once, unless it is to be a FIFO.
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const fd = openSync(path, constants.O_WRONLY)
  const reader = new Socket({ fd: readFd, readable: true, writable: false })
  if (kind === 'fifo') return { fd, reader, file: null, folder }
  rmSync(folder, { recursive: true })
  return { fd, reader, file: null, folder: null }
}
