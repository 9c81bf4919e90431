import { AsyncLocalStorage } from 'node:async_hooks'
import type { Logger } from 'winston'
import { CONSTANTS, padding } from './constants.ts'
import { partsOf } from './error-parts.ts'
import { filesAtRest, stdoutStream } from './stdout-stream.ts'
import { CONTEXT, type Subject, type SubjectOptions } from './subject.ts'

/** `stream`: a buffered file stream on the descriptor. `console`: winston's own Console transport. */
export async function openWinston(output: 'stream' | 'console', options: SubjectOptions): Promise<Subject> {
  const { createLogger, format, transports } = await import('winston')
  const scopes = new AsyncLocalStorage<Logger>()
  const stream = output === 'stream' ? stdoutStream() : null
  const root = createLogger({
    level: 'info',
    format: format.combine(format.timestamp(), format.json()),
    defaultMeta: { logger: 'root', ...CONSTANTS, ...padding(76) },
    transports: [stream === null ? new transports.Console() : new transports.Stream({ stream })],
  })
  const child = root.child(CONTEXT)
  // Context from AsyncLocalStorage is the application's affair: a child logger, made when the scope opens.
  const logger = { none: () => root, bound: () => child, scope: () => scopes.getStore() ?? root }[
    options.context
  ]
  return {
    target: {
      info: (message: string, fields: object) => logger().info(message, fields),
      debug: (message: string, fields: object) => logger().debug(message, fields),
      error: (message: string, error: Error, fields: object) =>
        logger().error(message, { ...fields, err: partsOf(error) }),
    },
    order: 'message-first',
    within: (fn) => (options.context === 'scope' ? scopes.run(child, fn) : fn()),
    settle: filesAtRest,
    room: filesAtRest,
    lost: () => null,
    async close() {
      const finished = new Promise((resolve) => root.once('finish', resolve))
      root.end()
      await finished
      await filesAtRest()
    },
  }
}
