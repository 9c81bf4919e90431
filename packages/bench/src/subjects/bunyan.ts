import { AsyncLocalStorage } from 'node:async_hooks'
import type Logger from 'bunyan'
import { CONSTANTS, padding } from './constants.ts'
import { filesAtRest, stdoutStream } from './stdout-stream.ts'
import { CONTEXT, type Subject, type SubjectOptions } from './subject.ts'

/** `stream`: a buffered file stream on the descriptor. `console`: `process.stdout`, bunyan's default. */
export async function openBunyan(output: 'stream' | 'console', options: SubjectOptions): Promise<Subject> {
  const { default: bunyan } = await import('bunyan')
  const scopes = new AsyncLocalStorage<Logger>()
  const { host: hostname, pid, node } = CONSTANTS
  const root = bunyan.createLogger({
    name: 'root',
    hostname,
    pid,
    node,
    ...padding(81),
    level: 'info',
    serializers: { err: bunyan.stdSerializers.err },
    streams: [{ stream: output === 'stream' ? stdoutStream() : process.stdout }],
  })
  // `true`: bunyan's fast way to make a child that only adds fields.
  const child = root.child(CONTEXT, true)
  const scoped = {
    info: (fields: object, message: string) => (scopes.getStore() ?? root).info(fields, message),
  }
  return {
    target: { none: root, bound: child, scope: scoped }[options.context],
    order: 'fields-first',
    within: (fn) => (options.context === 'scope' ? scopes.run(child, fn) : fn()),
    settle: filesAtRest,
    room: filesAtRest,
    lost: () => null,
    close: filesAtRest,
  }
}
