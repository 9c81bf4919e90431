import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

let answer: boolean | undefined

/** Whether a file system of our own can be mounted: root, and not in a container that forbids it. */
export function canMount(): boolean {
  if (answer !== undefined) return answer
  const folder = mkdtempSync(join(tmpdir(), 'mount-'))
  answer = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0
  if (answer) execFileSync('umount', [folder])
  rmSync(folder, { recursive: true })
  return answer
}

/** A file system of so many KiB, gone after the test. */
export function smallDisk(kib: number, options = 'rw'): string {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k,mode=700,${options}`, 'tmpfs', folder])
  onTestFinished(() => {
    // Lazily: the application may not have closed its files yet.
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true })
  })
  return folder
}
