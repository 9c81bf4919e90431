import {
  appendFileSync,
  existsSync,
  readlinkSync,
  renameSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { attempt, line, lines, namesIn, numbersIn, optionsFor, scratch } from './fixtures/directory.ts'
import { collectDiagnostics } from './fixtures/quiet.ts'
import { TestHost } from './fixtures/test-host.ts'
import type { RotatingFileOptions } from './options.ts'
import { createRotatingFile } from './rotating-file.ts'
import type { Writer } from './writer.ts'

const said = collectDiagnostics()
const HOUR = 3_600_000

function setUp(options: Partial<RotatingFileOptions> = {}) {
  const folder = scratch()
  const path = join(folder, 'app.log')
  const start = (writer: Partial<Writer> = {}, configure?: (host: TestHost) => void) => {
    const host = new TestHost(writer)
    configure?.(host)
    const sink = createRotatingFile(optionsFor(folder, { activeName: 'app.log', ...options }), host)
    return { host, sink, write: (texts: readonly string[]) => attempt(sink, texts) }
  }
  const complete = (): string[] => namesIn(folder).filter((name) => name.endsWith('.jsonl'))
  const numbers = (): number[][] => complete().map((name) => numbersIn(folder, name))
  return { folder, path, start, complete, numbers }
}

describe('activeName', () => {
  it('is the name while the file is written, and a stamped one after that', () => {
    const { folder, start, numbers } = setUp({ maxBytes: 1024 })
    const { write } = start()
    for (let n = 0; n < 5; n++) {
      write([line(n, 400)])
      expect(numbersIn(folder, 'app.log').at(-1)).toBe(n)
    }
    expect(numbers()).toEqual([
      [0, 1],
      [2, 3],
    ])
  })

  it('a restart goes on with the file, after what was torn is cut off', () => {
    const { folder, path, start, complete } = setUp()
    const first = start({ pid: 1 })
    first.write([line(0)])
    first.host.kill()
    appendFileSync(path, '{"level":"INFO","n":')
    start({ pid: 2 }).write([line(1)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 1])
    expect(complete()).toEqual([])
    expect(readlinkSync(join(folder, '.app.log.owner'))).toBe('2-1-aaaaa')
  })

  it('a restart in the next hour, or with a full file, completes it first', () => {
    for (const [options, later] of [
      [{ interval: 'hourly' }, HOUR],
      [{ maxBytes: 1024 }, 0],
    ] as const) {
      const { folder, path, start, numbers } = setUp(options)
      const first = start({ pid: 1 })
      first.write([line(0, 900)])
      utimesSync(path, 0, first.host.time / 1000)
      first.host.kill()
      const second = start({ pid: 2 }, (host) => (host.time += later))
      second.write([line(1, 900)])
      expect(numbers()).toEqual([[0]])
      expect(numbersIn(folder, 'app.log')).toEqual([1])
    }
  })

  it('goes on with a file that something else left there', () => {
    const { folder, path, start } = setUp()
    writeFileSync(path, `${line(0)}\n`)
    start().write([line(1)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 1])
  })

  it('is given back at close', () => {
    const { folder, start } = setUp()
    const { sink, write } = start()
    write([line(0)])
    void sink.close?.()
    expect(namesIn(folder)).toEqual(['app.log'])
  })
})

describe('several that want the name', () => {
  const sees =
    (pid: number, ...open: string[]) =>
    (host: TestHost) =>
      void host.processes.set(pid, { alive: true, open: new Set(open) })

  it('the first one keeps it while it lives, the others write beside it', () => {
    const { folder, start, numbers } = setUp({ maxBytes: 1024 })
    const first = start({ pid: 1 })
    first.write([line(0)])
    const second = start({ pid: 2 }, sees(1, 'app.log'))
    for (let n = 1; n < 4; n++) second.write([line(n, 800)])
    first.write([line(4)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 4])
    expect(numbers()).toEqual([[1], [2], [3]])
    expect(said()).toEqual(['cannot use activeName'])
    // Now the first one ends, and the name is free at the next rotation.
    void first.sink.close?.()
    second.write([line(5, 800)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 4, 5])
    expect(said()).toEqual(['cannot use activeName', 'can use activeName again'])
  })

  it('one whose process lives, but does not have the file open, has lost it', () => {
    const { folder, start } = setUp()
    const first = start({ pid: 1 })
    first.write([line(0)])
    first.host.kill()
    start({ pid: 2 }, sees(1, 'something else')).write([line(1)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 1])
  })

  it('a successor in the same process takes it over from a thread that died', () => {
    const { folder, start } = setUp()
    const first = start({ pid: 1, thread: 1 })
    first.write([line(0)])
    first.host.kill()
    start({ pid: 1, thread: 2 }).write([line(1)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 1])
  })

  it('of two sinks in one thread the second writes beside it', () => {
    const { folder, start, numbers } = setUp()
    const first = start({ pid: 1 })
    const second = start({ pid: 1 }, (host) => first.host.held.forEach((path) => host.held.add(path)))
    first.write([line(0)])
    second.write([line(1)])
    first.write([line(2)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 2])
    expect(numbers()).toEqual([[1]])
  })

  it('of another machine, which may live: its file is moved aside, and it finds that out before its next line', () => {
    const { folder, path, start, complete, numbers } = setUp()
    const first = start({ machine: 'bbbbb' })
    first.write([line(0)])
    utimesSync(path, 0, first.host.time / 1000)
    const second = start({ machine: 'aaaaa' })
    second.write([line(1)])
    expect(numbersIn(folder, 'app.log')).toEqual([1])
    expect(complete()[0]).toContain('-bbbbb-')
    first.write([line(2)])
    second.write([line(3)])
    const all = [...numbers(), numbersIn(folder, 'app.log')].flat().toSorted((a, b) => a - b)
    expect(all).toEqual([0, 1, 2, 3])
  })

  it('of another machine, and nobody has touched it for an hour: it goes on', () => {
    const { folder, path, start, complete } = setUp()
    const first = start({ machine: 'bbbbb' })
    first.write([line(0)])
    first.host.kill()
    utimesSync(path, 0, (first.host.time - HOUR - 1000) / 1000)
    start({ machine: 'aaaaa' }).write([line(1)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 1])
    expect(complete()).toEqual([])
  })

  it('who lost the name to another does not write under it any more', () => {
    const { folder, start, numbers } = setUp()
    const first = start({ pid: 1 })
    first.write([line(0)])
    // Both took it for free at the same moment; the other one was later.
    unlinkSync(join(folder, '.app.log.owner'))
    const second = start({ pid: 2 })
    first.host.processes.set(2, { alive: true, open: new Set(['app.log']) })
    second.write([line(1)])
    first.write([line(2)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 1])
    expect(numbers()).toEqual([[2]])
  })
})

describe('logrotate', () => {
  it('moves the file: the next line is in a new one, also without SIGHUP', () => {
    const { folder, path, start } = setUp()
    const { write } = start()
    write([line(0)])
    renameSync(path, join(folder, 'app.log.1'))
    write([line(1)])
    expect([numbersIn(folder, 'app.log.1'), numbersIn(folder, 'app.log')]).toEqual([[0], [1]])
  })

  it('moves it and makes an empty one: that one is used', () => {
    const { folder, path, start, complete } = setUp()
    const { sink, write } = start()
    write([line(0)])
    renameSync(path, join(folder, 'app.log.1'))
    writeFileSync(path, '')
    sink.reopen()
    write([line(1)])
    expect(numbersIn(folder, 'app.log')).toEqual([1])
    expect(complete()).toEqual([])
  })

  it('sends SIGHUP without having moved it: nothing changes', () => {
    const { folder, start, complete } = setUp()
    const { sink, write } = start()
    write([line(0)])
    sink.reopen()
    write([line(1)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 1])
    expect(complete()).toEqual([])
  })

  it('with copytruncate: no line is torn', () => {
    const { folder, path, start } = setUp()
    const { write } = start()
    write(lines(0, 5))
    writeFileSync(path, '')
    write([line(5)])
    expect(numbersIn(folder, 'app.log')).toEqual([5])
  })

  it('a rotation that fails after the move goes on in the moved file', () => {
    const { folder, path, start, numbers } = setUp({ maxBytes: 1024 })
    const { host, write } = start()
    write([line(0, 800)])
    host.faults = (call) => (call === 'openSync' ? 'EMFILE' : undefined)
    write([line(1, 800)])
    expect(existsSync(path)).toBe(false)
    host.faults = () => undefined
    host.advance(1000)
    write([line(2, 800)])
    expect(numbers()).toEqual([[0, 1]])
    expect(numbersIn(folder, 'app.log')).toEqual([2])
  })
})
