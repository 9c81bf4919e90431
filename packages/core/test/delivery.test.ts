import { describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from './lines.ts'
import { reportOf } from './reports.ts'
import { type OutputKind, runProgram } from './run-program.ts'

describe('delivery', () => {
  test.each<OutputKind>(['pipe', 'socket', 'file'])(
    '100,000 lines to a %s: all there, in order, valid JSON, submitted = delivered',
    async (output) => {
      const { code, stdout, stderr } = await runProgram('lines', ['100000'], { output })
      expect(code).toBe(0)
      expect(indexes(parseLines(stdout))).toEqual(upTo(100_000))
      expect(reportOf(stderr, 'drained')).toMatchObject({
        submitted: 100_000,
        delivered: 100_000,
        failed: 0,
        pending: 0,
        complete: true,
        dropped: { queue_full: 0, reentrant: 0, encode_failed: 0 },
      })
    },
  )

  test('the caller loads nothing of the pipeline, its sinks and their delivery', async () => {
    const { stderr } = await runProgram('modules')
    const { loaded, ...facts } = reportOf(stderr, 'loaded')
    const ours = (loaded as string[]).flatMap((url) => /\/src\/(.*)$/.exec(url)?.[1] ?? [])
    expect(facts).toMatchObject({ flushed: true, delivered: 2 })
    expect(ours).toContain('logger/get-logger.ts')
    expect(ours).toContain('lifecycle/thread-host.ts')
    expect(ours.filter((path) => /^(pipeline|delivery|sinks)\//.test(path))).toEqual([])
  })
})
