import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileNames, gzipNameOf, linkNameOf, partNameOf } from './file-names.ts'
import { scratch } from './fixtures/directory.ts'
import { TestHost } from './fixtures/test-host.ts'
import { Inventory, type Standing } from './inventory.ts'
import { LogDirectory } from './log-directory.ts'
import type { Writer } from './writer.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function setUp() {
  const folder = scratch()
  const host = new TestHost()
  const names = new FileNames('app')
  const directory = new LogDirectory(host.fs, folder)
  directory.ensure()
  const inventory = new Inventory(directory, names, host)
  let n = 0
  const place = (name: string, age: number): string => {
    writeFileSync(join(folder, name), 'x')
    utimesSync(join(folder, name), 0, (host.time - age) / 1000)
    return name
  }
  /** A log of that writer, written that long ago. */
  const log = (writer: Partial<Writer>, age: number): string =>
    place(names.log('20260304-050607', { ...host.writer, ...writer }, n++), age)
  const standings = (): Record<string, Standing> =>
    Object.fromEntries(inventory.take().map(({ name, standing }) => [name, standing]))
  return { folder, host, log, place, standings, directory, inventory }
}

describe('Inventory', () => {
  it('knows only regular files of its own names', () => {
    const { folder, log, standings, place } = setUp()
    const mine = log({}, 0)
    place('app.log', 0)
    place('web-20260304-050607-1-1-aaaaa-000.jsonl', 0)
    mkdirSync(join(folder, 'app-20260304-050607-1-1-aaaaa-100.jsonl'))
    symlinkSync(mine, join(folder, 'app-20260304-050607-1-1-aaaaa-101.jsonl'))
    expect(Object.keys(standings())).toEqual([mine])
  })

  it('its own files are in use while they are held', () => {
    const { host, log, standings, directory } = setUp()
    const [active, done] = [log({}, 0), log({}, 0)]
    host.held.add(directory.pathOf(active))
    expect(standings()).toEqual({ [active]: 'in use', [done]: 'free' })
    host.held.delete(directory.pathOf(active))
    expect(standings()[active]).toBe('free')
  })

  it('files of a process that is gone are free at once', () => {
    const { log, standings } = setUp()
    const name = log({ pid: 7 }, 0)
    expect(standings()).toEqual({ [name]: 'free' })
  })

  it('of one that lives, those it has open are in use, however old', () => {
    const { host, log, standings } = setUp()
    const [open, done, fresh] = [log({ pid: 7 }, 9 * HOUR), log({ pid: 7 }, MINUTE), log({ pid: 7 }, 0)]
    host.processes.set(7, { alive: true, open: new Set([open]) })
    expect(standings()).toEqual({ [open]: 'in use', [done]: 'sibling', [fresh]: 'sibling' })
  })

  it('and so are those that it may have begun since it was asked', () => {
    const { host, log, standings } = setUp()
    const first = log({ pid: 7 }, 0)
    host.processes.set(7, { alive: true, open: new Set([first]) })
    standings()
    host.advance(500)
    const second = log({ pid: 7 }, 0)
    expect(standings()).toEqual({ [first]: 'in use', [second]: 'in use' })
    host.processes.set(7, { alive: true, open: new Set([second]) })
    host.advance(500)
    expect(standings()).toEqual({ [first]: 'sibling', [second]: 'in use' })
  })

  it('of one that began after they were written all are free but those it has open: its id was used before', () => {
    const { host, log, standings, place } = setUp()
    const [before, open, after] = [log({ pid: 7 }, HOUR), log({ pid: 7 }, HOUR), log({ pid: 7 }, MINUTE)]
    const part = place(partNameOf(before, { ...host.writer, pid: 7 }), HOUR)
    const startedAt = host.time - 30 * MINUTE
    host.processes.set(7, { alive: true, open: new Set([open]), startedAt })
    expect(standings()).toEqual({ [before]: 'free', [part]: 'free', [open]: 'in use', [after]: 'sibling' })
  })

  it('when it does not let us look, only those that nobody has touched for an hour', () => {
    const { host, log, standings } = setUp()
    const [old, recent] = [log({ pid: 7 }, 2 * HOUR), log({ pid: 7 }, 59 * MINUTE)]
    host.processes.set(7, { alive: true, open: 'unknown', startedAt: host.time - 30 * MINUTE })
    expect(standings()).toEqual({ [old]: 'free', [recent]: 'in use' })
  })

  it('of one that does not let us look, all are', () => {
    const { host, log, standings } = setUp()
    host.processes.set(7, { alive: true, open: 'unknown' })
    const name = log({ pid: 7 }, HOUR)
    expect(standings()).toEqual({ [name]: 'in use' })
  })

  it('files of another thread of this process are free when it does not have them open', () => {
    const { host, log, standings } = setUp()
    const [open, done] = [log({ thread: 9 }, HOUR), log({ thread: 9 }, HOUR)]
    host.processes.set(host.writer.pid, { alive: true, open: new Set([open]) })
    expect(standings()).toEqual({ [open]: 'in use', [done]: 'free' })
  })

  it('asks about a process at most once a second, and less often where that takes its time', () => {
    const { host, log, standings } = setUp()
    const name = log({ pid: 7 }, HOUR)
    const open = { alive: true, open: new Set([name]) }
    host.processes.set(7, open)
    standings()
    host.processes.delete(7)
    host.advance(999)
    expect(standings()[name]).toBe('in use')
    host.advance(1)
    expect(standings()[name]).toBe('free')
    host.advance(1000)
    host.processes.set(7, open)
    host.filesOfMs = 50
    expect(standings()[name]).toBe('in use')
    host.processes.delete(7)
    host.advance(4900)
    expect(standings()[name]).toBe('in use')
    host.advance(100)
    expect(standings()[name]).toBe('free')
  })

  it('on another machine the newest of a writer is in use until nobody has touched it for an hour', () => {
    const { host, log, standings } = setUp()
    const [old, newest] = [log({ machine: 'bbbbb' }, 30 * MINUTE), log({ machine: 'bbbbb' }, 10 * MINUTE)]
    // The same process id lives here, and means nothing.
    host.processes.set(host.writer.pid, { alive: true, open: new Set() })
    expect(standings()).toEqual({ [old]: 'sibling', [newest]: 'in use' })
    host.advance(49 * MINUTE)
    expect(standings()).toEqual({ [old]: 'sibling', [newest]: 'in use' })
    host.advance(2 * MINUTE)
    expect(standings()).toEqual({ [old]: 'free', [newest]: 'free' })
  })

  it('a part belongs to whoever compresses, a .gz to nobody', () => {
    const { folder, host, log, place, standings } = setUp()
    const orphan = log({ pid: 7 }, HOUR)
    const part = place(partNameOf(orphan, { ...host.writer, pid: 8 }), HOUR)
    const gzip = place(gzipNameOf(orphan), 0)
    const link = linkNameOf(orphan)
    symlinkSync('anything', join(folder, link))
    host.processes.set(8, { alive: true, open: new Set([part]) })
    expect(standings()).toEqual({ [orphan]: 'free', [part]: 'in use', [gzip]: 'free', [link]: 'free' })
  })

  it('asks the system once about files that nobody writes to any more', () => {
    const { folder, host, log, place, standings, inventory } = setUp()
    const settled = [log({}, HOUR), log({ pid: 7 }, HOUR), place(gzipNameOf(log({ pid: 8 }, HOUR)), HOUR)]
    const open = log({ pid: 9 }, HOUR)
    host.processes.set(9, { alive: true, open: new Set([open]) })
    // Its writer may be alive after all.
    const elsewhere = log({ machine: 'bbbbb' }, 2 * HOUR)
    const asked = (): number => {
      const before = host.calls.filter((call) => call === 'lstatSync').length
      standings()
      return host.calls.filter((call) => call === 'lstatSync').length - before
    }
    expect(asked()).toBe(6)
    expect(asked()).toBe(2)
    expect(standings()).toMatchObject({ [open]: 'in use', [elsewhere]: 'free' })
    rmSync(join(folder, settled[0] ?? ''))
    expect(standings()).not.toHaveProperty([settled[0] ?? ''])
    inventory.forget()
    expect(asked()).toBe(5)
  })

  it('what is removed while it is taken is left out', () => {
    const { host, log, standings } = setUp()
    log({}, 0)
    host.faults = (call) => (call === 'lstatSync' ? 'ENOENT' : undefined)
    expect(standings()).toEqual({})
  })

  it('a directory that cannot be read is an error', () => {
    const { host, inventory } = setUp()
    host.faults = (call) => (call === 'readdirSync' ? 'EIO' : undefined)
    expect(() => inventory.take()).toThrow('EIO')
  })
})
