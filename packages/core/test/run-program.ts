import { execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** What standard output of the child is. Node's own `pipe` is a socket; services in containers get pipes and files. */
export type OutputKind = 'pipe' | 'socket' | 'file'

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
  readonly env?: NodeJS.ProcessEnv
  readonly execArgv?: readonly string[]
}

export const programFile = (name: string): string =>
  fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))

interface Output {
  readonly fd: number | 'pipe'
  /** Everything that was written, once all writers are gone. */
  read(): Promise<string>
  remove(): void
}

/** Runs `programs/<name>.ts` on this Node to its end. */
export async function runProgram(
  name: string,
  args: readonly string[] = [],
  { output: kind = 'socket', env = {}, execArgv = [] }: RunOptions = {},
): Promise<Outcome> {
  const output = kind === 'socket' ? null : kind === 'file' ? fileOutput() : pipeOutput()
  const started = performance.now()
  const child = spawn(process.execPath, [...execArgv, programFile(name), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', output?.fd ?? 'pipe', 'pipe'],
  })
  if (typeof output?.fd === 'number') closeSync(output.fd)
  const ended = new Promise<Pick<Outcome, 'code' | 'signal' | 'ms'>>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve({ code, signal, ms: performance.now() - started }))
  })
  const whole = child.stdout === null ? ended.then(() => output?.read() ?? '') : text(child.stdout)
  const [stdout, stderr, end] = await Promise.all([
    output === null || kind === 'file' ? whole : output.read(),
    text(child.stderr as NodeJS.ReadableStream as Socket),
    ended,
  ])
  output?.remove()
  return { ...end, stdout, stderr }
}

function fileOutput(): Output {
  const folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
  const path = join(folder, 'out')
  return {
    fd: openSync(path, 'w'),
    read: () => Promise.resolve(readFileSync(path, 'utf8')),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** A real pipe: both ends opened here, the name gone at once. */
export function pipeOutput(): Output & { readonly fd: number; readonly reader: Socket } {
  const folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const fd = openSync(path, constants.O_WRONLY)
  rmSync(folder, { recursive: true })
  const reader = new Socket({ fd: readFd, readable: true, writable: false })
  return { fd, reader, read: () => text(reader), remove: () => reader.destroy() }
}
