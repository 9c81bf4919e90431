import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chownSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch } from './fixtures/directory.ts'
import { TestHost } from './fixtures/test-host.ts'
import { LogFile } from './log-file.ts'

function setUp() {
  const folder = scratch()
  const [path, victim] = [join(folder, 'app.log'), join(folder, 'victim')]
  writeFileSync(victim, 'precious', { mode: 0o644 })
  return { host: new TestHost(), path, victim }
}

// The name was looked at before, but it may be replaced between the look and the opening.
describe('LogFile.resume refuses what was put there at the last moment', () => {
  it.each<[string, string, (path: string, victim: string) => void]>([
    ['a symbolic link', 'ELOOP', (path, victim) => symlinkSync(victim, path)],
    ['a hard link', 'has another name', (path, victim) => linkSync(victim, path)],
    ['a FIFO', 'is not a regular file', (path) => execFileSync('mkfifo', [path])],
    ['a directory', 'EISDIR', (path) => mkdirSync(path)],
  ])('%s', (_, message, plant) => {
    const { host, path, victim } = setUp()
    plant(path, victim)
    expect(() => LogFile.resume(host, path)).toThrow(message)
    expect(readFileSync(victim, 'utf8')).toBe('precious')
    expect(statSync(victim).mode & 0o777).toBe(0o644)
    expect([host.descriptors, host.held.size]).toEqual([0, 0])
  })

  it.runIf(process.geteuid?.() === 0)('the file of another user', () => {
    const { host, path } = setUp()
    writeFileSync(path, 'theirs')
    chownSync(path, 65_534, 65_534)
    expect(() => LogFile.resume(host, path)).toThrow('belongs to another user')
    expect(readFileSync(path, 'utf8')).toBe('theirs')
  })
})

describe('LogFile.append, with a file that somebody else changes at the last moment', () => {
  it.each<[string, (path: string) => void, string]>([
    ['cut within a line', (path) => truncateSync(path, 7), 'one\nthree\nfour\n'],
    ['cut within the first line', (path) => truncateSync(path, 2), 'three\nfour\n'],
    ['cut at the end of a line', (path) => truncateSync(path, 4), 'one\nthree\nfour\n'],
    ['emptied', (path) => truncateSync(path, 0), 'three\nfour\n'],
    ['added to', (path) => appendFileSync(path, 'theirs\n'), 'one\ntwo222\ntheirs\nthree\nfour\n'],
  ])('%s: every line is whole, and there once', (_, change, expected) => {
    const { host, path } = setUp()
    const file = LogFile.create(host, path)
    const first = Buffer.from('one\ntwo222\n')
    file.append(first, 0, first.byteLength)
    let changes = 1
    host.faults = (call) => {
      if (call === 'writeSync' && changes-- > 0) change(path)
      return undefined
    }
    const second = Buffer.from('-three\nfour\n')
    file.append(second, 1, second.byteLength)
    expect(readFileSync(path, 'utf8')).toBe(expected)
    expect(file.check()).toBe(true)
    expect(file.size).toBe(expected.length)
    file.close()
  })
})
