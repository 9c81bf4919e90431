import { describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from './lines.ts'
import { type OutputKind, runProgram } from './run-program.ts'

const CASES = [
  'natural',
  'first-tick',
  'warm',
  'exit-in-first-listener',
  'exit-in-later-listener',
  'throws',
  'throws-at-once',
  'rejects',
  'stack-overflow',
  'exit-code',
  'later-listener',
  'later-async',
  'throwing-listener',
  'throwing-first-listener',
  'throwing-listener-caught',
  'exit-in-getter',
  'before-exit',
  'drained',
]
const OUTPUTS: readonly OutputKind[] = ['pipe', 'socket', 'file']

describe.each(CASES)('the end of the process: %s', (name) => {
  test.concurrent.each(OUTPUTS)(
    'to a %s: no line lost, order kept, exit status as without a logger',
    async (output) => {
      const [outcome, without] = await Promise.all([
        runProgram('exit', [name], { output }),
        runProgram('exit', [name, 'without']),
      ])
      const logged = [...outcome.stderr.matchAll(/^logged (\d+)$/gm)].at(-1)?.[1]
      const lines = parseLines(outcome.stdout)
      expect({ code: outcome.code, signal: outcome.signal }).toEqual({
        code: without.code,
        signal: without.signal,
      })
      expect(Number(logged)).toBeGreaterThanOrEqual(500)
      expect(indexes(lines)).toEqual(upTo(Number(logged)))
    },
  )
})
