import { codeOf } from '../descriptor-target.ts'
import type { FileSystem } from './file-system.ts'

const NEWLINE = 10
const STEP = 65_536
/** Far longer than any line the pipeline makes. */
const LONGEST_LINE = 1024 * 1024

/**
 * A process that was killed within a write leaves half a line behind. It is cut off: the next line must neither be glued
 * to it nor follow it, and its record never counted as written. Zeros that a power failure left behind go with it. What
 * has no line end for a whole MiB is not our format, so it is ended and not cut.
 * Returns the size afterwards. The descriptor must be open for reading and writing, in append mode.
 */
export function mendTail(fs: FileSystem, fd: number, size: number): number {
  const buffer = Buffer.alloc(Math.min(size, STEP))
  for (let end = size; end > 0 && size - end < LONGEST_LINE; end -= buffer.byteLength) {
    const start = Math.max(0, end - buffer.byteLength)
    const part = buffer.subarray(0, end - start)
    readFully(fs, fd, part, start)
    const at = part.lastIndexOf(NEWLINE)
    if (at !== -1 || start === 0) return cutTo(fs, fd, size, start + at + 1)
  }
  if (size === 0) return 0
  return size + fs.writeSync(fd, '\n')
}

function cutTo(fs: FileSystem, fd: number, size: number, wanted: number): number {
  if (wanted !== size) fs.ftruncateSync(fd, wanted)
  return wanted
}

/** Error: also when the file ends before `target` is full, because somebody cuts it at the same time. */
export function readFully(fs: FileSystem, fd: number, target: Uint8Array, position: number): void {
  for (let at = 0; at < target.byteLength;) {
    const taken = readSome(fs, fd, target, at, position + at)
    if (taken === 0) throw new Error('the file became shorter while it was read')
    at += taken
  }
}

/** As `readSync`, which is the one call that libuv does not repeat after EINTR. */
function readSome(fs: FileSystem, fd: number, target: Uint8Array, at: number, position: number): number {
  for (;;) {
    try {
      return fs.readSync(fd, target, at, target.byteLength - at, position)
    } catch (error) {
      if (codeOf(error) !== 'EINTR') throw error
    }
  }
}
