import { existsSync, readFileSync } from 'node:fs'
import { type Line, parseLines } from '../lines.ts'
import { reportOf } from '../reports.ts'
import { runProgram } from '../run-program.ts'

export const crashKinds = ['terminate', 'exit', 'out of memory'] as const
export type CrashKind = (typeof crashKinds)[number]

export interface CrashOutcome {
  /** From the end of the thread until the next one was made, and until that one had written something. */
  readonly startMs: number
  readonly consumeMs: number
  /** Lines that came twice, over all sinks. */
  readonly doubled: number
  /** Null: nothing was lost, doubled beyond one batch, or miscounted. */
  readonly wrong: string | null
}

/** More lines than one batch of 64 KiB holds. */
const MOST_DOUBLED = 600

/** Lets a thread die at about record `at`, and judges by what the sinks have. */
export async function crashOnce(kind: CrashKind, at: number, file: string): Promise<CrashOutcome> {
  const { code, stdout, stderr } = await runProgram(
    '../supervision/programs/random-death',
    [file, kind, String(at)],
    {
      output: 'file',
    },
  )
  const done = reportOf(stderr, 'done')
  const stats = done['stats'] as Record<string, number>
  const outputs = [parseLines(stdout)]
  if (existsSync(file)) outputs.push(parseLines(readFileSync(file, 'utf8')))
  const judged = outputs.map((lines) => judge(lines, Number(stats['submitted'])))
  const wrong =
    judged.find((one) => one.wrong !== null)?.wrong ??
    (code === 0 ? null : `exit code ${code}`) ??
    (done['threadStarts'] === 2 ? null : `${String(done['threadStarts'])} threads`) ??
    (stats['delivered'] === stats['submitted'] && stats['pending'] === 0 ? null : JSON.stringify(stats))
  return {
    startMs: Number(done['startMs']),
    consumeMs: Number(done['consumeMs']),
    doubled: Math.max(...judged.map((one) => one.doubled)),
    wrong,
  }
}

function judge(lines: readonly Line[], count: number): { doubled: number; wrong: string | null } {
  const ids = new Map<unknown, unknown>()
  let doubled = 0
  for (const { data, context } of lines) {
    const seen = ids.get(data['i'])
    if (seen !== undefined && seen !== context['message_id'])
      return { doubled, wrong: 'a doubled line has another id' }
    if (seen !== undefined) doubled++
    ids.set(data['i'], context['message_id'])
  }
  if (ids.size !== count) return { doubled, wrong: `${count - ids.size} lines lost` }
  if ([...ids.keys()].some((i, index) => i !== index)) return { doubled, wrong: 'out of order' }
  return { doubled, wrong: doubled > MOST_DOUBLED ? `${doubled} lines came twice` : null }
}
