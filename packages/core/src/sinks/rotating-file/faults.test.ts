import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
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
import { collectDiagnostics } from './fixtures/quiet.ts'
import { type Call, type Fault, TestHost } from './fixtures/test-host.ts'
import type { RotatingFileOptions } from './options.ts'
import { createRotatingFile } from './rotating-file.ts'

const said = collectDiagnostics()

function setUp(options: Partial<RotatingFileOptions> = {}) {
  const folder = scratch()
  const host = new TestHost()
  const sink = createRotatingFile(optionsFor(folder, options), host)
  const write = (texts: readonly string[]) => attempt(sink, texts)
  /** From now on every such call fails, or takes only so many bytes. */
  const fail = (call: Call, fault: Fault): void => {
    host.faults = (made) => (made === call ? fault : undefined)
  }
  /** The disk has room for so many bytes more. */
  const room = (bytes: number, code = 'ENOSPC'): void => {
    let left = bytes
    host.faults = (made, args) => {
      if (made !== 'writeSync') return undefined
      if (left === 0) return code
      const taken = Math.min(left, args[3] as number)
      left -= taken
      return taken
    }
  }
  const heal = (): void => {
    host.faults = () => undefined
  }
  return { folder, host, sink, write, fail, room, heal }
}

const size = line(0, 100).length + 1

describe('a full disk', () => {
  it.each(['ENOSPC', 'EDQUOT'])(
    '%s: whole lines stay, the rest is cut, and the same file goes on at once',
    (code) => {
      const { folder, write, room, heal } = setUp()
      write(lines(0, 2, 100))
      room(2 * size + 50, code)
      expect(write(lines(2, 10, 100))).toEqual({ written: 2, code })
      expect(write(lines(10, 12, 100))).toEqual({ written: 0, code })
      expect(allNumbers(folder)).toEqual([0, 1, 2, 3])
      heal()
      expect(write(lines(12, 14, 100))).toEqual({ written: 2 })
      expect(namesIn(folder)).toHaveLength(1)
      expect(allNumbers(folder)).toEqual([0, 1, 2, 3, 12, 13])
    },
  )

  it('a line that lacks only its end counts as lost, and is not in the file', () => {
    const { folder, write, room } = setUp()
    room(2 * size - 1)
    expect(write(lines(0, 3, 100))).toEqual({ written: 1, code: 'ENOSPC' })
    expect(allNumbers(folder)).toEqual([0])
  })

  it('half a line that cannot be cut off ends its file', () => {
    const { folder, host, write, room } = setUp()
    room(size + 50)
    const full = host.faults
    host.faults = (call, args) => (call === 'ftruncateSync' ? 'EIO' : full(call, args))
    expect(write(lines(0, 3, 100))).toEqual({ written: 1, code: 'ENOSPC' })
    host.faults = () => undefined
    expect(write(lines(3, 5, 100))).toEqual({ written: 2 })
    const [first = '', second = ''] = namesIn(folder)
    expect(() => numbersIn(folder, first)).toThrow('ends within a line')
    expect(numbersIn(folder, second)).toEqual([3, 4])
    // And is cut off when there is time.
    host.advance(1)
    expect(numbersIn(folder, first)).toEqual([0])
  })

  it('that takes no byte and says nothing is an error too', () => {
    const { write, fail } = setUp()
    fail('writeSync', 0)
    expect(write(lines(0, 3)).written).toBe(0)
  })
})

