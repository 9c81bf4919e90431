import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Outcome } from '../run-program.ts'

/** Runs a case of programs/inline.ts in a process that may read files and nothing else: no threads. */
export async function runForbidden(
  name: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Pick<Outcome, 'code' | 'stdout' | 'stderr'>> {
  const program = fileURLToPath(new URL('programs/inline.ts', import.meta.url))
  const command = [process.execPath, '--permission', '--allow-fs-read=*', program, name]
  // Real pipes, as in a container: Node's own are sockets.
  const child = spawn(
    'bash',
    ['-c', '{ "$@" 2>&3 | cat; exit "${PIPESTATUS[0]}"; } 3> >(cat >&2)', '-', ...command],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const code = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await code, stdout, stderr }
}
