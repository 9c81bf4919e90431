import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countLines } from './count-records.ts'
import type { DescriptorTarget } from './descriptor-target.ts'
import { type DescriptorIo, DescriptorWriter } from './descriptor-writer.ts'
import { SinkWriteError } from './sink-write-error.ts'

/** What the kernel does at one call: take at most so many bytes, or fail. */
type Step = number | string

/** A descriptor whose kernel follows a script, then takes everything; its clock runs by itself and writes waits down. */
function scripted(steps: Step[], kind: DescriptorTarget['kind'] = 'pipe', chunk = 4096) {
  const waits: number[] = []
  const lengths: number[] = []
  let text = ''
  let foreign = 0
  let closed = 0
  const io: DescriptorIo = {
    writeSync(_fd, bytes, offset, length) {
      const step = steps.shift() ?? Infinity
      if (typeof step === 'string') throw Object.assign(new Error(step), { code: step })
      const taken = Math.min(step, length)
      lengths.push(length)
      text += Buffer.from(bytes.subarray(offset, offset + taken)).toString('latin1')
      return taken
    },
    sizeOf: () => text.length + foreign,
    setTimeout(callback, ms) {
      waits.push(ms)
      return setTimeout(callback, 0)
    },
  }
  const writer = new DescriptorWriter({ fd: 7, kind, chunk, close: () => (closed += 1) }, io)
  const write = async (bytes: string): Promise<SinkWriteError | undefined> => {
    try {
      await writer.write(Buffer.from(bytes, 'latin1'), countLines)
      return undefined
    } catch (error) {
      if (error instanceof SinkWriteError) return error
      throw error
    }
  }
  /** Others write to the same file. */
  const grow = (): void => void (foreign += 10)
  return { writer, write, waits, lengths, written: () => text, closed: () => closed, grow }
}

