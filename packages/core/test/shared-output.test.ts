import { expect, test } from 'vitest'
import { indexes, parseLines, upTo } from './lines.ts'
import { type OutputKind, runProgram } from './run-program.ts'

const outputs: readonly OutputKind[] = process.platform === 'linux' ? ['file', 'pipe', 'socket'] : ['file']

test.each(outputs)(
  'several pipelines on one %s: every line is whole, and none is missing',
  async (output) => {
    const { code, stdout, stderr } = await runProgram('four-pipelines', [], { output })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = parseLines(stdout)
    for (const thread of ['main', 'a', 'b', 'c']) {
      const own = lines.filter(({ data }) => data['thread'] === thread)
      expect(indexes(own)).toEqual(upTo(20_000))
    }
  },
  90_000,
)
