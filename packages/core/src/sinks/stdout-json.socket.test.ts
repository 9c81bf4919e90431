import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { type Child, startInShell, startWriting, suspend } from './fixtures/child.ts'
import { numbersIn, upTo } from './fixtures/records.ts'
import type { Scenario } from './fixtures/writing-process.ts'

/** `stdio: 'pipe'` is a socket pair in Node, and so is standard output under systemd. */
describe('stdout-json on sockets', () => {
  const children: Child[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.process.kill('SIGKILL')
  })
  const start = (scenario: Scenario): { child: Child; output: Readable } => {
    const child = startWriting('pipe', scenario)
    children.push(child)
    return { child, output: child.process.stdout as Readable }
  }

  test('a reader that begins late gets everything, and the descriptor outlives the thread', async () => {
    const { child, output } = start({ batches: 20, perBatch: 50, padding: [0, 200, 70_000] })
    await child.report('pending')
    expect(await child.report('opened')).toMatchObject({ socket: true })
    expect(numbersIn(await text(output))).toEqual(upTo(1000))
    expect(await child.exited).toBe(0)
    expect(await child.report('threadEnded')).toMatchObject({ descriptorOpen: true })
  })

  test('a reader that dies: the count is exact, and later batches fail at once', async () => {
    const { child, output } = start({ batches: 3, perBatch: 5000, padding: [10, 900, 5000] })
    await child.report('pending')
    await suspend(Number(child.process.pid))
    let received = ''
    output.setEncoding('latin1').on('data', (data: string) => (received += data))
    // Everything is in when a while passes without more: the writer stands still.
    for (let seen = -1; seen !== received.length;) {
      seen = received.length
      await Promise.race([once(output, 'data'), new Promise((resolve) => setTimeout(resolve, 200))])
    }
    output.destroy()
    child.process.kill('SIGCONT')
    expect(await child.exited).toBe(0)

    const whole = numbersIn(received.slice(0, received.lastIndexOf('\n') + 1))
    expect(whole).toEqual(upTo(whole.length))
    expect(child.all('failed')).toEqual([
      { at: 'failed', batch: 0, written: whole.length, code: 'EPIPE' },
      { at: 'failed', batch: 1, written: 0, code: 'EPIPE' },
      { at: 'failed', batch: 2, written: 0, code: 'EPIPE' },
    ])
  })

  test.runIf(process.platform === 'linux')(
    'two processes on one of them, with a slow reader: lines of up to 32 KiB stay whole',
    async () => {
      const scenario = { batches: 60, perBatch: 50, padding: [10, 900, 5000, 30_000, 100, 17_000] }
      const child = startInShell('$WRITE & $WRITE; wait', scenario)
      children.push(child)
      const output = child.process.stdout as Readable
      let received = ''
      // A little at a time, so that the socket is full all the while.
      output.setEncoding('latin1').on('data', (data: string) => {
        received += data
        output.pause()
        setTimeout(() => output.resume(), 1)
      })
      expect(await child.exited).toBe(0)
      expect(child.all('pending').length).toBeGreaterThan(10)
      const found = numbersIn(received).toSorted((a, b) => a - b)
      expect(found).toEqual(upTo(3000).flatMap((n) => [n, n]))
    },
  )

  test('process.exit() is not held up by a reader that sleeps', async () => {
    const { child } = start({ batches: 100, perBatch: 5000, exitAt: 'pending' })
    const [code] = (await once(child.process, 'exit')) as [number]
    expect(code).toBe(3)
  })

  test('goes on while every thread of the libuv pool is busy', async () => {
    const { child, output } = start({ batches: 100, perBatch: 200, busyPool: 1_500_000 })
    await child.report('pending')
    expect(numbersIn(await text(output))).toEqual(upTo(20_000))
    await child.report('poolFree')
    const order = child.reports.map((report) => report.at).filter((at) => at === 'done' || at === 'poolFree')
    expect(order).toEqual(['done', 'poolFree'])
  })
})
