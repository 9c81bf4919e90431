import { CONSTANTS } from './constants.ts'
import { partsOf } from './error-parts.ts'
import { CONTEXT, type Subject, type SubjectOptions } from './subject.ts'

/** tslog as its recipe for fast production logging says: JSON, no stack capture. Its own sink buffers 8 KiB. */
export async function openTslog(options: SubjectOptions): Promise<Subject> {
  const { Logger } = await import('tslog')
  // Its lines are longer than ours without padding: `_logMeta` says host, runtime, time and level once more. For the same reason no numeric level.
  const { pid } = CONSTANTS
  const root = new Logger({
    type: 'json',
    minLevel: 'INFO',
    stack: { capture: 'off' },
    json: { numericLevel: false },
    bindings: { logger: 'root', pid },
  })
  const flush = (): Promise<void> => root.flush()
  const logger = options.context === 'bound' ? root.child({ bindings: CONTEXT }) : root
  return {
    target: {
      info: (message: string, fields: object) => logger.info(message, fields),
      debug: (message: string, fields: object) => logger.debug(message, fields),
      error: (message: string, error: Error, fields: object) =>
        logger.error(message, { ...fields, err: partsOf(error) }),
    },
    order: 'message-first',
    within: (fn) => (options.context === 'scope' ? root.runInContext({ ...CONTEXT }, fn) : fn()),
    settle: flush,
    lost: () => null,
    close: flush,
  }
}
