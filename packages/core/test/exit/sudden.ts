import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { MARK_EVERY, PER_MS, type Sudden } from './programs/sudden-ends.ts'

const PROGRAM = fileURLToPath(new URL('programs/burst.ts', import.meta.url))

export interface SuddenEnd {
  readonly directory: string
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Calls that had returned for certain; there may have been MARK_EVERY more. */
  readonly logged: number
  /** Whole lines in the files, from the first on without a gap. */
  readonly written: number
  /** What is wrong with the files: null for a gapless prefix with at most one torn line at its end. */
  readonly wrong: string | null
  readonly torn: boolean
  /** What was logged and not written, in milliseconds of traffic: the longest it can have been. */
  readonly lostMs: number
}

/** Runs the burst until its end, killing it after `killAfterMs` in full stride. */
export async function endSuddenly(
  end: Sudden,
  folder: string,
  killAfterMs = 0,
  bare: readonly 'bare'[] = [],
): Promise<SuddenEnd> {
  const directory = join(folder, 'logs')
  const marks = join(folder, 'marks')
  mkdirSync(directory, { recursive: true })
  // No core files; and a heap that is soon full.
  const command = ['-c', 'ulimit -c 0; exec "$@"', '-', process.execPath, '--max-old-space-size=64', PROGRAM]
  const child = spawn('bash', [...command, end, directory, marks, ...bare], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<Pick<SuddenEnd, 'code' | 'signal'>>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  let said = ''
  const warm = new Promise<void>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      said += more
      if (said.includes('"warm"')) resolve()
    })
  })
  await Promise.race([warm, ended])
  if (!said.includes('"warm"')) throw new Error(`the burst ended early: ${said}`)
  if (end === 'SIGKILL') {
    await delay(killAfterMs)
    child.kill('SIGKILL')
  }
  const how = await ended
  const logged = readFileSync(marks).readDoubleLE()
  const found = readBurst(directory)
  const lostMs = Math.max(0, logged + MARK_EVERY - found.written) / PER_MS
  return { directory, ...how, logged, ...found, lostMs }
}

const filesIn = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()

/** What the files hold, in the order of their names. */
export function readBurst(directory: string): Pick<SuddenEnd, 'written' | 'wrong' | 'torn'> {
  const ndjson = filesIn(directory)
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('')
  const lines = ndjson.split('\n')
  const rest = lines.pop() ?? ''
  let wrong: string | null = null
  for (const [at, line] of lines.entries()) {
    if (numberOf(line) === at) continue
    wrong = `line ${at} is ${line.slice(0, 300)}`
    break
  }
  return { written: lines.length, wrong, torn: rest !== '' }
}

function numberOf(line: string): unknown {
  try {
    return (JSON.parse(line) as { data: { i: unknown } }).data.i
  } catch {
    return undefined
  }
}
