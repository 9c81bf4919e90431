import { describe, expect, test } from 'vitest'
import { runProgram } from '../run-program.ts'

const FIVE_MINUTES = 300_000

describe('a signal while a sink is stuck', () => {
  test('a second Ctrl-C ends the process at once, with the status of the signal', async () => {
    const { code, signal, ms } = await runProgram('../exit/programs/insist', ['2', String(FIVE_MINUTES)])
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' })
    expect(ms).toBeLessThan(FIVE_MINUTES / 10)
  })

  test('the deadline of installShutdownHandlers() is that of the whole end', async () => {
    const { code, signal, ms } = await runProgram('../exit/programs/insist', ['1', '300'])
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' })
    expect(ms).toBeLessThan(FIVE_MINUTES / 10)
    expect(ms).toBeGreaterThan(300)
  })
})
