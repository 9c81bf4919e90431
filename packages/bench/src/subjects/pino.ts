import { AsyncLocalStorage } from 'node:async_hooks'
import { hostname } from 'node:os'
import { CONTEXT, type Subject, type SubjectOptions } from './subject.ts'

/**
 * Makes pino's lines as long as ours where bytes are delivered: a constant, which pino serialises once. Ours
 * carry an id, more constants and the time as text. Where nothing is delivered pino keeps its shorter lines.
 */
const PADDING = { padding: '.'.repeat(90) }

/** pino's fastest configuration: synchronous writes of 4 KiB to /dev/null. `base` holds constants that ours has too. */
export async function openPino(options: SubjectOptions): Promise<Subject> {
  const { pino } = await import('pino')
  const scopes = new AsyncLocalStorage<object>()
  const destination = pino.destination({
    dest: options.sink === 'nothing' ? '/dev/null' : 1,
    sync: true,
    minLength: 4096,
  })
  const root = pino(
    {
      level: 'info',
      base: {
        logger: 'root',
        host: hostname(),
        pid: process.pid,
        node: process.versions.node,
        ...(options.sink === 'stdout' ? PADDING : {}),
      },
      // The way that pino's documentation gives for fields from AsyncLocalStorage.
      ...(options.context === 'scope' ? { mixin: () => scopes.getStore() ?? {} } : {}),
    },
    destination,
  )
  return {
    target: options.context === 'bound' ? root.child(CONTEXT) : root,
    order: 'fields-first',
    within: (fn) => (options.context === 'scope' ? scopes.run(CONTEXT, fn) : fn()),
    settle() {
      destination.flushSync()
      return Promise.resolve()
    },
    lost: () => 0,
    close: () => Promise.resolve(),
  }
}
