import { MARK } from '../line-counter.ts'
import { importFapilog } from '../subjects/fapilog.ts'
import type { Program, Task } from '../task.ts'
import { importPeer, type Usable } from './import-peer.ts'

/** In a fresh process: how long until the first line is logged, and how long until the thread runs. */
export async function openStartUp(task: Task): Promise<Program> {
  let close = (): Promise<unknown> => Promise.resolve()
  let ready: (() => Promise<void>) | null = null

  async function openFapilog(): Promise<() => Usable> {
    const { getLogger } = await importFapilog()
    return () => {
      const logger = getLogger()
      close = () => logger.drain()
      ready = () => logger.ready()
      return logger
    }
  }

  return {
    async block() {
      const start = performance.now()
      const make = await (task.subject === 'fapilog' ? openFapilog() : importPeer(task.subject))
      const imported = performance.now()
      const logger = make()
      logger.info(`started ${MARK}`)
      const logged = performance.now()
      const times = {
        import: [imported - start],
        'first line': [logged - imported],
        usable: [logged - start],
      }
      if (ready === null) return times
      // The thread starts in the first turn of the event loop: what that holds the main thread for.
      const turn = await turnAfter()
      await (ready as () => Promise<void>)()
      return { ...times, 'thread start on main': [turn], 'thread runs': [performance.now() - logged] }
    },
    made: () => 1,
    async close() {
      await close()
      return 0
    },
  }
}

/** Milliseconds that the next turn of the event loop takes. */
function turnAfter(): Promise<number> {
  return new Promise((resolve) => {
    const start = performance.now()
    setImmediate(() => resolve(performance.now() - start))
  })
}
