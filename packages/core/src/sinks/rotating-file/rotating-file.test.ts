import {
  appendFileSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileNames } from './file-names.ts'
import {
  allNumbers,
  attempt,
  line,
  lines,
  namesIn,
  numbersIn,
  optionsFor,
  scratch,
} from './fixtures/directory.ts'
import { TestHost } from './fixtures/test-host.ts'
import type { RotatingFileOptions } from './options.ts'
import { createRotatingFile } from './rotating-file.ts'

const upTo = (end: number): number[] => Array.from({ length: end }, (_, n) => n)

function setUp(options: Partial<RotatingFileOptions> = {}, host = new TestHost()) {
  const folder = scratch()
  const sink = createRotatingFile(optionsFor(folder, options), host)
  const write = (texts: readonly string[]) => attempt(sink, texts)
  return { folder, host, sink, write }
}

describe('rotation by size', () => {
  it('begins a new file before a line that would not fit', () => {
    const { folder, write } = setUp({ maxBytes: 1024 })
    for (let n = 0; n < 12; n++) write([line(n, 256)])
    expect(namesIn(folder).map((name) => numbersIn(folder, name))).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ])
  })

  it('spreads a large batch over files, cut between lines', () => {
    const { folder, write } = setUp({ maxBytes: 1024 })
    write(lines(0, 100, 100))
    expect(namesIn(folder)).toHaveLength(10)
    expect(namesIn(folder).every((name) => statSync(join(folder, name)).size <= 1024)).toBe(true)
    expect(allNumbers(folder)).toEqual(upTo(100))
  })

  it('a line longer than a file gets one of its own', () => {
    const { folder, write } = setUp({ maxBytes: 1024 })
    write([line(0), line(1, 5000), line(2)])
    expect(namesIn(folder).map((name) => numbersIn(folder, name))).toEqual([[0], [1], [2]])
  })

  it('writes at most 64 KiB a call', () => {
    const { host, write, folder } = setUp()
    const before = host.calls.length
    write(lines(0, 150, 1000))
    expect(host.calls.slice(before).filter((call) => call === 'writeSync')).toHaveLength(3)
    expect(allNumbers(folder)).toEqual(upTo(150))
  })
})

describe('rotation by time', () => {
  it('begins a new file at the boundary, with the record that crosses it', () => {
    const { folder, host, write } = setUp({ interval: 'hourly' })
    write([line(0)])
    host.time += 53 * 60_000 + 52_999 // 05:59:59.999
    write([line(1)])
    host.time += 1
    write([line(2)])
    write([line(3)])
    expect(namesIn(folder).map((name) => numbersIn(folder, name))).toEqual([
      [0, 1],
      [2, 3],
    ])
    expect(namesIn(folder)[1]).toContain('-20260304-060000-')
  })

  it('completes a file at the boundary also when nothing is logged', () => {
    const { folder, host, write } = setUp({ interval: 'hourly' })
    write([line(0)])
    host.advance(54 * 60_000)
    expect(namesIn(folder)).toHaveLength(2)
    host.advance(3 * 3_600_000)
    expect(namesIn(folder)).toHaveLength(2)
    write([line(1)])
    expect(namesIn(folder).map((name) => numbersIn(folder, name))).toEqual([[0], [1]])
    expect(namesIn(folder)[1]).toContain('-20260304-090000-')
  })

  it('a clock that is set back does not stop rotation', () => {
    const { folder, host, write } = setUp({ interval: 'hourly' })
    write([line(0)])
    host.time -= 5 * 3_600_000
    write([line(1)])
    host.time += 3_600_000
    write([line(2)])
    expect(namesIn(folder)).toHaveLength(3)
  })

  it('without an interval nothing happens', () => {
    const { folder, host, write } = setUp()
    write([line(0)])
    host.advance(30 * 86_400_000)
    write([line(1)])
    expect(namesIn(folder)).toHaveLength(1)
  })
})

