import { resolve } from 'node:path'
import { FapilogError } from '../errors/fapilog-error.ts'
import { isStamped } from './file-name.ts'
import { own } from './plain-copy.ts'
import type { ResolvedRotatingFile, RotatingFileSettings } from './rotating-file-settings.ts'
import { parseDuration, parseSize } from './units.ts'

const DEFAULT_MAX_BYTES = 10 * 2 ** 20
const PERIODS = ['hourly', 'daily', 'weekly'] as const

const bytesOf = (sink: RotatingFileSettings, key: 'maxBytes' | 'maxTotalBytes'): number | null =>
  parseSize(own(sink, key)) ?? null

const msOf = (sink: RotatingFileSettings, key: 'maxAge' | 'fsyncIntervalMs' | 'interval'): number | null =>
  parseDuration(own(sink, key)) ?? null

/** Error: FAPILOG_E_CONFIG for a relative path where there is no working directory any more. */
const absolute = (directory: string): string => {
  try {
    return resolve(directory)
  } catch (cause) {
    throw new FapilogError(
      'FAPILOG_E_CONFIG',
      'directory must be an absolute path: there is no working directory',
      {
        key: 'directory',
        value: directory,
        cause,
      },
    )
  }
}

/** Of settings that were checked. */
export const resolveRotatingFile = (sink: RotatingFileSettings): ResolvedRotatingFile => ({
  kind: sink.kind,
  name: own(sink, 'name') ?? sink.kind,
  directory: absolute(sink.directory),
  prefix: own(sink, 'prefix') ?? 'fapilog',
  maxBytes: bytesOf(sink, 'maxBytes') ?? DEFAULT_MAX_BYTES,
  interval: PERIODS.find((period) => period === own(sink, 'interval')) ?? msOf(sink, 'interval'),
  time: own(sink, 'time') ?? 'utc',
  maxFiles: own(sink, 'maxFiles') ?? null,
  maxTotalBytes: bytesOf(sink, 'maxTotalBytes'),
  maxAge: msOf(sink, 'maxAge'),
  compress: own(sink, 'compress') ?? false,
  activeName: own(sink, 'activeName') ?? null,
  symlink: own(sink, 'symlink') ?? null,
  fsync: own(sink, 'fsync') ?? 'never',
  fsyncIntervalMs: msOf(sink, 'fsyncIntervalMs') ?? 1000,
  reopenOnSighup: own(sink, 'reopenOnSighup') ?? false,
})

/** What the schema cannot say of one value alone. */
export const checkRotatingFile = (sink: RotatingFileSettings, path: string): void => {
  const prefix = own(sink, 'prefix') ?? 'fapilog'
  const fail = (key: string, value: unknown, message: string): never => {
    const details = { key: `${path}.${key}`, value, origin: 'code' }
    throw new FapilogError('FAPILOG_E_CONFIG', `${path}.${key} ${message}`, details)
  }
  for (const key of ['activeName', 'symlink'] as const) {
    const name = own(sink, key)
    if (name !== undefined && isStamped(name, prefix)) {
      fail(key, name, 'must not look like the name of a complete file, which retention removes')
    }
  }
  if (own(sink, 'activeName') !== undefined && own(sink, 'symlink') !== undefined) {
    fail('symlink', own(sink, 'symlink'), 'and activeName exclude each other: both are a stable name')
  }
}
