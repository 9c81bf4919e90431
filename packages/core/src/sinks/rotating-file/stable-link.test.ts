import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { attempt, line, lines, namesIn, numbersIn, optionsFor, scratch } from './fixtures/directory.ts'
import { collectDiagnostics } from './fixtures/quiet.ts'
import { TestHost } from './fixtures/test-host.ts'
import { createRotatingFile } from './rotating-file.ts'

const said = collectDiagnostics()

function setUp() {
  const folder = scratch()
  const host = new TestHost()
  const sink = createRotatingFile(optionsFor(folder, { maxBytes: 1024, symlink: 'current' }), host)
  const start = (pid: number) =>
    createRotatingFile(optionsFor(folder, { maxBytes: 1024, symlink: 'current' }), new TestHost({ pid }))
  return { folder, host, sink, start, write: (texts: readonly string[]) => attempt(sink, texts) }
}

describe('the symbolic link', () => {
  it('leads to the newest file', () => {
    const { folder, write } = setUp()
    for (let n = 0; n < 10; n++) {
      write([line(n, 400)])
      expect(numbersIn(folder, 'current').at(-1)).toBe(n)
    }
  })

  it('is relative, so that the directory can be moved, and leaves nothing beside it', () => {
    const { folder, host } = setUp()
    expect(host.fs.readlinkSync(join(folder, 'current'))).toBe(namesIn(folder)[0])
    expect(namesIn(folder)).toHaveLength(2)
  })

  it('never replaces what is no link', () => {
    const { folder, write } = setUp()
    unlinkSync(join(folder, 'current'))
    writeFileSync(join(folder, 'current'), 'precious')
    expect(write(lines(0, 10, 400))).toEqual({ written: 10 })
    expect(readFileSync(join(folder, 'current'), 'utf8')).toBe('precious')
    expect(said()).toEqual(['cannot keep the symbolic link'])
  })

  it('leads back to the last lines when the newest file stays empty', () => {
    const { folder, sink, write } = setUp()
    write([line(0)])
    sink.reopen()
    expect(numbersIn(folder, 'current')).toEqual([])
    void sink.close?.()
    expect(numbersIn(folder, 'current')).toEqual([0])
  })

  it('leads back to those of the process before, when none was logged', () => {
    const { folder, sink, start, write } = setUp()
    write([line(0)])
    void sink.close?.()
    void start(101).close?.()
    expect(numbersIn(folder, 'current')).toEqual([0])
  })

  it('is removed with the only file', () => {
    const { folder, sink } = setUp()
    void sink.close?.()
    expect(namesIn(folder)).toEqual([])
  })

  it('stays where another process has it lead', () => {
    const { folder, sink, start } = setUp()
    const other = start(101)
    attempt(other, [line(1)])
    void sink.close?.()
    expect(numbersIn(folder, 'current')).toEqual([1])
  })
})
