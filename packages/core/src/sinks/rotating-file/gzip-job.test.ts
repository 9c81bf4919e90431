import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { line, namesIn, scratch } from './fixtures/directory.ts'
import { TestHost } from './fixtures/test-host.ts'
import { GzipJob, unpackedSize } from './gzip-job.ts'

const textOfBytes = (size: number): string => {
  let text = ''
  for (let n = 0; text.length < size; n++) text += `${line(n, 40 + (n % 300))}\n`
  return text
}

function setUp(text: string) {
  const folder = scratch()
  const paths = { log: join(folder, 'log'), part: join(folder, 'part'), gzip: join(folder, 'gzip') }
  writeFileSync(paths.log, text)
  const host = new TestHost()
  const run = (): number => {
    const job = new GzipJob(host, paths)
    for (let bytes = 10; ;) {
      const step = job.step()
      bytes += step.bytes
      if (step.done) return bytes
    }
  }
  return { folder, paths, host, run }
}

describe('GzipJob', () => {
  it.each([0, 1, 512 * 1024, 2_000_000])('compresses %i bytes into one member, in slices', (size) => {
    const text = textOfBytes(size)
    const { folder, paths, run, host } = setUp(text)
    expect(run()).toBe(statSync(paths.gzip).size)
    expect(gunzipSync(readFileSync(paths.gzip)).toString()).toBe(text)
    expect(
      execFileSync('gzip', ['-dc'], { input: readFileSync(paths.gzip), maxBuffer: 1e8 }).toString(),
    ).toBe(text)
    expect(unpackedSize(host.fs, paths.gzip)).toBe(text.length)
    expect(namesIn(folder)).toEqual(['gzip'])
    expect(host.descriptors).toBe(0)
  })

  it('keeps the time of the last line, and is for the owner only', () => {
    const { paths, run } = setUp('{}\n')
    utimesSync(paths.log, 1000, 1_000_000.5)
    chmodSync(paths.log, 0o666)
    run()
    expect(statSync(paths.gzip)).toMatchObject({ mtimeMs: 1_000_000_500, mode: 0o100600 })
  })

  it('is on the disk before it appears, and appears before the log goes', () => {
    const { host, run } = setUp(textOfBytes(600_000))
    run()
    const order = host.calls.filter((call) => ['fsyncSync', 'renameSync', 'unlinkSync'].includes(call))
    expect(order).toEqual(['fsyncSync', 'renameSync', 'unlinkSync'])
  })

  it('does not bring back what was removed meanwhile, nor take a new file for the old one', () => {
    for (const replaced of [false, true]) {
      const { folder, paths, host } = setUp('{}\n')
      const job = new GzipJob(host, paths)
      job.step()
      unlinkSync(paths.log)
      if (replaced) {
        writeFileSync(join(folder, 'other'), 'keeps the inode number of the first one from being used again')
        writeFileSync(paths.log, '[]\n')
      }
      expect(() => job.step()).toThrow(replaced ? 'was not complete' : 'ENOENT')
      expect(namesIn(folder)).toEqual(replaced ? ['log', 'other'] : [])
      expect(host.descriptors).toBe(0)
    }
  })

  it('leaves a log alone that grows', () => {
    const { folder, paths, host } = setUp('{}\n')
    const job = new GzipJob(host, paths)
    job.step()
    writeFileSync(paths.log, '[]\n', { flag: 'a' })
    expect(() => job.step()).toThrow('was not complete')
    expect(namesIn(folder)).toEqual(['log'])
  })

  it('follows no links', () => {
    const { folder, paths, host } = setUp('{}\n')
    symlinkSync('log', join(folder, 'link'))
    expect(() => new GzipJob(host, { ...paths, log: join(folder, 'link') })).toThrow('ELOOP')
    symlinkSync('/dev/null', paths.part)
    expect(() => new GzipJob(host, paths)).toThrow('EEXIST')
    expect(host.descriptors).toBe(0)
  })

  it('whatever call fails, either the log is there or the whole .gz, and no descriptor stays open', () => {
    const text = textOfBytes(600_000)
    const probe = setUp(text)
    probe.run()
    for (let n = 0; n < probe.host.calls.length; n++) {
      const { folder, paths, host, run } = setUp(text)
      host.faults = (call) => (host.calls.length === n + 1 && call !== 'closeSync' ? 'EIO' : undefined)
      if (probe.host.calls[n] === 'closeSync') continue
      expect(run).toThrow('EIO')
      const names = namesIn(folder)
      const kept = names.includes('log') ? readFileSync(paths.log) : gunzipSync(readFileSync(paths.gzip))
      expect(kept.toString()).toBe(text)
      expect(names).not.toContain('part')
      expect(host.descriptors).toBe(0)
    }
  })

  it('a file too short for a .gz has no unpacked size', () => {
    const { paths, host } = setUp('short')
    expect(unpackedSize(host.fs, paths.log)).toBeUndefined()
  })
})
