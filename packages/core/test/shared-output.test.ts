import { expect, test } from 'vitest'
import { indexes, parseLines, upTo } from './lines.ts'
import { runProgram } from './run-program.ts'

test('several pipelines on one redirected file: every line is whole, and none is missing', async () => {
  const { code, stdout, stderr } = await runProgram('four-pipelines', [], { output: 'file' })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const lines = parseLines(stdout)
  for (const thread of ['main', 'a', 'b', 'c']) {
    const own = lines.filter(({ data }) => data['thread'] === thread)
    expect(indexes(own)).toEqual(upTo(20_000))
  }
}, 90_000)
