import type { Stats } from 'node:fs'

/**
 * Why a file is not ours to write to; undefined when it is. Whoever may write into the directory could plant files that
 * lead the lines elsewhere, let others read them, or have us cut a file that we did not write.
 */
export function foreignness(stats: Stats): string | undefined {
  const user = process.geteuid?.()
  if (!stats.isFile()) return 'is not a regular file'
  if (stats.nlink > 1) return 'has another name too (a hard link)'
  if (user !== undefined && stats.uid !== user) return 'belongs to another user'
  return undefined
}

/** Error: what is wrong with it. */
export function refuseForeign(path: string, stats: Stats): void {
  const reason = foreignness(stats)
  if (reason !== undefined) throw new Error(`${path} ${reason}`)
}
