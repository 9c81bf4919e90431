import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { threadId } from 'node:worker_threads'

/**
 * Who writes a file. `machine` tells apart those whose process ids mean nothing to each other: other hosts, and other
 * containers on a shared volume, where every application is process 1.
 */
export interface Writer {
  readonly pid: number
  readonly thread: number
  /** Five characters of a-z and 0-9. */
  readonly machine: string
}

/** As a regular expression with three groups. */
export const WRITER_PATTERN = '(\\d{1,10})-(\\d{1,10})-([0-9a-z]{5})'

const writerText = new RegExp(`^${WRITER_PATTERN}$`)

/** For file names: `4711-1-k3x9z`. */
export const printWriter = ({ pid, thread, machine }: Writer): string => `${pid}-${thread}-${machine}`

export function parseWriter(text: string): Writer | undefined {
  const [, pid, thread, machine] = writerText.exec(text) ?? []
  if (machine === undefined) return undefined
  return { pid: Number(pid), thread: Number(thread), machine }
}

export const sameWriter = (a: Writer, b: Writer): boolean =>
  a.pid === b.pid && a.thread === b.thread && a.machine === b.machine

export function thisWriter(): Writer {
  return { pid: process.pid, thread: threadId, machine: machineTag(`${hostname()} ${pidNamespace()}`) }
}

/** Containers of one pod share the host's name, but not the namespace of their process ids. */
function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

/** FNV-1a, in base 36. */
export function machineTag(identity: string): string {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(identity)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return (hash % 36 ** 5).toString(36).padStart(5, '0')
}
