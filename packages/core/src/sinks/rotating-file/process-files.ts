import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { codeOf } from '../descriptor-target.ts'

/** What is known about a process of this machine. */
export interface ProcessFiles {
  readonly alive: boolean
  /** Base names of the files it has open; `unknown` when it does not let us look. */
  readonly open: ReadonlySet<string> | 'unknown'
  /** Milliseconds since 1970. Undefined: unknown. */
  readonly startedAt?: number
}

const GONE: ProcessFiles = { alive: false, open: new Set<string>() }
const ALIVE: ProcessFiles = { alive: true, open: 'unknown' }

/**
 * A process id alone says little: it is given out again, and a thread that died leaves its process alive. So the question
 * is whether the process has the file open. Without procfs (macOS, Windows) it is whether there is such a process.
 */
export function filesOf(pid: number): ProcessFiles {
  const folder = `/proc/${pid}/fd`
  let descriptors: string[]
  try {
    descriptors = readdirSync(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return hasProcfs() ? GONE : bySignal(pid)
    return isZombie(pid) ? GONE : { ...ALIVE, ...startOf(pid) }
  }
  const open = new Set<string>()
  for (const descriptor of descriptors) {
    try {
      open.add(basename(readlinkSync(`${folder}/${descriptor}`)))
    } catch {
      // Closed in the meantime.
    }
  }
  return { alive: true, open, ...startOf(pid) }
}

/** Clock ticks a second, as procfs counts them for everybody. */
const TICKS = 100
/** Of the times of files and of processes, together. */
const INACCURACY_MS = 3000

/**
 * Whether the process began after that: its id was given out again, and what was written then is by one that is gone.
 * Where the clock was set forward in between that is wrong, so it must be no reason to touch what may be open.
 */
export const beganAfter = ({ startedAt }: ProcessFiles, at: number): boolean =>
  startedAt !== undefined && startedAt > at + INACCURACY_MS

function startOf(pid: number): Pick<ProcessFiles, 'startedAt'> {
  try {
    // The name, in parentheses, may hold anything. The 20th field after it are the ticks from the boot to the start.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
    const uptime = Number.parseFloat(readFileSync('/proc/uptime', 'latin1'))
    const age = uptime - ticks / TICKS
    // In some containers the two do not count from the same moment.
    return age >= 0 ? { startedAt: Date.now() - age * 1000 } : {}
  } catch {
    return {}
  }
}

function hasProcfs(): boolean {
  try {
    return readlinkSync('/proc/self') !== ''
  } catch {
    return false
  }
}

/** One that nobody waits for stays for ever, as in containers whose process 1 is an application. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch (error) {
    return codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH'
  }
}

function bySignal(pid: number): ProcessFiles {
  try {
    process.kill(pid, 0)
    return ALIVE
  } catch (error) {
    return codeOf(error) === 'ESRCH' ? GONE : ALIVE
  }
}
