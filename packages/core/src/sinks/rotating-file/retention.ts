import type { ManagedFile } from './inventory.ts'

/** How much may be kept; null: any number. */
export interface RetentionLimits {
  /** Complete files. */
  readonly maxFiles: number | null
  /** Bytes of all files, those being written included. */
  readonly maxTotalBytes: number | null
  /** Milliseconds since the last write. */
  readonly maxAge: number | null
}

/**
 * Which files to remove, oldest first. `reserved` are bytes that `files` does not show: what is being written here, and
 * is about to be. What is in use counts, but stays.
 */
export function expired(
  files: readonly ManagedFile[],
  limits: RetentionLimits,
  now: number,
  reserved: number,
): ManagedFile[] {
  const { maxFiles, maxTotalBytes, maxAge } = limits
  const complete = files
    .filter(({ kind, standing }) => (kind === 'log' || kind === 'gzip') && standing !== 'in use')
    .toSorted((a, b) => a.mtimeMs - b.mtimeMs || (a.name < b.name ? -1 : 1))
  let count = complete.length
  let bytes = files.reduce((sum, file) => sum + file.bytes, reserved)
  // Ages only fall along the list, so what has to go is a beginning of it.
  const kept = complete.findIndex((file) => {
    const tooMany = maxFiles !== null && count > maxFiles
    const tooLarge = maxTotalBytes !== null && bytes > maxTotalBytes
    const tooOld = maxAge !== null && now - file.mtimeMs > maxAge
    count -= 1
    bytes -= file.bytes
    return !(tooMany || tooLarge || tooOld)
  })
  return kept === -1 ? complete : complete.slice(0, kept)
}