describe('other failures of writing', () => {
  it('short writes are continued', () => {
    const { folder, write, fail } = setUp()
    fail('writeSync', 7)
    expect(write(lines(0, 20, 100))).toEqual({ written: 20 })
    expect(allNumbers(folder)).toEqual(Array.from({ length: 20 }, (_, n) => n))
  })

  it('EFBIG: the rest goes to another file', () => {
    const { folder, host, write } = setUp()
    let left = 250
    host.faults = (call, args) => {
      if (call === 'openSync') left = 250
      if (call !== 'writeSync') return undefined
      if (left === 0) return 'EFBIG'
      const taken = Math.min(left, args[3] as number)
      left -= taken
      return taken
    }
    expect(write(lines(0, 7, 100))).toEqual({ written: 7 })
    expect(namesIn(folder).map((name) => numbersIn(folder, name))).toEqual([[0, 1], [2, 3], [4, 5], [6]])
    // No file takes this one.
    expect(write([line(7, 100), line(8, 300), line(9, 100)])).toEqual({ written: 1, code: 'EFBIG' })
    expect(allNumbers(folder)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('EIO: the rest goes to another file', () => {
    const { folder, write, host } = setUp()
    write(lines(0, 2))
    let failures = 1
    host.faults = (call) => (call === 'writeSync' && failures-- > 0 ? 'EIO' : undefined)
    expect(write(lines(2, 4))).toEqual({ written: 2 })
    expect(namesIn(folder).map((name) => numbersIn(folder, name))).toEqual([
      [0, 1],
      [2, 3],
    ])
  })

  it.each(['EIO', 'EROFS', 'ESTALE', 'EAGAIN'])(
    '%s for good: counted, no flood of files or calls, then it recovers',
    (code) => {
      const { folder, write, fail, heal, host } = setUp()
      write([line(0)])
      fail('writeSync', code)
      const before = host.calls.length
      for (let n = 0; n < 1000; n++) expect(write([line(1)])).toEqual({ written: 0, code })
      expect(host.calls.length - before).toBeLessThan(50)
      for (let n = 0; n < 100; n++) {
        host.advance(100)
        write([line(1)])
      }
      expect(namesIn(folder)).toHaveLength(1)
      heal()
      host.advance(1000)
      expect(write([line(2)])).toEqual({ written: 1 })
      expect(allNumbers(folder)).toEqual([0, 2])
      expect(host.descriptors).toBe(1)
    },
  )
})

describe('a new file that cannot be begun', () => {
  it.each(['EMFILE', 'ENOSPC', 'EROFS', 'EACCES'])('%s: the old one goes on, beyond its size', (code) => {
    const { folder, write, fail, heal, host } = setUp({ maxBytes: 1024 })
    write(lines(0, 5, 200))
    fail('openSync', code)
    expect(write(lines(5, 20, 200))).toEqual({ written: 15 })
    const before = host.calls.filter((call) => call === 'openSync').length
    for (let n = 20; n < 100; n++) write([line(n, 200)])
    expect(host.calls.filter((call) => call === 'openSync')).toHaveLength(before)
    expect(namesIn(folder)).toHaveLength(1)
    heal()
    host.advance(1000)
    expect(write([line(100, 200)])).toEqual({ written: 1 })
    expect(namesIn(folder)).toHaveLength(2)
    expect(allNumbers(folder)).toHaveLength(101)
    expect(said()).toEqual(['cannot begin a new file', 'can begin a new file again'])
  })
})

describe('what is beside the writing', () => {
  it('a failure is said once, and its end once', () => {
    const { write, fail, heal, host } = setUp({ maxBytes: 1024, maxFiles: 2 })
    fail('unlinkSync', 'EACCES')
    write(lines(0, 50, 200))
    expect(said()).toEqual(['cannot clean up'])
    heal()
    host.advance(60_000)
    expect(said()).toEqual(['cannot clean up', 'can clean up again'])
  })

  it('a directory that cannot be read does not stop the writing', () => {
    const { folder, write, fail } = setUp({ maxBytes: 1024, maxTotalBytes: 4096 })
    fail('readdirSync', 'EIO')
    expect(write(lines(0, 50, 200))).toEqual({ written: 50 })
    expect(allNumbers(folder)).toHaveLength(50)
  })

  it('a file that cannot be compressed stays', () => {
    const { folder, write, fail, heal, host } = setUp({ maxBytes: 1024, compress: true })
    write(lines(0, 20, 200))
    fail('fsyncSync', 'EIO')
    host.advance(10_000)
    expect(allNumbers(folder)).toHaveLength(20)
    expect(namesIn(folder).every((name) => name.endsWith('.jsonl'))).toBe(true)
    heal()
    host.advance(120_000)
    expect(namesIn(folder).filter((name) => name.endsWith('.gz'))).toHaveLength(namesIn(folder).length - 1)
    expect(allNumbers(folder)).toHaveLength(20)
    expect(host.descriptors).toBe(1)
  })

  it('a .gz of the same name is never written over', () => {
    const { folder, write, host } = setUp({ maxBytes: 1024, compress: true })
    write(lines(0, 3, 400))
    const [first = ''] = namesIn(folder)
    writeFileSync(join(folder, `${first}.gz`), 'made by hand, and not finished yet')
    host.advance(120_000)
    expect(numbersIn(folder, first)).toEqual([0, 1])
  })
})

/** Files begun, completed, linked, compressed and removed, in some 130 calls. */
function scenario(options: Partial<RotatingFileOptions>, code: string, from: number, until: number) {
  const folder = scratch()
  const host = new TestHost()
  host.faults = (call) => {
    const n = host.calls.length - 1
    return n >= from && n < until && call !== 'closeSync' ? code : undefined
  }
  const sink = createRotatingFile(optionsFor(folder, { maxBytes: 1024, compress: true, ...options }), host)
  const written: number[] = []
  for (let n = 0; n < 15; n += 3) {
    const outcome = attempt(
      sink,
      [n, n + 1, n + 2].map((i) => line(i, 250, 'ERROR')),
    )
    for (let i = 0; i < outcome.written; i++) written.push(n + i)
    host.advance(20)
  }
  host.faults = () => undefined
  try {
    void sink.flush?.()
    void sink.close?.()
  } catch {
    // Of a file that broke before.
  }
  expect(host.descriptors).toBe(0)
  return { folder, written, calls: host.calls.length }
}

describe('whatever call fails, the counts are exact and no line is torn, lost or doubled', () => {
  const variants: Partial<RotatingFileOptions>[] = [
    { symlink: 'current' },
    { activeName: 'app.log' },
    { fsync: 'always' },
  ]
  const cases = variants.flatMap((options) =>
    ['EIO', 'ENOSPC', 'EMFILE'].map((code) => [options, code] as const),
  )

  it.each(cases)('%j %s', (options, code) => {
    const { calls } = scenario(options, code, -1, -1)
    expect(calls).toBeGreaterThan(100)
    for (let n = 0; n < calls; n++) {
      for (const length of code === 'EIO' ? [1, 12] : [8]) {
        const { folder, written } = scenario(options, code, n, n + length)
        // The next start mends what could not be mended then.
        const host = new TestHost({ pid: 101 })
        const next = createRotatingFile(optionsFor(folder, { compress: true, ...options }), host)
        host.advance(120_000)
        void next.close?.()
        const found = allNumbers(folder).toSorted((a, b) => a - b)
        // What could neither be synced nor taken back counts as lost, although it may be there.
        const counted =
          options.fsync === 'always' && length > 1 ? found.filter((i) => written.includes(i)) : found
        expect(counted, `call ${n}, ${length} failures`).toEqual(written)
        expect(new Set(found).size).toBe(found.length)
      }
    }
  })
})
