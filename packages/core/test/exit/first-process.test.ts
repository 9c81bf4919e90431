import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const cwd = fileURLToPath(new URL('.', import.meta.url))
const AS_FIRST = ['-rpf', '--mount-proc']
/** Linux with namespaces for users, or as root. */
const canBeFirst = spawnSync('unshare', [...AS_FIRST, 'true']).status === 0

/** Holds the event loop, as a pool of connections does; the signal comes when the logger runs. */
const program = (before: string): string => `
  import { getLogger, installShutdownHandlers } from 'fapilog'
  setInterval(() => undefined, 1000)
  const logger = getLogger({ preset: 'production', sinks: [{ kind: 'stdout-json' }] })
  ${before}
  installShutdownHandlers()
  logger.info('logged')
  await logger.ready()
  process.kill(process.pid, 'SIGTERM')
`

const STEPS_BACK = `
  const emitter = { count: 1 }
  Object.defineProperty(globalThis, Symbol.for('signal-exit emitter'), { value: emitter })
  const onSignal = () => {
    if (process.listenerCount('SIGTERM') !== emitter.count) return
    process.off('SIGTERM', onSignal)
    process.kill(process.pid, 'SIGTERM')
  }
  process.on('SIGTERM', onSignal)
`

/** `CMD ["node", "server.js"]`: the kernel keeps signals from such a process that it does not listen to. */
describe.skipIf(!canBeFirst)('the first process of a container ends at a signal, with its status', () => {
  test.each([
    ['by itself', ''],
    ['beside a library that steps back for any other listener', STEPS_BACK],
  ])('%s', (_how, before) => {
    const node = [process.execPath, '--input-type=module', '-e', program(before)]
    const { status, stdout } = spawnSync('unshare', [...AS_FIRST, ...node], {
      cwd,
      encoding: 'utf8',
      timeout: 20_000,
      killSignal: 'SIGKILL',
    })
    expect(stdout).toContain('"message":"logged"')
    expect(status).toBe(128 + 15)
  })
})
