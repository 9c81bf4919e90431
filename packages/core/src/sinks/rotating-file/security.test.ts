import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FapilogError } from '../../errors/fapilog-error.ts'
import { FileNames } from './file-names.ts'
import { allNumbers, attempt, line, lines, namesIn, optionsFor, scratch } from './fixtures/directory.ts'
import { collectDiagnostics } from './fixtures/quiet.ts'
import { TestHost } from './fixtures/test-host.ts'
import type { RotatingFileOptions } from './options.ts'
import { createRotatingFile } from './rotating-file.ts'

const said = collectDiagnostics()
const asRoot = process.geteuid?.() === 0

function setUp(options: Partial<RotatingFileOptions> = {}) {
  const outside = scratch()
  const folder = join(outside, 'logs')
  mkdirSync(folder)
  const victim = join(outside, 'victim')
  writeFileSync(victim, 'precious')
  const host = new TestHost()
  const start = () => createRotatingFile(optionsFor(folder, options), host)
  const untouched = (): void => expect(readFileSync(victim, 'utf8')).toBe('precious')
  return { outside, folder, victim, host, start, untouched }
}

describe('planted files', () => {
  it('a link, a hard link, a directory or a FIFO under the next names: other names are taken', () => {
    const { folder, victim, host, start, untouched } = setUp({ maxBytes: 1024 })
    const path = (n: number): string =>
      join(folder, new FileNames('app').log('20260304-050607', host.writer, n))
    symlinkSync(victim, path(0))
    linkSync(victim, path(1))
    const sink = start()
    attempt(sink, lines(0, 3, 400))
    mkdirSync(path(4))
    execFileSync('mkfifo', [path(5)])
    symlinkSync('/nowhere/at/all', path(6))
    expect(attempt(sink, lines(3, 9, 400))).toEqual({ written: 6 })
    untouched()
    const real = namesIn(folder).filter((name) => {
      const stats = lstatSync(join(folder, name))
      return stats.isFile() && stats.nlink === 1
    })
    expect(real.map((name) => Number(name.slice(-9, -6)))).toEqual([2, 3, 7, 8, 9])
  })

  it('more names than anybody tries in order: one at random', () => {
    const { folder, victim, host, start, untouched } = setUp()
    const names = new FileNames('app')
    for (let n = 0; n < 100; n++)
      symlinkSync(victim, join(folder, names.log('20260304-050607', host.writer, n)))
    expect(attempt(start(), [line(0)])).toEqual({ written: 1 })
    untouched()
  })

  it.each<[string, (path: string, victim: string) => void]>([
    ['a symbolic link', (path, victim) => symlinkSync(victim, path)],
    ['a dangling link', (path) => symlinkSync('/nowhere/at/all', path)],
    ['a hard link', (path, victim) => linkSync(victim, path)],
    ['a directory', (path) => mkdirSync(path)],
    ['a FIFO', (path) => execFileSync('mkfifo', [path])],
  ])('%s under the active name: refused, and the lines go to another file', (_, plant) => {
    const { folder, victim, host, start, untouched } = setUp({ activeName: 'app.log', maxBytes: 1024 })
    plant(join(folder, 'app.log'), victim)
    const before = lstatSync(join(folder, 'app.log'))
    const sink = start()
    expect(attempt(sink, [line(0, 800)])).toEqual({ written: 1 })
    expect(attempt(sink, [line(1, 800)])).toEqual({ written: 1 })
    untouched()
    expect(lstatSync(join(folder, 'app.log'))).toMatchObject({ ino: before.ino, mode: before.mode })
    expect(namesIn(folder).filter((name) => name.endsWith('.jsonl'))).toHaveLength(2)
    expect(host.descriptors).toBe(1)
  })

  it.each<[string, (path: string, victim: string) => void]>([
    ['a symbolic link', (path, victim) => symlinkSync(victim, path)],
    ['a hard link', (path, victim) => linkSync(victim, path)],
  ])('%s put in the place of the active file between rotations: refused', (_, plant) => {
    const { folder, victim, start, untouched } = setUp({ activeName: 'app.log', maxBytes: 1024 })
    const sink = start()
    attempt(sink, [line(0, 800)])
    renameSync(join(folder, 'app.log'), join(folder, 'moved.log'))
    plant(join(folder, 'app.log'), victim)
    for (let n = 1; n < 5; n++) expect(attempt(sink, [line(n, 800)])).toEqual({ written: 1 })
    untouched()
    const own = namesIn(folder).filter((name) => /jsonl|moved/.test(name))
    expect(own).toHaveLength(5)
  })

  it.runIf(asRoot)('the file of another user is refused', () => {
    const { folder, start } = setUp({ activeName: 'app.log' })
    writeFileSync(join(folder, 'app.log'), '')
    chownSync(join(folder, 'app.log'), 65_534, 65_534)
    expect(attempt(start(), [line(0)])).toEqual({ written: 1 })
    expect(readFileSync(join(folder, 'app.log'), 'utf8')).toBe('')
  })

  it('a link in place of the directory between rotations: refused, and taken back when it is gone', () => {
    const { outside, folder, host, start } = setUp({ maxBytes: 1024 })
    const elsewhere = join(outside, 'elsewhere')
    mkdirSync(elsewhere)
    const sink = start()
    attempt(sink, [line(0, 800)])
    renameSync(folder, join(outside, 'moved'))
    symlinkSync(elsewhere, folder)
    // The old file is still ours, wherever it was moved to; another one is not begun.
    expect(attempt(sink, [line(1, 800)])).toEqual({ written: 1 })
    expect(namesIn(elsewhere)).toEqual([])
    renameSync(folder, join(outside, 'link'))
    renameSync(join(outside, 'moved'), folder)
    host.advance(1000)
    expect(attempt(sink, [line(2, 800)])).toEqual({ written: 1 })
    expect(namesIn(folder)).toHaveLength(2)
    expect(allNumbers(folder)).toEqual([0, 1, 2])
  })

  it('the directory may be reached through a link at the start', () => {
    const { outside, folder, host } = setUp()
    symlinkSync('logs', join(outside, 'link'))
    const sink = createRotatingFile(optionsFor(join(outside, 'link')), host)
    expect(attempt(sink, [line(0)])).toEqual({ written: 1 })
    expect(allNumbers(folder)).toEqual([0])
  })

  it('retention and compression leave planted links and directories alone', () => {
    const { folder, victim, host, start, untouched } = setUp({ maxBytes: 1024, maxFiles: 1, compress: true })
    const names = new FileNames('app')
    const planted = [1, 2].map((n) => names.log('20200101-000000', { ...host.writer, pid: 7 }, n))
    symlinkSync(victim, join(folder, planted[0] ?? ''))
    mkdirSync(join(folder, planted[1] ?? ''))
    const sink = start()
    attempt(sink, lines(0, 20, 400))
    host.advance(60_000)
    untouched()
    expect(namesIn(folder)).toEqual(expect.arrayContaining(planted))
    expect(namesIn(folder)).toHaveLength(4)
  })
})

