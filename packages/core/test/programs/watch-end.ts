import { report } from './report.ts'
import { starvedMs } from './starved-ms.ts'

interface Moment {
  readonly at: number
  readonly starved: number
}

const now = (): Moment => ({ at: performance.now(), starved: starvedMs() })

/** Calls `before` first, and `after` whatever the method does. */
function surround(
  name: 'emit' | 'kill' | 'reallyExit',
  before: (first: unknown) => void,
  after: (first: unknown) => void = () => undefined,
): void {
  const method: unknown = Reflect.get(process, name)
  if (typeof method !== 'function') throw new TypeError(`process.${name} is no function`)
  Reflect.set(process, name, (...args: unknown[]): unknown => {
    before(args[0])
    try {
      return Reflect.apply(method, process, args)
    } finally {
      after(args[0])
    }
  })
}

/**
 * Reports `end`: how long the process took for its end, from its `exit` event on, or from the first signal where that
 * ends it; and how much of that this thread was ready to run, and others had the machine.
 *
 * A listener would not do: none is certain to be the last one, or to be called at all. So this takes the place of what
 * Node itself calls then, by name.
 */
export function watchEnd(): void {
  let signalled: Moment | null = null
  let exiting: Moment | null = null

  function tell(by: 'exit' | 'signal', began: Moment | null): void {
    if (began === null) return
    const { at, starved } = now()
    report('end', { by, ms: at - began.at, starvedMs: starved - began.starved })
  }

  surround(
    'emit',
    (event) => {
      if (event === 'exit') exiting ??= now()
      else if (typeof event === 'string' && event.startsWith('SIG')) signalled ??= now()
    },
    (event) => event === 'exit' && tell('exit', exiting),
  )
  // `process.exit()` in an `exit` listener: `emit` does not return.
  surround('reallyExit', () => tell('exit', exiting))
  surround('kill', () => tell('signal', signalled))
}
