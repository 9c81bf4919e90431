import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  truncateSync,
  unlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import { type Child, suspend } from '../../src/sinks/fixtures/child.ts'
import { pathsIn, said } from './application.ts'
import { canTrace, STRACE } from './can-trace.ts'
import { canMount } from './mounts.ts'
import type { Scenario } from './programs/log-numbered.ts'

/** What happens to an application that logs to `folder`, and what is left of it there. */
export interface Fault {
  readonly needs?: 'mount' | 'strace' | 'prlimit'
  /** Beside a file of 64 KB and 5 records a millisecond. */
  readonly scenario?: Partial<Omit<Scenario, 'file'>> & { readonly file?: Partial<Scenario['file']> }
  /** Puts it behind a command. */
  readonly behind?: readonly string[]
  /** Does the damage while lines are being written, and mends it where it does not mend itself. */
  readonly strike?: (app: Child, folder: string) => Promise<Struck>
  /** Whether lines get lost, for a while: where they need not, none may. */
  readonly loses: boolean
}

export interface Struck {
  /** From when on all is well again, in milliseconds since 1970. */
  readonly over: number
  /** Lines that are in no file any more, once the application has ended. */
  readonly gone: () => string
  /** How long the whole process stood still for the test's own sake. */
  readonly stopped?: { readonly from: number; readonly to: number }
}

const canLimit = (): boolean => spawnSync('prlimit', ['--version']).status === 0
const SCOPE = '/proc/sys/kernel/yama/ptrace_scope'
/** Where that is set, only root may trace processes that are not its children. */
const canAttach = (): boolean =>
  canTrace() &&
  (process.geteuid?.() === 0 || !existsSync(SCOPE) || readFileSync(SCOPE, 'latin1').startsWith('0'))

export const canHave = (needs: Fault['needs']): boolean =>
  needs === undefined || { mount: canMount, strace: canAttach, prlimit: canLimit }[needs]()

/** A file that stays readable whatever becomes of its name. */
function keep(path: string): () => string {
  const fd = openSync(path, 'r')
  return () => {
    const bytes = Buffer.alloc(fstatSync(fd).size)
    readSync(fd, bytes, 0, bytes.byteLength, 0)
    closeSync(fd)
    return bytes.toString()
  }
}

/** While nothing moves, so that the test knows every line there is. */
async function whileStopped(app: Child, damage: () => () => string): Promise<Struck> {
  const pid = app.process.pid as number
  const from = Date.now()
  await suspend(pid)
  const gone = damage()
  process.kill(pid, 'SIGCONT')
  const over = Date.now()
  return { over, gone, stopped: { from, to: over + 100 } }
}

const activeIn = (folder: string): string => join(folder, 'app.log')

/** Cuts the active file: what lay behind is gone. */
const cut = (size: number) => (app: Child, folder: string) =>
  whileStopped(app, () => {
    const text = readFileSync(activeIn(folder), 'latin1')
    truncateSync(activeIn(folder), size)
    // Half a line at the new end goes too.
    const kept = size === 0 ? 0 : text.lastIndexOf('\n', size - 1) + 1
    const gone = text.slice(kept, text.lastIndexOf('\n') + 1)
    return () => gone
  })

const limitFiles = (app: Child, soft: string): void => {
  execFileSync('prlimit', [`--pid=${app.process.pid}`, `--nofile=${soft}:`])
}

async function fullDisk(app: Child, folder: string): Promise<Struck> {
  await said(app, 'a sink is failing')
  const complete = pathsIn(folder).filter((path) => path !== activeIn(folder))
  const gone = complete.map((path) => readFileSync(path, 'utf8')).join('')
  for (const path of complete) unlinkSync(path)
  return { over: Date.now(), gone: () => gone }
}

/** No file is left, and none may be opened. */
async function noDescriptors(app: Child, folder: string): Promise<Struck> {
  limitFiles(app, '1')
  const kept = pathsIn(folder).map((path) => {
    const read = keep(path)
    unlinkSync(path)
    return read
  })
  await said(app, 'a sink is failing')
  // The longest wait between two attempts is reached by then.
  await delay(1500)
  limitFiles(app, '1024')
  return { over: Date.now(), gone: () => kept.map((read) => read()).join('') }
}

const LOG_THREAD = 'fapilog'

