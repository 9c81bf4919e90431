import {
  chmodSync,
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Child, Fifo, startInShell, startWriting, suspend } from './fixtures/child.ts'
import { numbersIn, recordsIn, upTo } from './fixtures/records.ts'
import { createStdoutJson } from './stdout-json.ts'
import type { Scenario } from './fixtures/writing-process.ts'

const MIB = 1024 * 1024
const NOBODY = 65_534

describe('stdout-json on pipes', () => {
  let folder: string
  let fifo: Fifo
  const children: Child[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sinks-'))
    fifo = new Fifo(join(folder, 'pipe'))
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.process.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })
  const start = (scenario: Scenario, options: { uid?: number } = {}): Child => {
    const child = startWriting(fifo.writeFd, scenario, options)
    children.push(child)
    return child
  }

  test('a reader that sleeps for a second costs neither records nor memory nor CPU', async () => {
    const child = start({ batches: 400, perBatch: 100, padding: [0, 400, 2000] })
    fifo.closeWriteEnd()
    const pending = await child.report('pending')
    await delay(1000)
    expect(numbersIn(await fifo.readToEnd())).toEqual(upTo(40_000))
    expect(await child.exited).toBe(0)

    const resumed = await child.report('resumed')
    expect(resumed['ms']).toBeGreaterThan(900)
    expect(resumed['cpuMs']).toBeLessThan(300)
    const done = await child.report('done')
    // 43 MB went through.
    expect(Number(done['maxRss']) - Number(pending['maxRss'])).toBeLessThan(24 * MIB)
  })

  test('a slow reader gets records larger than the pipe, byte for byte', async () => {
    const child = start({ perBatch: 12, padding: [200_000, 0, 4096, 70_000] })
    fifo.closeWriteEnd()
    await child.report('pending')
    expect(numbersIn(await fifo.readToEnd())).toEqual(upTo(12))
    expect(child.all('failed')).toEqual([])
  })

  test('a reader that dies: the count is exact, and later batches fail at once', async () => {
    const child = start({ batches: 3, perBatch: 2000, padding: [10, 900, 5000] })
    fifo.closeWriteEnd()
    await child.report('pending')
    // Stopped, the child cannot write between our last look into the pipe and its end.
    await suspend(Number(child.process.pid))
    const received = fifo.read()
    fifo.closeReadEnd()
    child.process.kill('SIGCONT')
    expect(await child.exited).toBe(0)

    const whole = numbersIn(received.slice(0, received.lastIndexOf('\n') + 1))
    expect(whole).toEqual(upTo(whole.length))
    expect(child.all('failed')).toEqual([
      { at: 'failed', batch: 0, written: whole.length, code: 'EPIPE' },
      { at: 'failed', batch: 1, written: 0, code: 'EPIPE' },
      { at: 'failed', batch: 2, written: 0, code: 'EPIPE' },
    ])
  })

  test('a pipe whose reader is gone before it is opened fails, and does not block', async () => {
    fifo.closeReadEnd()
    const child = start({ batches: 2 })
    fifo.closeWriteEnd()
    expect(await child.exited).toBe(0)
    expect(child.all('failed').map(({ written, code }) => [written, code])).toEqual(
      Array(2).fill([0, 'ENXIO']),
    )
  })

  test('process.exit() is not held up by a reader that sleeps', async () => {
    const child = start({ batches: 100, perBatch: 1000, exitAt: 'pending' })
    fifo.closeWriteEnd()
    expect(await child.exited).toBe(3)
    const received = fifo.read()
    expect(received.length).toBeGreaterThan(32_768)
    expect(numbersIn(received.slice(0, received.lastIndexOf('\n') + 1))).not.toEqual([])
  })

  // What `gosu` and `su` leave behind: a pipe that is open, and may not be opened again.
  test('process.exit() is not held up either where the pipe may not be opened again', async () => {
    chmodSync(fifo.path, 0)
    const root = process.getuid?.() === 0
    const child = start({ batches: 100, perBatch: 1000, exitAt: 'pending' }, root ? { uid: NOBODY } : {})
    fifo.closeWriteEnd()
    expect(await child.exited).toBe(3)
    expect(fifo.read().length).toBeGreaterThan(32_768)
  })

  test('lines of several processes on one pipe stay whole', async () => {
    for (const id of ['a', 'b', 'c']) start({ id, batches: 60, perBatch: 50, padding: [0, 150, 700] })
    fifo.closeWriteEnd()
    const records = recordsIn(await fifo.readToEnd())
    for (const id of ['a', 'b', 'c']) {
      expect(records.filter((record) => record.id === id).map((record) => record.n)).toEqual(upTo(3000))
    }
  })

  test('two sinks of one process keep out of the lines of each other, long ones too', async () => {
    start({ twoSinks: true, batches: 20, perBatch: 10, padding: [0, 30_000, 90_000] })
    fifo.closeWriteEnd()
    const records = recordsIn(await fifo.readToEnd())
    for (const id of ['first', 'second']) {
      expect(records.filter((record) => record.id === id).map((record) => record.n)).toEqual(upTo(200))
    }
  })

  test('leaves the flags of the shared descriptor alone', async () => {
    const own = openSync(fifo.path, constants.O_WRONLY)
    const child = startWriting(own, { batches: 50, perBatch: 100 })
    await child.report('pending')
    const flags = Number.parseInt(
      /flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${own}`, 'utf8'))?.[1] ?? '',
      8,
    )
    expect(flags & constants.O_NONBLOCK).toBe(0)
    closeSync(own)
    fifo.closeWriteEnd()
    expect(numbersIn(await fifo.readToEnd())).toEqual(upTo(5000))
  })

  test.runIf(process.platform === 'linux')(
    'gives up the descriptor it opened, and keeps the one it was given',
    () => {
      const before = readdirSync('/proc/self/fd').length
      const sink = createStdoutJson({ name: 'pipe', fd: fifo.writeFd })
      expect(readdirSync('/proc/self/fd')).toHaveLength(before + 1)
      void sink.close?.()
      expect(readdirSync('/proc/self/fd')).toHaveLength(before)
      fifo.closeWriteEnd()
    },
  )

  test('through a shell: `| cat` gets everything', async () => {
    const child = startInShell('$WRITE | cat', { batches: 50, perBatch: 200 })
    const output = text(child.process.stdout as NodeJS.ReadableStream)
    expect(numbersIn(await output)).toEqual(upTo(10_000))
    expect(await child.report('opened')).toMatchObject({ fifo: true })
  })

  test('through a shell: `| head` ends the writing, not the process', async () => {
    const child = startInShell('$WRITE | head -n 5; echo "${PIPESTATUS[0]}"', { batches: 200, perBatch: 200 })
    const lines = (await text(child.process.stdout as NodeJS.ReadableStream)).split('\n')
    expect(numbersIn(`${lines.slice(0, 5).join('\n')}\n`)).toEqual(upTo(5))
    expect(lines.slice(5)).toEqual(['0', ''])
    expect(await child.report('failed')).toMatchObject({ code: 'EPIPE' })
  })
})
