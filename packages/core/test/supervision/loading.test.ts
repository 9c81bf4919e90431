import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DrainResult, SinkStats } from '../../src/index.ts'
import { indexes, parseLines, upTo } from '../lines.ts'
import { reportOf } from '../reports.ts'
import { type Outcome, runProgram } from '../run-program.ts'
import type { DeadlyOptions } from './programs/deadly-sink.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function run(
  end: string,
  modules: readonly string[],
  does: Omit<DeadlyOptions, 'file'> = { does: 'exit', at: -2, once: true },
): Promise<Outcome> {
  const options = JSON.stringify({ ...does, file: join(folder, 'out') })
  return runProgram('../supervision/programs/loading', [end, options, ...modules])
}

/** The first thread that loads it ends there, the later ones do not. */
function flaky(name: string): string {
  const [file, marker] = [join(folder, `${name}.mjs`), JSON.stringify(join(folder, `${name}.died`))]
  const code = `
    import { existsSync, writeFileSync } from 'node:fs'
    if (!existsSync(${marker})) {
      writeFileSync(${marker}, '')
      process.exit(1)
    }
    export default () => ({ write() {} })`
  writeFileSync(file, code)
  return file
}

describe('a module that is still being loaded when the process ends', () => {
  test.each([
    ['comes to its end', 0],
    ['process.exit()', 5],
    ['uncaught throw', 1],
  ])('%s: the other sinks get everything', async (end, status) => {
    const { code, stdout, stderr, ms } = await run(end, ['slow-module.ts'])
    expect(code).toBe(status)
    // It did not wait for the module.
    expect(ms).toBeLessThan(12_000)
    expect(stderr).toContain('the process ends before all modules are loaded')
    expect(indexes(parseLines(stdout))).toEqual(upTo(500))
  })

  test('so too while another one hangs', async () => {
    const { code, stdout } = await run('process.exit()', ['looping-sink.ts', 'slow-module.ts'])
    expect(code).toBe(5)
    expect(indexes(parseLines(stdout))).toEqual(upTo(500))
  })
})

describe('modules that end or hold up a thread that loads them', () => {
  test('ready() names one that holds it up', async () => {
    const { stderr } = await run('ready', ['looping-sink.ts', 'deadly-sink.ts'])
    expect(reportOf(stderr, 'ready')['refusal']).toContain('sink "looping-sink"')
  })

  test('two that end one thread each are both in order', async () => {
    const { stdout, stderr } = await run('ready', [flaky('a'), flaky('b')])
    expect(reportOf(stderr, 'ready')).toMatchObject({ refusal: 'undefined' })
    expect(stderr).not.toContain('disabled')
    expect(indexes(parseLines(stdout))).toEqual(upTo(500))
  })
})

describe('what a thread counted that died, its successor counts on with', () => {
  const drained = ({ stderr }: Outcome): DrainResult => reportOf(stderr, 'drained') as unknown as DrainResult
  const together = (sink: SinkStats | undefined): number =>
    sink === undefined ? NaN : sink.delivered + sink.failed + sink.dropped + sink.inDoubt + sink.pending

  test.each([
    ['ends once', { does: 'exit after an await', at: 250, once: true }],
    ['ends every thread', { does: 'exit', at: -1, once: false }],
    ['loops', { does: 'loop', at: 250, once: false }],
  ] as const)('a sink that fails beside one that %s', async (_, does) => {
    const outcome = await run('ready', ['throwing-sink.ts', 'deadly-sink.ts'], does)
    const { sinks, ...stats } = drained(outcome)
    // It got nothing, so not one of the records is delivered.
    expect(stats).toMatchObject({ submitted: 500, delivered: 0, failed: 500, pending: 0 })
    for (const sink of Object.values(sinks)) expect([sink.accepted, together(sink)]).toEqual([500, 500])
    expect(sinks['throwing-sink']).toMatchObject({ delivered: 0, failed: 500 })
    expect(sinks['stdout-json']).toMatchObject({ delivered: 500 })
    expect(indexes(parseLines(outcome.stdout))).toEqual(upTo(500))
  })

  test('what a disabled sink misses is counted as dropped', async () => {
    const outcome = await run('ready', ['deadly-sink.ts'], { does: 'exit', at: -1, once: false })
    const { sinks } = drained(outcome)
    const bad = sinks['deadly-sink']
    expect(bad?.state).toBe('failed')
    expect(bad?.dropped).toBeGreaterThan(400)
    expect(together(bad)).toBe(500)
  })
})