describe('DescriptorWriter', () => {
  test('is done at once, without a promise, when the descriptor takes everything', () => {
    const { writer, written } = scripted([])
    expect(writer.write(Buffer.from('a\nb\n'), countLines)).toBeUndefined()
    expect(written()).toBe('a\nb\n')
  })

  test('goes on from the exact byte after partial writes and EAGAIN', async () => {
    const { write, written, waits } = scripted([3, 'EAGAIN', 1, 2, 'EWOULDBLOCK', 'EAGAIN', 1])
    await write('one\ntwo\nthree\n')
    expect(written()).toBe('one\ntwo\nthree\n')
    expect(waits).toEqual([1, 1, 2])
  })

  test('waits twice as long each time, no more than 64 ms, and 1 ms again after progress', async () => {
    const never = Array.from({ length: 8 }, () => 'EAGAIN')
    const { write, waits } = scripted([...never, 1, 'EAGAIN', 'EAGAIN'])
    await write('abc\n')
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 64, 1, 2])
  })

  test('takes a write of nothing for a full descriptor, and does not spin', async () => {
    const { write, written, waits } = scripted([0, 0])
    await write('abc\n')
    expect([written(), waits]).toEqual(['abc\n', [1, 2]])
  })

  test('writes whole lines of at most a chunk to a pipe, and a longer line in pieces', async () => {
    const { write, written, lengths } = scripted([], 'pipe', 10)
    const text = 'aaa\nbbb\nccc\n0123456789abcdefghijk\nd\ne\nfffffffff\n'
    await write(text)
    expect(written()).toBe(text)
    expect(lengths).toEqual([8, 4, 10, 10, 6, 10])
  })

  test('writes whole lines to a file, which other threads may share', async () => {
    const { write, lengths } = scripted([], 'regular', 10)
    await write('aaa\nbbb\nccc\n')
    expect(lengths).toEqual([8, 4])
  })

  test('says how many lines got through, and stays dead once the reader is gone', async () => {
    const { write, written } = scripted([2, 'EAGAIN', 3, 'EPIPE'])
    const error = await write('a\nb\nc\n')
    expect(error).toMatchObject({ written: 2, cause: { code: 'EPIPE' } })
    expect(error?.message).toBe('sink write failed after 2 records: EPIPE')
    expect(await write('d\n')).toMatchObject({ written: 0, cause: { code: 'EPIPE' } })
    expect(written()).toBe('a\nb\nc')
  })

  test('throws in the same call when nothing had to be waited for', () => {
    const { writer } = scripted(['EPIPE'])
    expect(() => writer.write(Buffer.from('a\n'), countLines)).toThrow(SinkWriteError)
  })

  test('fails from the start on a descriptor that was broken when it was opened', () => {
    const broken = new Error('no reader')
    const writer = new DescriptorWriter({ fd: 7, kind: 'pipe', chunk: 10, broken, close() {} })
    expect(() => writer.write(Buffer.from('a\n'), countLines)).toThrow('after 0 records: no reader')
  })

  test('an i/o error ends a terminal, and not a file', async () => {
    const terminal = scripted(['EIO'], 'character')
    await terminal.write('a\n')
    expect(await terminal.write('b\n')).toMatchObject({ written: 0 })
    const file = scripted(['EIO'], 'regular')
    await file.write('a\n')
    expect(await file.write('b\n')).toBeUndefined()
  })

  test('after a torn line the next batch begins on a line of its own', async () => {
    const { write, written } = scripted([3, 'ENOSPC', 'ENOSPC', 'EAGAIN', 1])
    expect(await write('a\nbcd\n')).toMatchObject({ written: 1 })
    expect(await write('bcd\n')).toMatchObject({ written: 0 })
    expect(await write('bcd\n')).toBeUndefined()
    expect(await write('e\n')).toBeUndefined()
    expect(written()).toBe('a\nb\nbcd\ne\n')
  })

  test('a full disk: the rest of a torn line comes first when there is room, and counts', async () => {
    const { write, written } = scripted([4, 'ENOSPC', 'ENOSPC', 2, 'EDQUOT'], 'regular')
    expect(await write('a\nbcdef\ng\n')).toMatchObject({ written: 2 })
    expect(await write('h\n')).toMatchObject({ written: 0 })
    expect(await write('i\n')).toMatchObject({ written: 0 })
    expect(written()).toBe('a\nbcde')
    expect(await write('j\n')).toBeUndefined()
    expect(written()).toBe('a\nbcdef\nj\n')
  })

  test('a full disk: where others wrote meanwhile, the rest would be torn itself', async () => {
    const { write, written, grow } = scripted([4, 'ENOSPC'], 'regular')
    await write('a\nbcdef\ng\n')
    grow()
    await write('h\n')
    expect(written()).toBe('a\nbc\nh\n')
  })

  test('a batch that failed between two lines leaves nothing to mend', async () => {
    const { write, written } = scripted([2, 'ENOSPC'])
    await write('a\nb\n')
    await write('b\n')
    expect(written()).toBe('a\nb\n')
  })

  test('a record of which only the line end is missing is written, and is not written twice', async () => {
    const { write, written } = scripted([3, 'ENOSPC'])
    expect(await write('a\nb\nc\n')).toMatchObject({ written: 2 })
    await write('c\n')
    expect(written()).toBe('a\nb\nc\n')
  })

  test('closing abandons a write in flight with its exact count', async () => {
    const { writer, written, closed } = scripted([3, 'EAGAIN'])
    const outcome = writer.write(Buffer.from('a\nbc\n'), countLines)
    writer.close()
    await expect(outcome).rejects.toMatchObject({ written: 1, cause: { message: 'the sink is closed' } })
    expect(() => writer.write(Buffer.from('d\n'), countLines)).toThrow('the sink is closed')
    expect([written(), closed()]).toEqual(['a\nb', 1])
  })

  test('property: whatever the kernel does, complete lines are whole, in order, and counted exactly', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 }) },
      { weight: 3, arbitrary: fc.constant('EAGAIN') },
      { weight: 1, arbitrary: fc.constant('ENOSPC') },
    )
    const batch = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 })
    const kinds = fc.constantFrom('pipe' as const, 'regular' as const)
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.array(batch, { maxLength: 5 }),
        kinds,
        async (steps, batches, kind) => {
          const script = [...steps]
          const { write, written } = scripted(script, kind, 8)
          const accepted: string[] = []
          const submitted = new Set<string>()
          let serial = 0
          for (const sizes of batches) {
            const lines = sizes.map((size) => `<${serial++}${'.'.repeat(size)}>`)
            for (const line of lines) submitted.add(line)
            const error = await write(lines.map((line) => `${line}\n`).join(''))
            accepted.push(...lines.slice(0, error === undefined ? lines.length : error.written))
          }
          // Room for what is still owed.
          script.length = 0
          await write('')
          const found = written().split('\n')
          expect(found.filter((line) => submitted.has(line))).toEqual(accepted)
          for (const line of found) expect(line.lastIndexOf('<')).toBeLessThanOrEqual(0)
        },
      ),
      { numRuns: 300 },
    )
  })
})
