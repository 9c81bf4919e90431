import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { scratch } from '../../src/sinks/rotating-file/fixtures/directory.ts'
import { ended, expectConserved, firstFrom, parse, said, start, stop, textsIn } from './application.ts'
import { canHave, type Fault, faults, type Struck } from './faults.ts'
import { smallDisk } from './mounts.ts'

function begin({ scenario, behind }: Fault, folder: string): ReturnType<typeof start> {
  const file = { directory: folder, activeName: 'app.log', maxBytes: '64 KB', ...scenario?.file } as const
  return start({ burst: 5, ...scenario, file }, behind)
}

describe('an application that logs to files', () => {
  it.for(Object.entries(faults))('goes on: %s', async ([, fault], { skip }) => {
    if (!canHave(fault.needs)) skip(`needs ${fault.needs}`)
    const folder = join(fault.needs === 'mount' ? smallDisk(256) : scratch(), 'logs')
    mkdirSync(folder)
    const app = begin(fault, folder)
    await expect.poll(() => textsIn(folder).length, { timeout: 20_000 }).toBeGreaterThan(20_000)

    const none: Struck = { over: Date.now(), gone: () => '' }
    const struck = (await fault.strike?.(app, folder)) ?? none
    if (fault.loses) await said(app, 'a sink has recovered')
    await expect
      .poll(() => firstFrom(textsIn(folder), struck.over), { timeout: 5000 })
      .toBeLessThan(Number.POSITIVE_INFINITY)
    // Some more lines, so that counts that went wrong after it would show.
    await delay(50)
    const outcome = await stop(app)

    // It did not crash, and is well again.
    expect(await app.exited).toBe(0)
    expect(outcome.stats.state).toBe('healthy')
    // Every count is exact, and every line whole: in the middle of files and at their ends.
    const found = textsIn(folder)
    expectConserved(outcome, parse(struck.gone() + found))
    const states = app.reports.filter(({ component }) => component === 'sink').map(({ message }) => message)
    if (fault.loses) {
      expect(outcome.stats.failed).toBeGreaterThan(0)
      // Each change of its state is said once. A full disk may have room for one short line more.
      expect(states.filter((message) => !String(message).endsWith('again'))).toEqual([
        'a sink is failing',
        'a sink has recovered',
      ])
      expect(states).toContain('a sink writes again')
    } else {
      expect(outcome.stats.failed).toBe(0)
      expect(states).toEqual([])
    }
    // Within a second of the end of the fault lines are written again.
    expect(firstFrom(found, struck.over) - struck.over).toBeLessThan(1000)
    // Nobody who logged waited for a millisecond. Once, the kernel may have had to fetch a page first.
    const { from, to } = struck.stopped ?? { from: Number.POSITIVE_INFINITY, to: 0 }
    expect(outcome.blocked.filter(({ at }) => at < from || at > to).slice(1)).toEqual([])
  })

  it('goes on when all descriptors are taken, and says so: standard error is a pipe that has to be opened, too', async () => {
    const folder = scratch()
    const limited = ['bash', '-c', 'ulimit -n 100; "$@" 2>&1 >/dev/null | cat >&2', '-']
    const app = start({ file: { directory: folder, maxBytes: '16 KB' }, burst: 5, opensAll: true }, limited)
    await said(app, 'cannot begin a new file')
    const outcome = await stop(app)
    expect(outcome.stats).toMatchObject({ state: 'healthy', failed: 0 })
    expectConserved(outcome, parse(textsIn(folder)))
  })

  it('read-only from the start: `ready()` says so, and the lines go to standard output', async ({ skip }) => {
    if (!canHave('mount')) skip('needs a mount')
    const folder = smallDisk(1024, 'ro')
    const app = start({ file: { directory: join(folder, 'logs') }, burst: 1, count: 10 })
    await said(app, 'a sink could not be set up')
    expect(await app.report('notReady')).toMatchObject({
      code: 'FAPILOG_E_SINK',
      error: expect.stringContaining('EROFS'),
    })
    expect(await ended(app)).toMatchObject({ stats: { state: 'failed', delivered: 10 } })
  })
})
