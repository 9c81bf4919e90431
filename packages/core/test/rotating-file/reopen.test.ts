import { existsSync, readdirSync, readlinkSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch, textOf } from '../../src/sinks/rotating-file/fixtures/directory.ts'
import type { Child } from '../../src/sinks/fixtures/child.ts'
import { parse, pathsIn, start, stop } from './application.ts'
import type { Scenario } from './programs/log-numbered.ts'

const TIMES = 5
const WAIT = { timeout: 10_000, interval: 5 }

/** As `logrotate` does with `postrotate kill -HUP`. */
function rotate(app: Child, from: string, to: string): void {
  renameSync(from, to)
  app.process.kill('SIGHUP')
}

/** The files that the application has open, as far as they lie in that folder. */
function openIn(app: Child, folder: string): string[] {
  const descriptors = `/proc/${app.process.pid}/fd`
  return readdirSync(descriptors).flatMap((fd) => {
    try {
      const path = readlinkSync(join(descriptors, fd))
      return path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : []
    } catch {
      return []
    }
  })
}

const upTo = (end: number): number[] => Array.from({ length: end }, (_, i) => i)

async function ready(scenario: Scenario): Promise<Child> {
  const app = start(scenario)
  await app.report('ready')
  return app
}

describe('reopenOnSighup', () => {
  it.each<Partial<Scenario>>([{}, { shutdownHandlers: true }, { early: true }, { thread: 'inline' }])(
    'the file is moved away and SIGHUP sent, under load: every line is in one of the files, in order %j',
    async (how) => {
      const directory = scratch()
      const active = join(directory, 'app.log')
      const file = { directory, activeName: 'app.log', reopenOnSighup: true }
      const app = await ready({ file, burst: 20, ...how })
      for (let n = 0; n < TIMES; n++) {
        // Something in each file, or there is nothing to lose.
        await expect
          .poll(() => (existsSync(active) ? textOf(directory, 'app.log').length : 0), WAIT)
          .toBeGreaterThan(0)
        rotate(app, active, join(directory, `moved-${n}.log`))
        await expect.poll(() => existsSync(active), WAIT).toBe(true)
      }
      const outcome = await stop(app)
      expect(await app.exited).toBe(0)
      const names = [...Array.from({ length: TIMES }, (_, n) => `moved-${n}.log`), 'app.log']
      const numbers = names.flatMap((name) => parse(textOf(directory, name)).numbers)
      expect(numbers).toEqual(upTo(outcome.logged))
      expect(outcome.stats).toMatchObject({ state: 'healthy', delivered: outcome.logged, failed: 0 })
    },
  )

  it.each<Partial<Scenario>>([{}, { thread: 'inline' }])(
    'lets go of the file that was moved away, also when nothing is logged %j',
    async (how) => {
      const directory = scratch()
      const active = join(directory, 'app.log')
      const app = await ready({
        file: { directory, activeName: 'app.log', reopenOnSighup: true },
        burst: 0,
        ...how,
      })
      expect(openIn(app, directory)).toEqual(['app.log'])
      rotate(app, active, join(directory, 'moved.log'))
      await expect.poll(() => existsSync(active), WAIT).toBe(true)
      await expect.poll(() => openIn(app, directory), WAIT).toEqual(['app.log'])
      await stop(app)
    },
  )

  it('begins a new file where names tell them apart', async () => {
    const directory = scratch()
    // Not for its size.
    const file = { directory, maxBytes: '1 TiB', reopenOnSighup: true } as const
    const app = await ready({ file, burst: 5 })
    const [first = ''] = pathsIn(directory)
    await expect.poll(() => textOf('', first).length, WAIT).toBeGreaterThan(0)
    app.process.kill('SIGHUP')
    await expect.poll(() => pathsIn(directory).length, WAIT).toBe(2)
    const { logged } = await stop(app)
    expect(pathsIn(directory).flatMap((path) => parse(textOf('', path)).numbers)).toEqual(upTo(logged))
  })

  it('leaves the other signals to the shutdown handlers', async () => {
    const directory = scratch()
    const app = await ready({ file: { directory, reopenOnSighup: true }, burst: 5, shutdownHandlers: true })
    app.process.kill('SIGTERM')
    await app.exited
    expect(app.process.signalCode).toBe('SIGTERM')
  })

  it('is for those who ask: without it SIGHUP ends the process', async () => {
    const app = await ready({ file: { directory: scratch() }, burst: 5 })
    app.process.kill('SIGHUP')
    await app.exited
    expect(app.process.signalCode).toBe('SIGHUP')
  })
})
