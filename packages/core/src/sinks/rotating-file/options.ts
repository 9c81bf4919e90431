import { FapilogError } from '../../errors/fapilog-error.ts'
import { fileNameRule, isFileName, isStamped } from '../../config/file-name.ts'
import type { ResolvedRotatingFile } from '../../config/rotating-file-settings.ts'

/** Every option filled in: see `RotatingFileSettings` for what they mean. */
export type RotatingFileOptions = Omit<ResolvedRotatingFile, 'kind'>

/**
 * The configuration was checked on the caller. These are checked once more where they become paths, since whoever gets
 * a `/` into one of them writes anywhere. Error: FAPILOG_E_CONFIG.
 */
export function checkNames(options: RotatingFileOptions): void {
  checkName('prefix', options.prefix, 64)
  for (const key of ['activeName', 'symlink'] as const) {
    const name = options[key]
    if (name === null) continue
    checkName(key, name, 128)
    if (!isStamped(name, options.prefix)) continue
    throw new FapilogError('FAPILOG_E_CONFIG', `${key} must not look like the name of a complete file`, {
      key,
      value: name,
    })
  }
}

function checkName(key: string, value: string, longest: number): void {
  if (isFileName(value, longest)) return
  throw new FapilogError('FAPILOG_E_CONFIG', `${key} must be ${fileNameRule(longest)}`, { key, value })
}