describe('start and end', () => {
  it('makes the directories', () => {
    const folder = join(scratch(), 'a', 'b')
    const sink = createRotatingFile(optionsFor(folder), new TestHost())
    expect(attempt(sink, [line(0)])).toEqual({ written: 1 })
    expect(allNumbers(folder)).toEqual([0])
  })

  it('a sink that was never written to leaves no file', () => {
    const { folder, sink } = setUp()
    expect(namesIn(folder)).toHaveLength(1)
    void sink.close?.()
    expect(namesIn(folder)).toEqual([])
  })

  it('after close nothing is open, nothing is due, and writes fail', () => {
    const { host, sink, write } = setUp({ compress: true, fsync: 'interval' })
    write([line(0)])
    void sink.close?.()
    void sink.close?.()
    sink.reopen()
    expect([host.descriptors, host.timers]).toEqual([0, 0])
    expect(write([line(1)])).toEqual({ written: 0, code: 'Error: the sink is closed' })
  })

  it('does not throw when it cannot open a file, and does as soon as it can', () => {
    const host = new TestHost()
    host.faults = (call) => (call === 'openSync' ? 'EMFILE' : undefined)
    const { folder, write } = setUp({}, host)
    expect(write([line(0)])).toEqual({ written: 0, code: 'EMFILE' })
    host.faults = () => undefined
    host.advance(1000)
    expect(write([line(1)])).toEqual({ written: 1 })
    expect(allNumbers(folder)).toEqual([1])
  })

  it.each(['EACCES', 'EROFS', 'ENOTDIR', 'ENAMETOOLONG'])('throws %s at once: that will not pass', (code) => {
    const host = new TestHost()
    host.faults = (call) => (call === 'mkdirSync' ? code : undefined)
    const folder = join(scratch(), 'logs')
    expect(() => createRotatingFile(optionsFor(folder), host)).toThrow(code)
    expect([host.descriptors, host.timers]).toEqual([0, 0])
  })

  it('throws when a file is where the directory should be', () => {
    const path = join(scratch(), 'file')
    writeFileSync(path, '')
    expect(() => createRotatingFile(optionsFor(path), new TestHost())).toThrow('is not a directory')
  })

  it('takes no name of which there is a .gz already, as after a clock that was set back', () => {
    const folder = scratch()
    const host = new TestHost()
    const name = new FileNames('app').log('20260304-050607', host.writer, 0)
    writeFileSync(join(folder, `${name}.gz`), '')
    attempt(createRotatingFile(optionsFor(folder), host), [line(0)])
    expect(namesIn(folder)).toEqual([`${name}.gz`, name.replace('-000.', '-001.')])
  })

  it('two sinks in one directory have their own files', () => {
    const { folder, write, host } = setUp()
    const other = createRotatingFile(optionsFor(folder), host)
    write([line(0)])
    attempt(other, [line(1)])
    host.advance(120_000)
    write([line(2)])
    expect(namesIn(folder).map((name) => numbersIn(folder, name))).toEqual([[0, 2], [1]])
  })
})

describe('what others do to the file', () => {
  it('deleted: the next line is in a new one', () => {
    const { folder, write, host } = setUp()
    write([line(0)])
    unlinkSync(join(folder, namesIn(folder)[0] ?? ''))
    expect(write([line(1)])).toEqual({ written: 1 })
    expect(allNumbers(folder)).toEqual([1])
    expect(host.descriptors).toBe(1)
  })

  it('deleted with its directory: both are made again', () => {
    const { folder, write } = setUp()
    write([line(0)])
    rmSync(folder, { recursive: true })
    expect(write([line(1)])).toEqual({ written: 1 })
    expect(allNumbers(folder)).toEqual([1])
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('truncated: the next line is the first', () => {
    const { folder, write } = setUp()
    write(lines(0, 3))
    const [name = ''] = namesIn(folder)
    truncateSync(join(folder, name))
    write([line(3)])
    expect(numbersIn(folder, name)).toEqual([3])
  })

  it('truncated within a line: that line goes too', () => {
    const { folder, write } = setUp()
    write(lines(0, 3))
    const [name = ''] = namesIn(folder)
    truncateSync(join(folder, name), line(0).length + 5)
    write([line(3)])
    expect(numbersIn(folder, name)).toEqual([0, 3])
  })

  it('written to: what is no whole line goes, and the size counts', () => {
    const { folder, write } = setUp({ maxBytes: 1024 })
    write([line(0)])
    const [name = ''] = namesIn(folder)
    appendFileSync(join(folder, name), `${line(1, 900)}\nhalf a li`)
    write([line(2, 200)])
    expect(numbersIn(folder, name)).toEqual([0, 1])
    expect(allNumbers(folder)).toEqual([0, 1, 2])
  })

  it('its descriptor closed, and given to another file: that one is not written to', () => {
    const { folder, write, host } = setUp()
    write([line(0)])
    const other = join(folder, 'precious')
    // The application closes a number that it takes for its own, twice.
    let descriptor = -1
    host.faults = (call, [fd]) => {
      if (call === 'fstatSync') descriptor = fd as number
      return undefined
    }
    write([line(1)])
    host.faults = () => undefined
    host.fs.closeSync(descriptor)
    const reused = host.fs.openSync(other, 'w')
    expect(reused).toBe(descriptor)
    expect(write([line(2)])).toEqual({ written: 1 })
    expect(readFileSync(other, 'utf8')).toBe('')
    expect(allNumbers(folder)).toEqual([0, 1, 2])
    host.fs.closeSync(reused)
  })
})

describe('reopen', () => {
  it('begins a new file, but not after an empty one', () => {
    const { folder, sink, write } = setUp()
    sink.reopen()
    write([line(0)])
    sink.reopen()
    sink.reopen()
    write([line(1)])
    expect(namesIn(folder).map((name) => numbersIn(folder, name))).toEqual([[0], [1]])
  })

  it('tries again at once what failed before', () => {
    const { sink, write, host } = setUp()
    write([line(0)])
    host.faults = (call) => (call === 'openSync' || call === 'writeSync' ? 'EIO' : undefined)
    for (let n = 0; n < 10; n++) write([line(1)])
    host.faults = () => undefined
    expect(write([line(1)]).written).toBe(0)
    sink.reopen()
    expect(write([line(2)])).toEqual({ written: 1 })
  })
})
