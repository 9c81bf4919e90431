/**
 * `node packages/core/scripts/crashes.ts [runs]`: kills the pipeline thread at a random moment, in each of several ways,
 * that often (default 200), and says how soon the next one works, and whether anything was lost, doubled or miscounted.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CrashKind, crashKinds, crashOnce } from '../test/supervision/crash-once.ts'

const runs = Number(process.argv[2] ?? 200)
const folder = mkdtempSync(join(tmpdir(), 'fapilog-crashes-'))
const starts: number[] = []
const consumptions: number[] = []
let doubled = 0
try {
  for (let run = 0; run < runs; run++) {
    const kind = crashKinds[run % crashKinds.length] as CrashKind
    const outcome = await crashOnce(kind, Math.floor(Math.random() * 19_000), join(folder, String(run)))
    if (outcome.wrong !== null) process.stdout.write(`run ${run}, ${kind}: ${outcome.wrong}\n`)
    starts.push(outcome.startMs)
    consumptions.push(outcome.consumeMs)
    doubled = Math.max(doubled, outcome.doubled)
    if (outcome.wrong !== null) process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true })
}
const at = (all: number[], part: number): string =>
  (all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * part))] ?? 0).toFixed(1)
process.stdout.write(
  `${runs} deaths: the next thread is made after ${at(starts, 0.5)} ms (p99 ${at(starts, 0.99)}), ` +
    `and has written after ${at(consumptions, 0.5)} ms (p99 ${at(consumptions, 0.99)}); ` +
    `doubled lines at most ${doubled}\n`,
)
