// The process that one subject runs in. Its task is the argument; the parent says when to work.
import { openProgram } from './programs/open-program.ts'
import type { ChildMessage, ParentMessage, Task } from './task.ts'

const send = (message: ChildMessage): void => {
  process.send?.(message)
}

async function serve(): Promise<void> {
  const program = await openProgram(JSON.parse(process.argv[2] ?? '{}') as Task)
  process.on('message', (message: ParentMessage) => {
    const work =
      message.kind === 'block'
        ? program.block().then((samples) => send({ kind: 'samples', samples, made: program.made() }))
        : program.close().then((lost) => {
            send({ kind: 'closed', lost })
            process.disconnect()
          })
    work.catch(fail)
  })
  send({ kind: 'ready', made: program.made() })
}

function fail(error: unknown): void {
  send({ kind: 'failed', why: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  process.exitCode = 1
  process.disconnect()
}

serve().catch(fail)
