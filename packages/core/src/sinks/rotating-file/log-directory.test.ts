import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch } from './fixtures/directory.ts'
import { type FileSystem, systemFiles } from './file-system.ts'
import { LogDirectory } from './log-directory.ts'

/** As if another process made the directory before each of our calls from the `n`th on. */
function raced(n: number): FileSystem {
  let calls = 0
  const overtaken = (path: string, mode: number) => {
    if (++calls >= n) mkdirSync(path, mode)
    return mkdirSync(path, mode)
  }
  return { ...systemFiles, mkdirSync: overtaken as FileSystem['mkdirSync'] }
}

describe('LogDirectory', () => {
  // The calls: a/b/c and a/b, which have no parents, then a, a/b and a/b/c.
  it.each([3, 4, 5])('processes that start together make it together (overtaken at call %i)', (n) => {
    const path = join(scratch(), 'a', 'b', 'c')
    new LogDirectory(raced(n), path).ensure()
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  it('a file on the way to it is an error', () => {
    const folder = scratch()
    writeFileSync(join(folder, 'a'), '')
    const directory = new LogDirectory(systemFiles, join(folder, 'a', 'b'))
    expect(() => directory.ensure()).toThrow('ENOTDIR')
  })
})
