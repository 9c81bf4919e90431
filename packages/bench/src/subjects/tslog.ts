import { CONSTANTS } from './constants.ts'
import { CONTEXT, type Subject, type SubjectOptions } from './subject.ts'

/** tslog as its recipe for fast production logging says: JSON, no stack capture. It writes by `console.log`. */
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
  const rest = (): Promise<void> => new Promise((resolve) => process.stdout.write('', () => resolve()))
  return {
    target: options.context === 'bound' ? root.child({ bindings: CONTEXT }) : root,
    order: 'message-first',
    within: (fn) => (options.context === 'scope' ? root.runInContext({ ...CONTEXT }, fn) : fn()),
    settle: rest,
    lost: () => 0,
    close: rest,
  }
}
