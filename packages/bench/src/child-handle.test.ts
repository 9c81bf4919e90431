import { expect, test } from 'vitest'
import { ChildHandle } from './child-handle.ts'
import { exits } from './hard-times.ts'
import { scenario } from './scenario.ts'
import { QUICK } from './sizes.ts'
import type { Ending } from './task.ts'

async function endOf(subject: 'pino', ending: Ending, wanted: Ending): Promise<void> {
  const one = exits(QUICK).find(({ task }) => task?.ending === ending)
  if (one === undefined) throw new Error(`no scenario of ${ending}`)
  const child = new ChildHandle({ ...scenario(QUICK, one).task, subject }, 'ignore')
  await child.ready()
  await child.toItsEnd(wanted)
}

test('a process that does not end as it was to is no figure of lines that arrived', async () => {
  for (const ending of ['natural end', 'process.exit', 'throw', 'SIGTERM'] as const) {
    await endOf('pino', ending, ending)
  }
  await expect(endOf('pino', 'throw', 'natural end')).rejects.toThrow('by natural end, and ended with 1')
  await expect(endOf('pino', 'SIGTERM', 'throw')).rejects.toThrow('by throw, and ended with SIGTERM')
})
