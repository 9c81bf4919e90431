import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startInShell, startWriting } from './fixtures/child.ts'
import { numbersIn, recordsIn, upTo } from './fixtures/records.ts'
import { textBatch } from './fixtures/text-batch.ts'
import { createStdoutJson } from './stdout-json.ts'

describe('stdout-json on files and devices', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sinks-'))
    path = join(folder, 'out.log')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('writes every record to a file, without ever waiting', async () => {
    const fd = openSync(path, 'w')
    const child = startWriting(fd, { batches: 20, perBatch: 500, padding: [0, 300, 9000] })
    closeSync(fd)
    expect(await child.exited).toBe(0)
    expect(numbersIn(readFileSync(path, 'utf8'))).toEqual(upTo(10_000))
    expect(child.all('pending')).toEqual([])
    expect(await child.report('threadEnded')).toMatchObject({ descriptorOpen: true })
  })

  test('keeps to the shared offset: what stands before and what others write after stays', async () => {
    const fd = openSync(path, 'w')
    writeSync(fd, 'before\n')
    await startWriting(fd, { perBatch: 3 }).exited
    writeSync(fd, 'between\n')
    await startWriting(fd, { perBatch: 2 }).exited
    closeSync(fd)
    const [before, ...rest] = readFileSync(path, 'utf8').split('\n')
    const between = rest.indexOf('between')
    expect([before, between]).toEqual(['before', 3])
    expect(numbersIn(rest.toSpliced(between, 1).join('\n'))).toEqual([0, 1, 2, 0, 1])
  })

  test('appends to a file opened for appending, beside other writers', async () => {
    const fd = openSync(path, 'a')
    const children = ['a', 'b'].map((id) => startWriting(fd, { id, batches: 50, perBatch: 20 }))
    closeSync(fd)
    appendFileSync(path, '{"data":{"id":"other","n":0}}\n')
    await Promise.all(children.map((child) => child.exited))
    const records = recordsIn(readFileSync(path, 'utf8'))
    for (const id of ['a', 'b']) {
      expect(records.filter((record) => record.id === id).map((record) => record.n)).toEqual(upTo(1000))
    }
    expect(records).toHaveLength(2001)
  })

  // `ulimit -f` makes the kernel cut a write short, and refuse the next: a full disk for one process.
  test('counts what a full disk took, and begins a new line when there is room again', async () => {
    const child = startInShell(`ulimit -f 2; exec $WRITE >> '${path}'`, {
      perBatch: 40,
      padding: [100],
      retry: true,
    })
    const { written, code } = await child.report('failed')
    const taken = readFileSync(path, 'utf8')
    expect([code, taken.length, taken.endsWith('\n')]).toEqual(['EFBIG', 2048, false])
    const whole = taken.slice(0, taken.lastIndexOf('\n') + 1)
    expect(numbersIn(whole)).toEqual(upTo(Number(written)))

    // Room again behind a torn line: this one.
    truncateSync(path, 10)
    child.process.stdin?.end('\n')
    await child.exited
    const [torn, ...lines] = readFileSync(path, 'utf8').split('\n')
    expect(torn).toBe(taken.slice(0, 10))
    const again = child.all('failed')[1]?.['written']
    expect(again).toBeGreaterThan(2)
    expect(numbersIn(lines.toSpliced(-1, 1, '').join('\n'))).toEqual(upTo(Number(again)))
  })

  test('reports a full device with its code, and tries again next time', async () => {
    const child = startInShell('$WRITE > /dev/full', { batches: 3, perBatch: 5 })
    await child.exited
    expect(child.all('failed').map(({ written, code }) => [written, code])).toEqual(
      Array(3).fill([0, 'ENOSPC']),
    )
  })

  test('never waits on /dev/null', async () => {
    const child = startInShell('$WRITE > /dev/null', { batches: 100, perBatch: 500 })
    expect(await child.exited).toBe(0)
    expect(await child.report('opened')).toMatchObject({ character: true })
    expect([...child.all('pending'), ...child.all('failed')]).toEqual([])
  })

  test('writes on the descriptor it was given, and leaves it open', () => {
    const fd = openSync(path, 'w')
    const sink = createStdoutJson({ name: 'file', fd })
    expect(sink.write(textBatch(['{"a":1}', '{"a":2}']))).toBeUndefined()
    expect(sink.close?.()).toBeUndefined()
    expect(() => sink.write(textBatch(['{}']))).toThrow('the sink is closed')
    closeSync(fd)
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"a":2}\n')
    expect(statSync(path).size).toBe(16)
  })

  test.runIf(process.platform === 'linux')('gives up what it opened, and no more', () => {
    const fd = openSync('/dev/null', 'w')
    const before = readdirSync('/proc/self/fd').length
    const sink = createStdoutJson({ name: 'null', fd })
    expect(readdirSync('/proc/self/fd')).toHaveLength(before + 1)
    void sink.close?.()
    expect(readdirSync('/proc/self/fd')).toHaveLength(before)
    closeSync(fd)
  })

  test('a descriptor that is not open is an error at once', () => {
    expect(() => createStdoutJson({ name: 'closed', fd: 987_654 })).toThrow('EBADF')
  })
})
