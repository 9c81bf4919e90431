import { randomBytes } from 'node:crypto'
import { appendFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileNames, gzipNameOf } from './file-names.ts'
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
import type { Writer } from './writer.ts'

const HOUR = 3_600_000

function setUp(options: Partial<RotatingFileOptions> = {}) {
  const folder = scratch()
  const host = new TestHost()
  const names = new FileNames('app')
  let placed = 0
  /** A complete file that somebody left there. */
  const place = (writer: Partial<Writer>, text: string, age: number): string => {
    const name = names.log('20260101-000000', { ...host.writer, pid: 7, ...writer }, placed++)
    writeFileSync(join(folder, name), text)
    utimesSync(join(folder, name), 0, (host.time - age) / 1000)
    return name
  }
  const start = () => {
    const sink = createRotatingFile(optionsFor(folder, options), host)
    return { sink, write: (texts: readonly string[]) => attempt(sink, texts) }
  }
  const total = (): number =>
    namesIn(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  return { folder, host, place, start, total }
}

describe('retention', () => {
  it('keeps so many complete files, of all processes together', () => {
    const { folder, host, place, start } = setUp({ maxFiles: 3, maxBytes: 1024 })
    const old = [5, 4, 3, 2].map((hours) => place({}, `${line(hours)}\n`, hours * HOUR))
    const { write } = start()
    host.advance(1)
    expect(namesIn(folder).slice(0, 3)).toEqual(old.slice(1))
    write(lines(10, 12, 800))
    expect(namesIn(folder)).toEqual([...old.slice(2), ...namesIn(folder).slice(-2)])
    write(lines(12, 20, 800))
    expect(namesIn(folder)).toHaveLength(4)
    expect(allNumbers(folder)).toEqual([16, 17, 18, 19])
  })

  it('never exceeds its bytes, whatever was there before and whatever is written', () => {
    const quota = 10_000
    const { host, place, start, total } = setUp({ maxTotalBytes: quota, maxBytes: 2048, compress: true })
    for (let hours = 1; hours < 30; hours++) place({}, `${line(hours, 1000)}\n`, hours * HOUR)
    const { write } = start()
    for (let n = 0; n < 300; n++) {
      write([line(n, 10 + ((n * 7919) % 1500))])
      expect(total(), `after ${n}`).toBeLessThanOrEqual(quota)
      if (n % 5 === 0) host.advance(3)
      expect(total(), `after ${n}`).toBeLessThanOrEqual(quota)
    }
  })

  it('a .gz in the making counts too', () => {
    const quota = 3_000_000
    const { host, place, start, total } = setUp({ maxTotalBytes: quota, compress: true })
    // What hardly gets smaller, and fills the quota.
    const noise = (): string => `${randomBytes(700_000).toString('base64').slice(0, 740_000)}\n`
    for (let hours = 4; hours > 0; hours--) place({}, noise(), hours * HOUR)
    start()
    for (let turn = 0; turn < 100; turn++) {
      host.advance(1)
      expect(total(), `turn ${turn}`).toBeLessThanOrEqual(quota)
    }
  })

  it('keeps its bytes also without rotation by size', () => {
    const { start, total, folder } = setUp({ maxTotalBytes: 10_000, maxBytes: 2 ** 40 })
    const { write } = start()
    for (let n = 0; n < 200; n++) {
      write([line(n, 300)])
      expect(total()).toBeLessThanOrEqual(10_000)
    }
    expect(allNumbers(folder).at(-1)).toBe(199)
  })

  it('what others are writing counts, stays, and does not stop us', () => {
    const { folder, host, place, start } = setUp({ maxTotalBytes: 4096, maxBytes: 1024 })
    const theirs = place({ pid: 8 }, `${line(0, 4000)}\n`, HOUR)
    host.processes.set(8, { alive: true, open: new Set([theirs]) })
    const { write } = start()
    const before = host.calls.length
    for (let n = 0; n < 100; n++) expect(write([line(n, 100)])).toEqual({ written: 1 })
    expect(namesIn(folder)).toContain(theirs)
    expect(namesIn(folder)).toHaveLength(2)
    // And is not looked at before each line.
    const sweeps = host.calls.slice(before).filter((call) => call === 'readdirSync').length
    expect(sweeps).toBeLessThan(20)
  })

  it('removes what is too old, also when nothing is written', () => {
    const { folder, host, place, start } = setUp({ maxAge: 3 * HOUR, maxBytes: 1024 })
    place({}, `${line(1)}\n`, 2 * HOUR)
    place({}, `${line(0)}\n`, 4 * HOUR)
    const { write } = start()
    write([line(2)])
    host.advance(1)
    expect(allNumbers(folder)).toEqual([1, 2])
    host.advance(HOUR + 60_000)
    expect(allNumbers(folder)).toEqual([2])
  })

  it('files of other prefixes are not its own', () => {
    const { folder, host, start } = setUp({ maxFiles: 1, maxTotalBytes: 4096, maxBytes: 1024 })
    const others = ['app.log.1', 'app-web-20200101-000000-1-1-aaaaa-000.jsonl', 'notes.jsonl']
    for (const name of others) writeFileSync(join(folder, name), 'x'.repeat(10_000))
    const { write } = start()
    write(lines(0, 50, 400))
    host.advance(HOUR)
    expect(namesIn(folder)).toEqual(expect.arrayContaining(others))
  })
})

describe('compression', () => {
  it('turns complete files into .gz beside the writing', () => {
    const { folder, host, start } = setUp({ compress: true, maxBytes: 1024 })
    const { write } = start()
    write(lines(0, 20, 400))
    // Nothing of it within the call.
    expect(namesIn(folder).filter((name) => name.endsWith('.gz'))).toEqual([])
    host.advance(1000)
    expect(namesIn(folder).filter((name) => !name.endsWith('.gz'))).toHaveLength(1)
    expect(allNumbers(folder)).toEqual(Array.from({ length: 20 }, (_, n) => n))
  })

  it('takes the oldest first, one slice of 512 KiB a turn', () => {
    const { folder, host, start } = setUp({ compress: true, maxBytes: 2_000_000 })
    const { write } = start()
    for (let n = 0; n < 5; n++) {
      write(lines(n * 1000, n * 1000 + 1000, 1000))
      host.time += 1000
    }
    const complete = namesIn(folder).slice(0, 2)
    host.advance(0)
    let reads = 0
    host.faults = (call) => {
      if (call === 'readSync') reads += 1
      return undefined
    }
    for (let turn = 0; turn < 3; turn++) {
      reads = 0
      host.advance(1)
      expect(reads).toBeLessThanOrEqual(1)
    }
    host.advance(10)
    expect(namesIn(folder)[0]).toBe(gzipNameOf(complete[0] ?? ''))
    host.advance(1000)
    expect(namesIn(folder).slice(0, 2)).toEqual(complete.map(gzipNameOf))
  })

  it('gives up a file at close, and the next start does it', () => {
    const { folder, host, start } = setUp({ compress: true, maxBytes: 2_000_000 })
    const { sink, write } = start()
    write(lines(0, 3000, 1000))
    host.advance(1)
    void sink.close?.()
    expect(namesIn(folder).every((name) => name.endsWith('.jsonl'))).toBe(true)
    start()
    host.advance(1000)
    expect(namesIn(folder).filter((name) => name.endsWith('.gz'))).toHaveLength(2)
  })

  it('does not touch what another process is compressing, or will', () => {
    const { folder, host, place, start } = setUp({ compress: true })
    const text = `${line(0)}\n`
    const [theirs, orphan] = [place({ pid: 8 }, text, HOUR), place({ pid: 9 }, text, HOUR)]
    const part = `${orphan}.gz.8-1-aaaaa.part`
    writeFileSync(join(folder, part), '')
    host.processes.set(8, { alive: true, open: new Set([part]) })
    start()
    host.advance(60_000)
    expect(namesIn(folder)).toEqual(expect.arrayContaining([theirs, orphan, part]))
    // It dies in the middle of it.
    host.processes.clear()
    host.advance(60_000)
    expect(namesIn(folder)).toEqual(expect.arrayContaining([gzipNameOf(theirs), gzipNameOf(orphan)]))
    expect(namesIn(folder)).not.toContain(part)
  })
})

describe('what killed processes left behind', () => {
  it('half a line is cut off, without making the file look younger', () => {
    const { folder, host, place, start } = setUp()
    const name = place({}, `${line(0)}\n{"half`, 5 * HOUR)
    start()
    host.advance(1)
    expect(numbersIn(folder, name)).toEqual([0])
    expect(statSync(join(folder, name)).mtimeMs).toBe(host.time - 1 - 5 * HOUR)
  })

  it('only of the last file of a process that is gone', () => {
    const { folder, host, place, start } = setUp()
    const torn = `${line(0)}\n{"half`
    const live = place({ pid: 8 }, torn, HOUR)
    const foreign = place({ machine: 'bbbbb' }, torn, HOUR / 2)
    host.processes.set(8, { alive: true, open: new Set([live]) })
    start()
    host.advance(1)
    for (const name of [live, foreign]) expect(() => numbersIn(folder, name)).toThrow('ends within a line')
  })

  it('empty files, parts and links are removed', () => {
    const { folder, host, place, start } = setUp()
    const name = place({}, '', HOUR)
    const part = `${name}.gz.9-1-aaaaa.part`
    writeFileSync(join(folder, part), 'half')
    host.fs.symlinkSync('x', join(folder, `${name}.link`))
    start()
    host.advance(1)
    expect(namesIn(folder)).toHaveLength(1)
    expect(namesIn(folder)).not.toContain(name)
  })

  it('a log whose .gz is complete goes, one whose .gz is not stays', () => {
    const { folder, host, place, start } = setUp({ compress: true })
    const [done, other] = [place({}, `${line(0)}\n`, HOUR), place({ pid: 6 }, `${line(1)}\n`, HOUR)]
    start()
    host.advance(1000)
    // As if it had been killed before it removed the log.
    writeFileSync(join(folder, done), `${line(0)}\n`)
    writeFileSync(join(folder, other), `${line(1)}\n`)
    appendFileSync(join(folder, gzipNameOf(other)), 'xxxx')
    host.advance(60_000)
    expect(namesIn(folder)).toEqual(expect.arrayContaining([gzipNameOf(done), other, gzipNameOf(other)]))
    expect(namesIn(folder)).not.toContain(done)
  })

  it('a file that nobody can be writing any more is taken over from another machine', () => {
    const { folder, host, place, start } = setUp({ compress: true })
    const name = place({ machine: 'bbbbb' }, `${line(0)}\n{"half`, HOUR - 60_000)
    start()
    host.advance(30_000)
    expect(namesIn(folder)).toContain(name)
    host.advance(180_000)
    expect(numbersIn(folder, gzipNameOf(name))).toEqual([0])
  })
})

describe('a writer that has nothing to write', () => {
  it('touches its file, so that other machines leave it alone', () => {
    const { folder, host, start } = setUp()
    const { write } = start()
    write([line(0)])
    const [name = ''] = namesIn(folder)
    host.advance(3 * HOUR)
    expect(host.time - statSync(join(folder, name)).mtimeMs).toBeLessThan(HOUR / 3)
    expect(host.calls.filter((call) => call === 'futimesSync').length).toBeLessThan(30)
  })
})
