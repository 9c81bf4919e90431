import { AsyncLocalStorage } from 'node:async_hooks'
import type { DestinationStream, Logger } from 'pino'
import { CONSTANTS, padding } from './constants.ts'
import { CONTEXT, type Subject, type SubjectOptions } from './subject.ts'

/** `pino stdout`: what it makes when nobody says where to, one write a line. */
type Flavour = 'pino' | 'pino async' | 'pino.transport' | 'pino stdout'

interface Output {
  readonly stream: DestinationStream
  readonly flush: () => Promise<void>
  readonly end: () => Promise<void>
  /** Absent where the call itself holds the caller. */
  readonly room?: () => Promise<void>
}

async function outputOf(flavour: Flavour): Promise<Output> {
  const { pino } = await import('pino')
  if (flavour === 'pino.transport') {
    const stream = pino.transport({ target: 'pino/file', options: { destination: 1 } })
    await new Promise((resolve) => stream.once('ready', resolve))
    const flush = (): Promise<void> => new Promise((resolve) => stream.flush(() => resolve()))
    const end = (): Promise<void> =>
      new Promise((resolve) => {
        stream.once('close', resolve)
        stream.end()
      })
    return { stream, flush, end, room: flush }
  }
  if (flavour === 'pino async') {
    const stream = pino.destination({ dest: 1, sync: false, minLength: 4096 })
    const once = (): Promise<void> => new Promise((resolve) => stream.flush(() => resolve()))
    // A flush during a write ends with that write, and leaves what came meanwhile: the next one takes it.
    const flush = (): Promise<void> => once().then(once)
    return { stream, flush, end: flush, room: once }
  }
  const stream = pino.destination({ dest: 1, sync: true, minLength: flavour === 'pino' ? 4096 : 0 })
  const flush = (): Promise<void> => Promise.resolve(stream.flushSync())
  return { stream, flush, end: flush }
}

export async function openPino(flavour: Flavour, options: SubjectOptions): Promise<Subject> {
  const { pino } = await import('pino')
  const scopes = new AsyncLocalStorage<Logger>()
  const { stream, flush, end, room } = await outputOf(flavour)
  const root = pino({ level: 'info', base: { logger: 'root', ...CONSTANTS, ...padding(102) } }, stream)
  const child = root.child(CONTEXT)
  // Its documentation has nothing for AsyncLocalStorage. A child logger in the store is cheaper than a `mixin`.
  const scoped = {
    info: (fields: object, message: string) => (scopes.getStore() ?? root).info(fields, message),
  }
  return {
    target: { none: root, bound: child, scope: scoped }[options.context],
    order: 'fields-first',
    within: (fn) => (options.context === 'scope' ? scopes.run(child, fn) : fn()),
    settle: flush,
    ...(room === undefined ? {} : { room }),
    lost: () => null,
    close: end,
  }
}