function logThreadOf(pid: number): string {
  const tasks = `/proc/${pid}/task`
  const found = readdirSync(tasks).find(
    (task) => readFileSync(`${tasks}/${task}/comm`, 'latin1').trim() === LOG_THREAD,
  )
  if (found === undefined) throw new Error(`process ${pid} has no thread ${LOG_THREAD}`)
  return found
}

/** When the last of the calls failed, and how many did, as strace prints them. */
function injectedIn(trace: string): { readonly over: number; readonly count: number } {
  const times = readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('(INJECTED)') || line.endsWith('(DELAYED)'))
    .map((line) => 1000 * Number(/\d+\.\d+/.exec(line)?.[0]))
  return { over: Math.max(...times), count: times.length }
}

/**
 * System calls on the active file that fail the next times. Only the thread that logs is traced: strace would hold up the
 * caller too.
 */
export const inject = (calls: string, how: string, times: number) => async (app: Child, folder: string) => {
  const trace = join(folder, '..', 'trace')
  const what = ['-e', `trace=${calls}`, '-e', `inject=${calls}:${how}:when=1..${times}`]
  const where = ['-P', activeIn(folder), '-p', logThreadOf(app.process.pid as number)]
  const strace = spawn(STRACE, ['-qq', '-ttt', '-o', trace, ...what, ...where], { stdio: 'ignore' })
  onTestFinished(() => void strace.kill())
  await expect
    .poll(() => (existsSync(trace) ? injectedIn(trace).count : 0), { timeout: 20_000 })
    .toBeGreaterThanOrEqual(times)
  return { over: injectedIn(trace).over, gone: () => '' }
}

const protectedLines = { level: 'error', file: { fsync: 'always' } } as const

/** Eight failures in a row: the waits between the attempts grow to some 300 ms. */
export const faults: Readonly<Record<string, Fault>> = {
  'ENOSPC: a small disk is full': {
    needs: 'mount',
    scenario: { burst: 1 },
    strike: fullDisk,
    loses: true,
  },
  'EFBIG after a short write: files must not grow beyond a limit': {
    needs: 'prlimit',
    behind: ['prlimit', '--fsize=50001', '--'],
    loses: false,
  },
  'EIO on one write': { needs: 'strace', strike: inject('write', 'error=EIO', 1), loses: false },
  'EIO on write': { needs: 'strace', strike: inject('write', 'error=EIO', 8), loses: true },
  'EIO on one fsync': {
    needs: 'strace',
    scenario: protectedLines,
    strike: inject('fdatasync', 'error=EIO', 1),
    loses: false,
  },
  'EIO on fsync': {
    needs: 'strace',
    scenario: protectedLines,
    strike: inject('fdatasync', 'error=EIO', 8),
    loses: true,
  },
  'EINTR on write': { needs: 'strace', strike: inject('write', 'error=EINTR', 40), loses: false },
  'EIO on fstat': {
    needs: 'strace',
    strike: inject('fstat,newfstatat,statx', 'error=EIO', 8),
    loses: false,
  },
  'a write that takes a second': {
    needs: 'strace',
    scenario: { burst: 1 },
    strike: inject('write', 'delay_enter=1000000', 2),
    loses: false,
  },
  'EMFILE when a new file is due': {
    needs: 'strace',
    scenario: { file: { maxBytes: '16 KB' } },
    strike: inject('openat', 'error=EMFILE', 4),
    loses: false,
  },
  'EMFILE while there is no file': { needs: 'prlimit', strike: noDescriptors, loses: true },
  'the file system becomes read-only': {
    needs: 'strace',
    strike: inject('write,ftruncate,openat', 'error=EROFS', 8),
    loses: true,
  },
  'the directory is deleted': {
    strike: (app, folder) =>
      whileStopped(app, () => {
        const kept = pathsIn(folder).map(keep)
        rmSync(folder, { recursive: true })
        return () => kept.map((read) => read()).join('')
      }),
    loses: false,
  },
  'the file is deleted': {
    strike: (app, folder) =>
      whileStopped(app, () => {
        const read = keep(activeIn(folder))
        unlinkSync(activeIn(folder))
        return read
      }),
    loses: false,
  },
  'the file is truncated': { strike: cut(0), loses: false },
  'the file is cut within a line': { strike: cut(1000), loses: false },
}
