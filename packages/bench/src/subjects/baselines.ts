import type { Subject } from './subject.ts'

/** Kept and returned, so that the compiler cannot leave the work out. */
let kept = 0

function baseline(target: object): Subject {
  return {
    target,
    order: 'message-first',
    within: (fn) => fn(),
    settle: () => Promise.resolve(),
    lost: () => (kept < 0 ? 1 : 0),
    close: () => Promise.resolve(),
  }
}

/** What building the arguments and the loop cost by themselves. An `await` on it is one of no promise. */
export function openEmpty(): Subject {
  const empty = (message: string): void => {
    kept += message.length
  }
  // What a call below the level is compared with does nothing at all.
  return baseline({ info: empty, debug() {}, error: empty })
}

/** The fields as JSON text and nothing else: no time, no level, no message, no context, written nowhere. */
export function openStringify(): Subject {
  const stringify = (_message: string, fields: object): void => {
    kept += JSON.stringify(fields).length
  }
  return baseline({ info: stringify, debug: stringify, error: stringify })
}

/** The text that V8 makes of a stack at its first read, which no logger that prints stacks can avoid. */
export function openStack(): Subject {
  const read = (_message: string, error: Error): void => {
    kept += error.stack?.length ?? 0
  }
  return baseline({ info: read, debug: read, error: read })
}
