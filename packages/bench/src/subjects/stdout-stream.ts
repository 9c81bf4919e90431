import { createWriteStream, type WriteStream } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'

/**
 * Standard output as a buffered file stream: its writes are asynchronous and take all that waits at once. Opened anew,
 * because whoever touches `process.stdout` makes a shared pipe non-blocking, and file streams die of EAGAIN.
 */
export const stdoutStream = (): WriteStream => createWriteStream('/dev/stdout', { flags: 'a' })

/**
 * Resolves when the process has had no file operation under way for three turns of its event loop. Streams that
 * feed each other write in turns, and not all of them can be asked.
 */
export async function filesAtRest(): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    await turn()
    quiet = process.getActiveResourcesInfo().includes('FSReqCallback') ? 0 : quiet + 1
  }
}
