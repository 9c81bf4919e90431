import { describe, expect, it } from 'vitest'
import { allNumbers, attempt, line, namesIn, numbersIn, optionsFor, scratch } from './fixtures/directory.ts'
import { collectDiagnostics } from './fixtures/quiet.ts'
import { type Call, TestHost } from './fixtures/test-host.ts'
import type { RotatingFileOptions } from './options.ts'
import { createRotatingFile } from './rotating-file.ts'

const said = collectDiagnostics()

function setUp(options: Partial<RotatingFileOptions>) {
  const folder = scratch()
  const host = new TestHost()
  const sink = createRotatingFile(optionsFor(folder, options), host)
  const write = (...texts: string[]) => attempt(sink, texts)
  const syncs = (): number => host.calls.filter((call) => call === 'fdatasyncSync').length
  const failOnce = (call: Call, times = 1): void => {
    let left = times
    host.faults = (made) => (made === call && left-- > 0 ? 'EIO' : undefined)
  }
  return { folder, host, sink, write, syncs, failOnce }
}

describe('fsync', () => {
  it('never: never', () => {
    const { host, sink, write, syncs } = setUp({ fsync: 'never', maxBytes: 1024 })
    for (let n = 0; n < 10; n++) write(line(n, 400, 'ERROR'))
    host.advance(60_000)
    void sink.flush?.()
    void sink.close?.()
    expect([syncs(), host.calls.includes('fsyncSync')]).toEqual([0, false])
  })

  it('interval: once in an interval in which something was written', () => {
    const { host, write, syncs } = setUp({ fsync: 'interval', fsyncIntervalMs: 100 })
    for (let n = 0; n < 10; n++) write(line(n, 0, 'ERROR'))
    expect(syncs()).toBe(0)
    host.advance(100)
    expect(syncs()).toBe(1)
    host.advance(60_000)
    expect(syncs()).toBe(1)
    write(line(10))
    host.advance(99)
    expect(syncs()).toBe(1)
    host.advance(1)
    expect(syncs()).toBe(2)
  })

  it('always: before a protected record counts as written; others at the interval', () => {
    const { host, write, syncs } = setUp({ fsync: 'always', fsyncIntervalMs: 100 })
    write(line(0), line(1, 0, 'WARNING'))
    expect(syncs()).toBe(0)
    write(line(2), line(3, 0, 'ERROR'))
    expect(syncs()).toBe(1)
    write(line(4))
    host.advance(100)
    expect(syncs()).toBe(2)
  })

  it('a batch with a protected record that fills several files is synced in each', () => {
    const { folder, write, syncs } = setUp({ fsync: 'always', maxBytes: 1024 })
    write(...Array.from({ length: 6 }, (_, n) => line(n, 400, 'ERROR')))
    expect(namesIn(folder)).toHaveLength(3)
    expect(syncs()).toBe(3)
  })

  it('what is complete, flushed or closed is on the disk, and so is its name', () => {
    const { host, sink, write, syncs } = setUp({ fsync: 'interval', maxBytes: 1024 })
    expect(host.calls.filter((call) => call === 'fsyncSync')).toHaveLength(1)
    write(line(0, 800))
    write(line(1, 800))
    expect(syncs()).toBe(1)
    expect(host.calls.filter((call) => call === 'fsyncSync')).toHaveLength(2)
    void sink.flush?.()
    void sink.flush?.()
    expect(syncs()).toBe(2)
    write(line(2, 100))
    void sink.close?.()
    expect(syncs()).toBe(3)
  })
})

describe('a sync that fails', () => {
  it('always: the lines go to another file, and count once', () => {
    const { folder, write, failOnce } = setUp({ fsync: 'always' })
    write(line(0))
    failOnce('fdatasyncSync')
    expect(write(line(1, 0, 'ERROR'))).toEqual({ written: 1 })
    expect(namesIn(folder).map((name) => numbersIn(folder, name))).toEqual([[0], [1]])
  })

  it('always, twice: the lines count as lost, and are not there', () => {
    const { folder, write, failOnce, host } = setUp({ fsync: 'always' })
    failOnce('fdatasyncSync', 2)
    expect(write(line(0, 0, 'ERROR'), line(1))).toEqual({ written: 0, code: 'EIO' })
    host.advance(1000)
    expect(write(line(2, 0, 'ERROR'))).toEqual({ written: 1 })
    expect(allNumbers(folder)).toEqual([2])
  })

  it('at the interval: said once, and another file is begun', () => {
    const { folder, write, failOnce, host } = setUp({ fsync: 'interval' })
    failOnce('fdatasyncSync')
    write(line(0))
    host.advance(1000)
    expect(said()).toEqual(['cannot sync'])
    write(line(1))
    host.advance(1000)
    expect(namesIn(folder)).toHaveLength(2)
    expect(allNumbers(folder)).toEqual([0, 1])
    expect(said()).toEqual(['cannot sync', 'can sync again'])
  })

  it('in a flush: the flush fails', () => {
    const { sink, write, failOnce } = setUp({ fsync: 'interval' })
    write(line(0))
    failOnce('fdatasyncSync')
    expect(() => sink.flush?.()).toThrow('EIO')
    expect(() => sink.flush?.()).not.toThrow()
  })
})
