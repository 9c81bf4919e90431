/**
 * `exit.ts <case> [without]`: logs and ends the process in the way the case names. `without` does the same
 * without a logger: the exit status to compare with.
 */
import { writeSync } from 'node:fs'

const LINES = 500
const [name = '', without] = process.argv.slice(2)

type Log = (message: string, fields: object) => unknown

/** Set up before the logger is imported, as a preloaded module would. */
let early: () => void = () => undefined
if (name.endsWith('-first-listener')) process.on('exit', () => early())

const fapilog = without === undefined ? await import('../../src/index.ts') : null
let logged = 0

function some(log: Log, count = LINES): void {
  for (let i = 0; i < count; i++) log('line', { i: logged++ })
  writeSync(2, `logged ${logged}\n`)
}

/** Reads the fields as a logger does, getters included. */
const nothing: Log = (_, fields) => ({ ...fields })
const log: Log =
  fapilog === null
    ? nothing
    : (
        (logger) => (message, fields) =>
          logger.info(message, fields)
      )(fapilog.getLogger({ preset: 'production' }))
const warm = async (): Promise<void> => {
  await fapilog?.getLogger().ready()
  some(log, 10)
  await fapilog?.getLogger().flush()
}

const cases: Readonly<Record<string, () => void | Promise<void>>> = {
  natural: () => some(log),
  'first-tick': () => {
    some(log)
    process.exit(3)
  },
  async warm() {
    await warm()
    some(log)
    process.exit(4)
  },
  'exit-in-first-listener'() {
    early = () => {
      some(log)
      process.exit(5)
    }
    some(log)
  },
  'exit-in-later-listener'() {
    process.on('exit', () => {
      some(log, 20)
      process.exit(6)
    })
    some(log)
    process.exit(2)
  },
  async throws() {
    await warm()
    some(log)
    setImmediate(() => {
      some(log)
      throw new Error('thrown on purpose')
    })
  },
  'throws-at-once'() {
    some(log)
    throw new Error('thrown on purpose')
  },
  rejects() {
    some(log)
    void Promise.reject(new Error('rejected on purpose'))
  },
  'stack-overflow'() {
    some(log)
    const deeper = (n: number): number => deeper(n + 1) + 1
    setImmediate(() => deeper(0))
  },
  'exit-code'() {
    some(log)
    process.exitCode = 9
  },
  'later-listener'() {
    process.on('exit', () => some(log, 20))
    process.on('exit', () => some(log, 20))
    some(log)
  },
  'later-async'() {
    process.on('exit', () => {
      const late = asyncLog
      if (late !== null) some((message, fields) => void late(message, fields), 20)
    })
    some(log)
  },
  'throwing-listener'() {
    process.on('exit', () => {
      throw new Error('thrown on purpose')
    })
    some(log)
  },
  'throwing-first-listener'() {
    early = () => {
      some(log)
      throw new Error('thrown on purpose')
    }
    some(log)
  },
  'throwing-listener-caught'() {
    process.on('uncaughtException', () => some(log, 20))
    process.on('exit', (code) => {
      some(log, 20)
      throw new Error(`thrown on purpose at ${code}`)
    })
    some(log)
  },
  'exit-in-getter'() {
    some(log)
    log('never ends', {
      get x(): number {
        process.exit(8)
        return 1
      },
    })
  },
  'before-exit'() {
    process.once('beforeExit', () => some(log))
    some(log)
  },
  async drained() {
    some(log)
    await fapilog?.getLogger().drain()
    some(log)
    process.exit(7)
  },
}

let asyncLog: Log | null = null
if (name === 'later-async' && fapilog !== null) {
  const logger = await fapilog.getAsyncLogger('late')
  asyncLog = (message, fields) => logger.info(message, fields)
}
const run = cases[name]
if (run === undefined) throw new Error(`no case ${name}`)
await run()
