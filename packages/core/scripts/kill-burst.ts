/**
 * `node packages/core/scripts/kill-burst.ts [runs, default 200]`: the long form of `test/exit/sudden-ends.test.ts`. SIGKILL at a
 * random instant of a burst of 200,000 lines a second; prints what was lost, and beside it what a thread loses there that
 * only naps and writes: what the machine allows. Exits with 1 when a file is anything else than a gapless prefix with at
 * most one torn line.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endSuddenly, type SuddenEnd } from '../test/exit/sudden.ts'

const runs = Number(process.argv[2] ?? 200)
if (!Number.isSafeInteger(runs) || runs < 1) throw new Error(`not a number of runs: ${process.argv[2]}`)

async function kill(bare: readonly 'bare'[]): Promise<SuddenEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'fapilog-kill-'))
  try {
    return await endSuddenly('SIGKILL', folder, Math.random() * 200, bare)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function say(what: string, ends: readonly SuddenEnd[]): void {
  const lost = ends.map(({ lostMs }) => lostMs).toSorted((a, b) => a - b)
  const quantile = (q: number): string => (lost[Math.ceil(q * runs) - 1] ?? Number.NaN).toFixed(2)
  console.log(
    `${what} lost, in ms of traffic at most: p50 ${quantile(0.5)}, p90 ${quantile(0.9)}, p99 ${quantile(0.99)}, most ${quantile(1)}`,
  )
}

const ends: SuddenEnd[] = []
const floor: SuddenEnd[] = []
// By turns: the machine is now quiet, now busy.
for (let n = 0; n < runs; n++) {
  ends.push(await kill([]))
  floor.push(await kill(['bare']))
}
const wrong = ends.filter((end) => end.wrong !== null)
const torn = ends.filter((end) => end.torn).length
const logged = ends.reduce((sum, end) => sum + end.logged, 0)
console.log(`${runs} runs, ${logged} lines logged, ${torn} runs with a torn last line, ${wrong.length} wrong`)
say('the logger', ends)
say('a bare thread', floor)
for (const { wrong: what } of wrong) console.log(`  ${what}`)
if (wrong.length > 0) process.exitCode = 1
