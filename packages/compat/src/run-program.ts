import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** What stands between the program and us: the shell's pipe, or the socket pair that Node gives its children. */
export type Channel = 'pipe' | 'socket'

export interface ProgramResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Settings of the machine or of the workspace must not reach the programs: they are somebody else's application. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(FAPILOG_|NODE_|npm_|VITEST|FORCE_COLOR)/i.test(name),
  )
  return Object.fromEntries(kept)
}

const deadlineMs = 30_000

/** Runs to the natural end of the process. A program that hangs is killed after half a minute and has code null. */
export async function runProgram(
  node: string,
  args: readonly string[],
  cwd: string,
  channel: Channel = 'socket',
): Promise<ProgramResult> {
  const command: readonly string[] =
    channel === 'pipe'
      ? ['bash', '-c', 'set -o pipefail; "$@" | cat', 'bash', node, ...args]
      : [node, ...args]
  const [file = '', ...rest] = command
  const child = spawn(file, rest, {
    cwd,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const timer = setTimeout(() => {
    // The whole group: behind the shell's pipe the program is a grandchild.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, deadlineMs)
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return {
    code,
    stdout: Buffer.concat(chunks.stdout).toString(),
    stderr: Buffer.concat(chunks.stderr).toString(),
  }
}
