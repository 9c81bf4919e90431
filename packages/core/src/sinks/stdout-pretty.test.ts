import { execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startInShell, WRITING_PROCESS } from './fixtures/child.ts'
import { eventBatch } from './fixtures/text-batch.ts'
import { createStdoutPretty } from './stdout-pretty.ts'

const options = { name: 'pretty', colors: 'auto', time: 'utc' } as const

describe('stdout-pretty', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sinks-'))
    path = join(folder, 'out.log')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('writes one text a record, without colours to a file', () => {
    const fd = openSync(path, 'w')
    const sink = createStdoutPretty({ ...options, fd })
    const exception = { type: 'Error', message: 'é', stack: 'Error: é\n    at f' }
    expect(sink.write(eventBatch([{ data: { n: 1 } }, { diagnostics: { exception } }]))).toBeUndefined()
    void sink.close?.()
    closeSync(fd)
    expect(readFileSync(path, 'utf8')).toBe(
      '05:06:07.089 INFO     app: hello  n=1\n05:06:07.089 INFO     app: hello\n    Error: é\n        at f\n',
    )
  })

  test('two sinks on one descriptor: closing one leaves the other', () => {
    const fd = openSync(path, 'w')
    const [first, second] = [createStdoutPretty({ ...options, fd }), createStdoutPretty({ ...options, fd })]
    void first.close?.()
    void first.close?.()
    void second.write(eventBatch([{}]))
    void second.close?.()
    expect(() => second.write(eventBatch([{}]))).toThrow('the sink is closed')
    closeSync(fd)
    expect(readFileSync(path, 'utf8')).toBe('05:06:07.089 INFO     app: hello\n')
  })

  test('counts records, not lines, when a batch fails half way', async () => {
    const scenario = { kind: 'stdout-pretty', perBatch: 40, padding: [30], frames: 3 } as const
    const child = startInShell(`ulimit -f 1; exec $WRITE > '${path}'`, scenario)
    const failed = await child.report('failed')
    const records = readFileSync(path, 'utf8').split(/^(?=\d)/m)
    const whole = records.filter((record) => record.endsWith('at frame 3\n'))
    expect(whole.length).toBeGreaterThan(2)
    expect([whole.length, records.length]).toEqual([failed['written'], Number(failed['written']) + 1])
  })

  const hasScript = (() => {
    try {
      return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
    } catch {
      return false
    }
  })()

  test.skipIf(!hasScript)('colours on a terminal, and gets every record through it', async () => {
    const scenario = JSON.stringify({ kind: 'stdout-pretty', batches: 20, perBatch: 50 })
    const command = `'${process.execPath}' '${WRITING_PROCESS}' '${scenario}' 2> '${join(folder, 'reports')}'`
    const { NO_COLOR: _no, FORCE_COLOR: _force, ...env } = process.env
    const script = spawn('script', ['-qec', command, '/dev/null'], {
      env: { ...env, TERM: 'xterm' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const output = await text(script.stdout)
    expect(readFileSync(join(folder, 'reports'), 'utf8')).toContain('"character":true')
    const lines = output.split('\r\n').filter((line) => line !== '')
    expect(lines).toHaveLength(1000)
    for (const line of lines) {
      expect(line.replaceAll('\u001b', '^')).toMatch(/^\^\[2m05:06:07\.089\^\[0m \^\[34mINFO {4}\^\[0m /)
    }
  })
})
