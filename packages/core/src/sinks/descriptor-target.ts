import { closeSync, constants, fstatSync, openSync } from 'node:fs'

/**
 * A descriptor as the writer uses it. Only a regular file may be written to as it is, blocking: storage answers, a
 * reader that went to sleep does not, and a thread caught in a blocked write holds `process.exit()` up for as long.
 */
export interface DescriptorTarget {
  readonly fd: number
  readonly kind: 'regular' | 'character' | 'pipe' | 'socket'
  /** Bytes a write at most. */
  readonly chunk: number
  /** Set when nothing can be written from the start: a FIFO that nobody reads. */
  readonly broken?: Error
  /** Closes what was opened here, never the descriptor that was passed in. */
  close(): void
}

/** PIPE_BUF on Linux: a write no longer than this goes in whole or not at all, between the lines of other processes. */
const PIPE_CHUNK = 4096
/** The same for the sockets that Node and systemd make (Unix domain, on Linux): there the kernel cuts longer writes. */
const SOCKET_CHUNK = 32_768
const CHUNK = 65_536

/** libuv handles, by the descriptor they made non-blocking. Kept for good: a collected one closes an fd above 2. */
const sockets = new Map<number, object>()

/**
 * - regular file: the descriptor as it is, since its offset and `O_APPEND` may be shared with other processes.
 * - FIFO and character device (terminal, `/dev/null`): opened a second time with `O_NONBLOCK`. Setting the flag on the
 *   descriptor itself would set it for every process that shares it, and those would meet EAGAIN.
 * - socket: cannot be opened a second time, so libuv sets the flag on it, as Node itself does for `process.stdout`. So
 *   it goes with a FIFO that may not be opened again (made by another user: `gosu`, `su`), and outside Linux, where
 *   opening `/dev/fd/1` only duplicates it.
 *
 * Limit: a terminal that may not be opened again, and socket types that libuv does not know, block while their reader
 * sleeps.
 */
export function openTarget(fd: number): DescriptorTarget {
  const stats = fstatSync(fd)
  if (stats.isFIFO()) return openPipe(fd)
  if (stats.isCharacterDevice()) return openDevice(fd)
  if (!stats.isSocket()) return { fd, kind: 'regular', chunk: CHUNK, close: nothing }
  keepNonBlocking(fd)
  return { fd, kind: 'socket', chunk: SOCKET_CHUNK, close: nothing }
}

function openPipe(fd: number): DescriptorTarget {
  const shape = { kind: 'pipe', chunk: PIPE_CHUNK } as const
  try {
    const own = openAgain(fd)
    // Where the descriptor was only duplicated, the flag has to be set after all.
    if (process.platform !== 'linux') keepNonBlocking(fd)
    return { ...shape, fd: own, close: () => closeSync(own) }
  } catch (error) {
    // A FIFO without a reader. Its own descriptor is no way out: a reader that came and slept would block us.
    if (codeOf(error) === 'ENXIO') return { ...shape, fd, broken: error as Error, close: nothing }
    keepNonBlocking(fd)
    return { ...shape, fd, close: nothing }
  }
}

function openDevice(fd: number): DescriptorTarget {
  const shape = { kind: 'character', chunk: CHUNK } as const
  try {
    const own = openAgain(fd)
    return { ...shape, fd: own, close: () => closeSync(own) }
  } catch {
    return { ...shape, fd, close: nothing }
  }
}

function openAgain(fd: number): number {
  const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY
  try {
    return openSync(`/proc/self/fd/${fd}`, flags)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    return openSync(`/dev/fd/${fd}`, flags)
  }
}

function keepNonBlocking(fd: number): void {
  if (sockets.has(fd)) return
  try {
    // Never written to, ended or destroyed: libuv would close the descriptor, or shut it down for the whole process.
    const { Socket } = process.getBuiltinModule('node:net')
    sockets.set(fd, new Socket({ fd, readable: false, writable: true }))
  } catch {
    // Another handle of this loop is writing to it (EEXIST): then the flag is set already.
  }
}

/** The errno name of a failed system call. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}

function nothing(): void {}