describe('planted hard links under the names of complete files', () => {
  it('are neither cut nor compressed; retention removes the name only', () => {
    const { folder, victim, host, start, untouched } = setUp({ maxBytes: 1024, maxFiles: 3, compress: true })
    const planted = join(folder, new FileNames('app').log('20200101-000000', { ...host.writer, pid: 7 }, 1))
    linkSync(victim, planted)
    const sink = start()
    host.advance(60_000)
    untouched()
    expect(lstatSync(planted).nlink).toBe(2)
    // Not even tried.
    expect(said()).toEqual([])
    attempt(sink, lines(0, 10, 400))
    host.advance(60_000)
    untouched()
    expect(lstatSync(victim).nlink).toBe(1)
  })
})

describe('permissions', () => {
  const withUmask = (mask: number): void => {
    const before = process.umask(mask)
    onTestFinished(() => void process.umask(before))
  }

  it.each([0o000, 0o022, 0o777])('0600 and 0700 under umask %o', (mask) => {
    const folder = join(scratch(), 'a', 'b')
    withUmask(mask)
    const host = new TestHost()
    const sink = createRotatingFile(optionsFor(folder, { maxBytes: 1024, compress: true }), host)
    attempt(sink, lines(0, 10, 400))
    host.advance(60_000)
    for (const path of [folder, join(folder, '..')]) expect(statSync(path).mode & 0o7777).toBe(0o700)
    const modes = namesIn(folder).map((name) => statSync(join(folder, name)).mode & 0o7777)
    expect(new Set(modes)).toEqual(new Set([0o600]))
    expect(namesIn(folder).some((name) => name.endsWith('.gz'))).toBe(true)
  })

  it('a file that is resumed is narrowed to its owner; an existing directory stays as it is', () => {
    const { folder, start } = setUp({ activeName: 'app.log' })
    const first = start()
    attempt(first, [line(0)])
    void first.close?.()
    chmodSync(join(folder, 'app.log'), 0o666)
    chmodSync(folder, 0o755)
    attempt(start(), [line(1)])
    expect(statSync(join(folder, 'app.log')).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o755)
    expect(allNumbers(folder)).toEqual([0, 1])
  })
})

describe('names', () => {
  const hostile = [
    '',
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    '/etc',
    'a\0b',
    'a\nb',
    '.hidden',
    '-rf',
    'a.',
    'a b',
    'é',
    'nul',
    'COM1.log',
  ]
  const keys = ['prefix', 'activeName', 'symlink'] as const
  const cases = keys.flatMap((key) =>
    [...hostile, 'x'.repeat(key === 'prefix' ? 65 : 129)].map((name) => [key, name] as const),
  )

  it.each(cases)('%s %j is an error that names the key, and nothing is opened', (key, name) => {
    const { folder, host } = setUp()
    const make = () => createRotatingFile(optionsFor(folder, { [key]: name }), host)
    expect(make).toThrow(FapilogError)
    expect(make).toThrow(expect.objectContaining({ code: 'FAPILOG_E_CONFIG', key }))
    expect(host.calls).toEqual([])
  })

  it('an active name must not look like one that retention removes', () => {
    const { folder, host } = setUp()
    const name = new FileNames('app').log('20260304-050607', host.writer, 0)
    expect(() => createRotatingFile(optionsFor(folder, { activeName: name }), host)).toThrow(
      'activeName must not look',
    )
  })
})
