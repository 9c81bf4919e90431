import {
  appendFileSync,
  existsSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { line, namesIn, numbersIn } from './fixtures/directory.ts'
import { setUpFixedName as setUp } from './fixtures/fixed-name.ts'
import { collectDiagnostics } from './fixtures/quiet.ts'
import type { TestHost } from './fixtures/test-host.ts'

const said = collectDiagnostics()
const HOUR = 3_600_000

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

  it.each([
    ['whole lines', `${line(0)}\n`],
    ['a line without an end', '{"a":1}'],
    ['no lines at all', 'SECRET=1\nOTHER'],
  ])('what another program left there stays as it is: %s', (_, text) => {
    const { folder, path, start, numbers } = setUp({ maxBytes: 1024, maxFiles: 1 })
    writeFileSync(path, text, { mode: 0o644 })
    const { sink, write } = start()
    write([line(1, 800)])
    write([line(2, 800)])
    sink.reopen()
    void sink.close?.()
    void start({ pid: 2 }).sink.close?.()
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(statSync(path).mode & 0o777).toBe(0o644)
    expect(numbers().flat()).toContain(2)
    expect(said()).toEqual(['cannot use activeName', 'cannot use activeName'])
    // As soon as it is moved away, the name is used.
    unlinkSync(path)
    start({ pid: 3 }).write([line(3)])
    expect(numbersIn(folder, 'app.log')).toEqual([3])
  })

  it('what another program put there while we run, or after we ended, stays as it is too', () => {
    const { folder, path, start, numbers } = setUp()
    const { sink, write } = start()
    write([line(0)])
    renameSync(path, join(folder, 'moved'))
    writeFileSync(path, 'not ours')
    write([line(1)])
    expect(numbers()).toEqual([[1]])
    void sink.close?.()
    void start({ pid: 2 }).sink.close?.()
    expect(readFileSync(path, 'utf8')).toBe('not ours')
    expect(said()).toEqual(['cannot use activeName', 'cannot use activeName'])
  })

  it('an empty file of another program is used, and not removed', () => {
    const { path, start } = setUp()
    writeFileSync(path, '')
    void start().sink.close?.()
    expect(existsSync(path)).toBe(true)
  })

  it('is given back at close, and the next one goes on', () => {
    const { folder, path, start } = setUp()
    for (const n of [0, 1, 2]) {
      const { sink, write } = start({ pid: n + 1 })
      write([line(n)])
      void sink.close?.()
      expect(namesIn(folder)).toEqual(['.app.log.owner', 'app.log'])
      appendFileSync(path, '{"torn')
    }
    void start({ pid: 9 }).sink.close?.()
    expect(numbersIn(folder, 'app.log')).toEqual([0, 1, 2])
  })

  it('goes on when somebody removes the link that says whose it is', () => {
    const { folder, start, complete } = setUp()
    const { write } = start()
    write([line(0)])
    unlinkSync(join(folder, '.app.log.owner'))
    write([line(1)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 1])
    expect([complete(), said()]).toEqual([[], []])
  })

  it('leaves nothing behind where nothing was logged', () => {
    const { folder, start } = setUp()
    void start().sink.close?.()
    expect(namesIn(folder)).toEqual([])
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
    const { folder, path, start, numbers } = setUp()
    const first = start({ pid: 1 })
    first.write([line(0)])
    // Both found it closed at the same moment; the other one was later.
    const owner = join(folder, '.app.log.owner')
    unlinkSync(owner)
    symlinkSync(`closed-${statSync(path).ino}`, owner)
    const second = start({ pid: 2 })
    first.host.processes.set(2, { alive: true, open: new Set(['app.log']) })
    second.write([line(1)])
    first.write([line(2)])
    expect(numbersIn(folder, 'app.log')).toEqual([0, 1])
    expect(numbers()).toEqual([[2]])
  })
})
