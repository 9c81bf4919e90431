import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { reportOf } from '../reports.ts'
import { startProgram } from '../run-program.ts'
import { twoCpus } from './can-starve.ts'
import type { DeadlyOptions } from './programs/deadly-sink.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fapilog-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const start = (
  name: string,
  does: Omit<DeadlyOptions, 'file'>,
  env: NodeJS.ProcessEnv = {},
): ReturnType<typeof startProgram> => {
  const args = [name, join(folder, 'out'), JSON.stringify(does)]
  return startProgram('../supervision/programs/deadly', args, { output: 'file', env })
}

describe('what is no hang', () => {
  const harmless = { does: 'exit', at: -2, once: true } as const

  test('a main thread that is busy for longer', async () => {
    const { stderr } = await start('busy', harmless).ended
    expect(reportOf(stderr, 'flushed')).toMatchObject({
      flushed: true,
      threadStarts: 1,
      stats: { pending: 0 },
    })
  })

  test('a thread that stands still for longer while a debugger is attached', async () => {
    const { stderr } = await start(
      'flush',
      { does: 'block', at: 500, once: true },
      { NODE_OPTIONS: '--inspect=0' },
    ).ended
    expect(reportOf(stderr, 'flushed')).toMatchObject({
      threadStarts: 1,
      stats: { delivered: 1000, pending: 0 },
    })
  })

  test('a thread that the machine gives no CPU, at exit', async ({ skip }) => {
    const [own, other] = twoCpus() ?? skip('no two CPUs, or nobody to tell who has them')
    const outcome = await startProgram('../supervision/programs/starved', [other], { cpu: own }).ended
    expect(outcome.code).toBe(3)
    expect(outcome.stderr).not.toContain('hangs')
    const { delivered, pending } = reportOf(outcome.stderr, 'exit')
    expect(Number(delivered) + Number(pending)).toBe(1000)
  })

  test('a process that was stopped for longer', async () => {
    const program = start('stopped', harmless)
    await program.reported('ready')
    await delay(500)
    program.child.kill('SIGSTOP')
    await delay(6000)
    program.child.kill('SIGCONT')
    const { stderr } = await program.ended
    expect(reportOf(stderr, 'flushed')).toMatchObject({
      flushed: true,
      threadStarts: 1,
      stats: { pending: 0 },
    })
  })
})
