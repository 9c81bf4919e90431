import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch } from './fixtures/directory.ts'
import { TestHost } from './fixtures/test-host.ts'
import { mendTail } from './torn-tail.ts'

const mend = (text: string, host = new TestHost()): { size: number; text: string } => {
  const path = join(scratch(), 'file')
  writeFileSync(path, text)
  const fd = openSync(path, 'a+')
  try {
    return { size: mendTail(host.fs, fd, Buffer.byteLength(text)), text: readFileSync(path, 'utf8') }
  } finally {
    closeSync(fd)
  }
}

const whole = '{"n":1}\n'

describe('mendTail', () => {
  it.each([
    ['', ''],
    [whole, whole],
    [`${whole}{"n":`, whole],
    ['{"n":', ''],
    [`${whole}${'x'.repeat(200_000)}`, whole],
    [`${whole.repeat(20_000)}{`, whole.repeat(20_000)],
    [`${whole}\0\0\0\0`, whole],
    ['x'.repeat(1024 * 1024 - 1), ''],
  ])('cuts half a line off, %#', (text, mended) => {
    expect(mend(text)).toEqual({ size: mended.length, text: mended })
  })

  it('ends what has no line end for a MiB, and does not cut it', () => {
    const foreign = `${whole}${'x'.repeat(1024 * 1024 + 70_000)}`
    expect(mend(foreign)).toEqual({ size: foreign.length + 1, text: `${foreign}\n` })
  })

  it('leaves a whole file as it is', () => {
    const host = new TestHost()
    mend(whole, host)
    expect(host.calls).toEqual(['readSync'])
  })

  it('goes on after EINTR', () => {
    const host = new TestHost()
    host.faults = () => (host.calls.length === 1 ? 'EINTR' : undefined)
    expect(mend(`${whole}{`, host).text).toBe(whole)
  })

  it('takes nothing for granted when the file becomes shorter meanwhile', () => {
    const path = join(scratch(), 'file')
    writeFileSync(path, whole)
    const fd = openSync(path, 'a+')
    expect(() => mendTail(new TestHost().fs, fd, 1000)).toThrow('became shorter')
    closeSync(fd)
  })
})
