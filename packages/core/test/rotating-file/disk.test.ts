import { readFileSync, rmSync, truncateSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch } from '../../src/sinks/rotating-file/fixtures/directory.ts'
import { ended, expectConserved, parse, pathsIn, said, start, stop, textsIn } from './application.ts'
import { canTrace, STRACE } from './can-trace.ts'
import { canMount, smallDisk } from './mounts.ts'

/** The greatest number in whole lines, while they are being written. */
const newest = (folder: string): number =>
  Math.max(-1, ...[...textsIn(folder).matchAll(/"i":(\d+)/g)].map(([, i]) => Number(i)))

/** How long it takes until records are written that were logged after now. */
async function recoveryTime(folder: string): Promise<number> {
  const started = performance.now()
  const before = newest(folder)
  await expect.poll(() => newest(folder), { interval: 5, timeout: 5000 }).toBeGreaterThan(before)
  return performance.now() - started
}

describe('an application that logs to files goes on', () => {
  describe.runIf(canMount())('on a small disk', () => {
    it('ENOSPC: lost records are counted and announced, the caller is not held up, room is used within a second', async () => {
      const folder = smallDisk(256)
      const app = start({ file: { directory: folder, maxBytes: '64 KB' }, burst: 1 })
      await said(app, 'a sink is failing')
      const complete = pathsIn(folder).slice(0, -1)
      const saved = complete.map((path) => readFileSync(path, 'utf8')).join('')
      for (const path of complete) unlinkSync(path)
      expect(await recoveryTime(folder)).toBeLessThan(1000)
      await said(app, 'a sink has recovered')
      const outcome = await stop(app)
      expect(outcome.stats).toMatchObject({ state: 'healthy' })
      expect(outcome.stats.failed).toBeGreaterThan(0)
      expectConserved(outcome, parse(saved + textsIn(folder)))
      expect(outcome.p99).toBeLessThan(1)
    })

    it('read-only from the start: `ready()` says so, and the lines go to standard output', async () => {
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

  it('EFBIG: the rest of the lines goes to other files', async () => {
    const folder = scratch()
    const limited = ['bash', '-c', 'ulimit -f 100; exec "$@"', '-']
    const app = start({ file: { directory: folder }, burst: 20, count: 2000 }, limited)
    const outcome = await ended(app)
    expect(outcome.stats).toMatchObject({ delivered: 2000, failed: 0 })
    expectConserved(outcome, parse(textsIn(folder)))
    expect(pathsIn(folder).length).toBeGreaterThan(3)
  })

  it.each<[string, (folder: string) => void]>([
    ['directory is deleted', (folder) => rmSync(folder, { recursive: true })],
    ['file is deleted', (folder) => unlinkSync(pathsIn(folder).at(-1) ?? '')],
    ['file is truncated', (folder) => truncateSync(pathsIn(folder).at(-1) ?? '')],
    ['file is cut within a line', (folder) => truncateSync(pathsIn(folder).at(-1) ?? '', 1000)],
  ])('when its %s', async (_, damage) => {
    const folder = join(scratch(), 'logs')
    const app = start({ file: { directory: folder, maxBytes: '64 KB' }, burst: 2 })
    await expect.poll(() => newest(folder), { timeout: 10_000 }).toBeGreaterThan(300)
    damage(folder)
    expect(await recoveryTime(folder)).toBeLessThan(1000)
    const outcome = await stop(app)
    const { numbers } = parse(textsIn(folder))
    expect(outcome.stats).toMatchObject({ state: 'healthy', failed: 0, delivered: outcome.logged })
    // What was deleted is gone; nothing else is, nothing came twice, and the order was kept.
    const gap = numbers.findIndex((i, at) => at > 0 && i !== (numbers[at - 1] ?? 0) + 1)
    const after = gap === -1 ? numbers : numbers.slice(gap)
    expect(after).toEqual(Array.from({ length: after.length }, (__, at) => (after[0] ?? 0) + at))
    expect(after.at(-1)).toBe(outcome.logged - 1)
  })

  describe.runIf(canTrace())('when system calls fail', () => {
    /** Only what concerns the file of that name: Node makes the same calls for other reasons. */
    const failing = (path: string, ...inject: string[]): string[] => [
      STRACE,
      '-f',
      '-qq',
      '-o',
      '/dev/null',
      '-P',
      path,
      ...inject.flatMap((what) => ['-e', `inject=${what}`]),
    ]

    it.each([
      ['EIO on write', 'write:error=EIO:when=3'],
      ['EINTR on write', 'write:error=EINTR:when=3..20'],
      ['EROFS on write', 'write:error=EROFS:when=5'],
      ['EIO on fdatasync', 'fdatasync:error=EIO:when=2'],
      ['EIO on fstat', 'fstat,newfstatat,statx:error=EIO:when=9..12'],
    ])('%s: nothing is lost or doubled', async (_, inject) => {
      const folder = scratch()
      const file = { directory: folder, activeName: 'app.log', maxBytes: '64 KB', fsync: 'always' } as const
      const app = start(
        { file, burst: 10, count: 1000, level: 'error' },
        failing(join(folder, 'app.log'), inject),
      )
      const outcome = await ended(app)
      expect(outcome.stats.delivered).toBe(1000)
      expectConserved(outcome, parse(textsIn(folder)))
    })

    it('a disk that takes a second for a write holds up nobody but the thread', async () => {
      const folder = scratch()
      const file = { directory: folder, activeName: 'app.log' } as const
      const slow = failing(join(folder, 'app.log'), 'write,pwrite64:delay_enter=1000000:when=2..3')
      const app = start({ file, burst: 1, count: 1000 }, slow)
      const outcome = await ended(app)
      expect(outcome.stats).toMatchObject({ delivered: 1000, failed: 0 })
      expectConserved(outcome, parse(textsIn(folder)))
      // 3 ms here, where every system call is traced.
      expect(outcome.longest).toBeLessThan(500)
    })

    it('EMFILE when a new file is due: the old one goes on', async () => {
      const folder = scratch()
      const file = { directory: folder, activeName: 'app.log', maxBytes: '16 KB' } as const
      const app = start(
        { file, burst: 5, count: 1000 },
        failing(join(folder, 'app.log'), 'openat:error=EMFILE:when=2..3'),
      )
      const outcome = await ended(app)
      expect(outcome.stats).toMatchObject({ delivered: 1000, failed: 0 })
      expectConserved(outcome, parse(textsIn(folder)))
    })
  })
})
