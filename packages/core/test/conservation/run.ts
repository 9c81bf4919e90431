import { setTimeout as delay } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import type { DrainResult } from '../../src/index.ts'
import { reportOf } from '../reports.ts'
import { startProgram } from '../run-program.ts'
import { type Findings, Oracle } from './oracle.ts'
import type { RunOptions } from './run-options.ts'

export interface Run extends Findings {
  readonly seconds: number
  readonly bytes: number
  /** What it said beside its reports: diagnostics. */
  readonly said: readonly string[]
  /** How often a thread was started. */
  readonly threadStarts: number
}

/** Runs `programs/conserve.ts` into a pipe and judges what comes out of it. */
export async function conserve(options: RunOptions): Promise<Run> {
  const program = startProgram('conserve', [JSON.stringify(options)], { output: 'pipe', read: false })
  const oracle = new Oracle(options)
  const started = performance.now()
  const bytes = await readLines(program.reader as Readable, (line) => oracle.line(line), options.restless)
  const { code, stderr } = await program.ended
  if (code !== 0) throw new Error(`the program ended with ${code}: ${stderr.slice(-2000)}`)
  const { result, threadStarts } = reportOf(stderr, 'result') as unknown as {
    result: DrainResult
    threadStarts: number
  }
  const seconds = (performance.now() - started) / 1000
  const said = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{"at":'))
  return { ...oracle.judge(result), seconds, bytes, said, threadStarts }
}

async function readLines(from: Readable, take: (line: string) => void, restless: boolean): Promise<number> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  let bytes = 0
  let chunks = 0
  for await (const chunk of from as AsyncIterable<Buffer>) {
    bytes += chunk.length
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
    // A reader that falls behind now and then: the pipe fills, the sink waits, the queue fills.
    if (restless && ++chunks % 97 === 0) await delay(chunks % 5)
  }
  if (rest !== '') take(rest)
  return bytes
}
