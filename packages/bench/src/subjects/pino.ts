import { AsyncLocalStorage } from 'node:async_hooks'
import type { DestinationStream } from 'pino'
import { CONSTANTS, padding } from './constants.ts'
import { CONTEXT, type Subject, type SubjectOptions } from './subject.ts'

type Flavour = 'pino' | 'pino async' | 'pino.transport'

interface Output {
  readonly stream: DestinationStream
  readonly flush: () => Promise<void>
  readonly end: () => Promise<void>
  readonly buffers: boolean
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
    return { stream, flush, end, buffers: true }
  }
  if (flavour === 'pino async') {
    const stream = pino.destination({ dest: 1, sync: false, minLength: 4096 })
    const flush = (): Promise<void> => new Promise((resolve) => stream.flush(() => resolve()))
    return { stream, flush, end: flush, buffers: true }
  }
  const stream = pino.destination({ dest: 1, sync: true, minLength: 4096 })
  const flush = (): Promise<void> => Promise.resolve(stream.flushSync())
  return { stream, flush, end: flush, buffers: false }
}

export async function openPino(flavour: Flavour, options: SubjectOptions): Promise<Subject> {
  const { pino } = await import('pino')
  const scopes = new AsyncLocalStorage<object>()
  const { stream, flush, end, buffers } = await outputOf(flavour)
  const root = pino(
    {
      level: 'info',
      base: { logger: 'root', ...CONSTANTS, ...padding(98) },
      // The way that pino's documentation gives for fields from AsyncLocalStorage.
      ...(options.context === 'scope' ? { mixin: () => scopes.getStore() ?? {} } : {}),
    },
    stream,
  )
  return {
    target: options.context === 'bound' ? root.child(CONTEXT) : root,
    order: 'fields-first',
    within: (fn) => (options.context === 'scope' ? scopes.run(CONTEXT, fn) : fn()),
    settle: flush,
    ...(buffers ? { room: flush } : {}),
    lost: () => 0,
    close: end,
  }
}
