import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { FapilogError } from '../errors/fapilog-error.ts'
import { fakeHost } from './fake-host.ts'
import { resolve } from './resolve.ts'
import type { Settings } from './settings.ts'

const resolveFile = (options: object) =>
  resolve({ sinks: [{ kind: 'rotating-file', directory: '/logs', ...options }] } as Settings, fakeHost())
const fileOf = (options: object) => resolveFile(options).config.sinks[0]

const errorOf = (options: object): FapilogError => {
  try {
    fileOf(options)
  } catch (error) {
    if (error instanceof FapilogError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('rotating-file', () => {
  it('has a default for everything but the directory', () => {
    expect(fileOf({})).toEqual({
      kind: 'rotating-file',
      name: 'rotating-file',
      directory: '/logs',
      prefix: 'fapilog',
      maxBytes: 10 * 2 ** 20,
      interval: null,
      time: 'utc',
      maxFiles: null,
      maxTotalBytes: null,
      maxAge: null,
      compress: false,
      activeName: null,
      symlink: null,
      fsync: 'never',
      fsyncIntervalMs: 1000,
      reopenOnSighup: false,
    })
  })

  it('takes sizes and durations in their units', () => {
    const sizes = { maxBytes: '1 MB', maxTotalBytes: '1 GB', maxAge: '7d', fsyncIntervalMs: '2s' }
    expect(fileOf(sizes)).toMatchObject({
      maxBytes: 2 ** 20,
      maxTotalBytes: 2 ** 30,
      maxAge: 604_800_000,
      fsyncIntervalMs: 2000,
    })
  })

  it.each([
    ['hourly', 'hourly'],
    ['daily', 'daily'],
    ['weekly', 'weekly'],
    ['15m', 900_000],
    [1000, 1000],
  ])('interval %j is %j', (given, interval) => {
    expect(fileOf({ interval: given })).toMatchObject({ interval })
  })

  it('resolves the directory where the configuration is given', () => {
    expect(fileOf({ directory: 'logs/app' })).toMatchObject({ directory: join(process.cwd(), 'logs/app') })
  })

  it('a relative directory needs a working directory', () => {
    const cwd = vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('ENOENT: uv_cwd')
    })
    try {
      expect(errorOf({ directory: 'logs' }).message).toContain('there is no working directory')
      expect(fileOf({})).toMatchObject({ directory: '/logs' })
    } finally {
      cwd.mockRestore()
    }
  })

  it('says where each option came from', () => {
    const { origins } = resolveFile({ maxFiles: 3 })
    expect(origins.get('sinks.0.maxFiles')).toEqual({ source: 'code' })
    expect(origins.get('sinks.0.maxAge')).toEqual({ source: 'default' })
  })

  it.each<[object, string, string]>([
    [{ directory: undefined }, 'directory', 'must be a path'],
    [{ directory: '' }, 'directory', 'must be a path of 1 to 4096 characters'],
    [{ directory: 'a\0b' }, 'directory', 'must be a path of 1 to 4096 characters'],
    [{ directory: new URL('file:///logs') }, 'directory', 'must be a path'],
    [{ prefix: '../etc' }, 'prefix', 'must be 1 to 64 letters, digits'],
    [{ prefix: 'a/b' }, 'prefix', 'must be 1 to 64 letters, digits'],
    [{ prefix: '' }, 'prefix', 'must be 1 to 64 letters, digits'],
    [{ prefix: '.hidden' }, 'prefix', 'must be 1 to 64 letters, digits'],
    [{ prefix: 'x'.repeat(65) }, 'prefix', 'must be 1 to 64 letters, digits'],
    [{ activeName: '..' }, 'activeName', 'must be 1 to 128 letters, digits'],
    [{ activeName: '/etc/passwd' }, 'activeName', 'must be 1 to 128 letters, digits'],
    [{ activeName: 'nul.log' }, 'activeName', 'must be 1 to 128 letters, digits'],
    [{ activeName: 'fapilog-20260304-050607-x.jsonl' }, 'activeName', 'must not look like'],
    [{ symlink: 'a\\b' }, 'symlink', 'must be 1 to 128 letters, digits'],
    [{ symlink: 'current', activeName: 'app.log' }, 'symlink', 'exclude each other'],
    [{ maxBytes: 1023 }, 'maxBytes', 'a size from "1 KiB" to "1 TiB", not 1023'],
    [{ maxBytes: Infinity }, 'maxBytes', 'not Infinity'],
    [{ maxTotalBytes: '2 TB' }, 'maxTotalBytes', 'a size from "2 KiB" to "1 TiB"'],
    [{ maxFiles: 0 }, 'maxFiles', 'a whole number from 1 to 100000, not 0'],
    [{ maxFiles: 1.5 }, 'maxFiles', 'not 1.5'],
    [{ maxAge: '10ms' }, 'maxAge', 'a duration of at least "1s"'],
    [{ maxAge: Infinity }, 'maxAge', 'not Infinity'],
    [{ interval: 'monthly' }, 'interval', 'one of "hourly", "daily", "weekly", or a duration'],
    [{ interval: 999 }, 'interval', 'not 999'],
    [{ time: 'gmt' }, 'time', 'must be one of "utc", "local"'],
    [{ compress: 'gzip' }, 'compress', 'must be true or false'],
    [{ fsync: 'sometimes' }, 'fsync', 'must be one of "never", "interval", "always"'],
    [{ fsyncIntervalMs: 0 }, 'fsyncIntervalMs', 'from 1 ms to 24 days'],
    [{ reopenOnSighup: 'yes' }, 'reopenOnSighup', 'must be true or false'],
    [{ maxbytes: 5000 }, 'maxbytes', 'Did you mean sinks.0.maxBytes?'],
  ])('%#: %j', (options, key, message) => {
    const error = errorOf(options)
    expect(error).toMatchObject({ code: 'FAPILOG_E_CONFIG', key: `sinks.0.${key}` })
    expect(error.message).toContain(message)
  })
})
