import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexes, parseLines, upTo } from '../lines.ts'
import { reportOf, reportsIn } from '../reports.ts'
import { runProgram, startProgram } from '../run-program.ts'
import { Collector } from './collector.ts'
import { NAMED, NameServer } from './name-server.ts'

const run = (args: readonly string[], flags = ''): ReturnType<typeof runProgram> =>
  runProgram('../exit/programs/own-code', args, { env: { NODE_OPTIONS: flags } })

describe('what the application does', () => {
  test('a vm timeout inside a getter that is being logged: the logger goes on, and nothing accepted is lost', async () => {
    const { code, stdout, stderr } = await run(['a vm timeout in a getter'])
    expect(code).toBe(5)
    expect(reportsIn(stderr).filter(({ at }) => at === 'torn off')).toEqual(
      Array.from({ length: 3 }, () => ({ at: 'torn off', code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' })),
    )
    expect(indexes(parseLines(stdout))).toEqual(upTo(700))
    expect(reportOf(stderr, 'drained')).toMatchObject({ delivered: 600, pending: 0, complete: true })
  })

  test('loggers that are collected or drained take no line of another one with them', async () => {
    const { code, stdout, stderr } = await run(['loggers that come and go'], '--expose-gc')
    expect(code).toBe(6)
    expect(reportOf(stderr, 'collected')['collected']).toBeGreaterThanOrEqual(4)
    const data = parseLines(stdout).map((line) => line.data)
    const of = (name: string): unknown[] => data.filter((one) => one['of'] === name).map(({ n }) => n)
    expect(of('kept')).toEqual(upTo(2000))
    expect(of('last')).toEqual([0])
    expect(of('gone').toSorted((a, b) => Number(a) - Number(b))).toEqual(upTo(8))
  })

  test('a logger that is collected before its thread has started loses nothing', async () => {
    const { code, stdout } = await run(['a logger that is forgotten'], '--expose-gc')
    expect(code).toBe(8)
    expect(indexes(parseLines(stdout))).toEqual(upTo(500))
  })

  describe('six jobs keep the libuv pool busy at the end', () => {
    const collector = new Collector(100)
    const nameServer = new NameServer()
    const halfMute = new NameServer({ ignoresIpv6: true })
    beforeAll(() => Promise.all([collector.start(), nameServer.start(), halfMute.start()]))
    afterAll(() => {
      collector.stop()
      nameServer.stop()
      halfMute.stop()
    })

    async function runBusy(name: string, url: string, ...more: readonly string[]): Promise<void> {
      const program = startProgram('../exit/programs/own-code', [name, url, ...more])
      try {
        await program.reported('drained')
        program.stop()
        expect(reportOf((await program.ended).stderr, 'drained')).toMatchObject({ pending: 0 })
      } finally {
        program.stop()
      }
    }

    test('a sink with a warm connection gets everything out', async () => {
      const before = collector.connections
      await runBusy('a busy pool', collector.url('/warm'))
      expect(indexes(parseLines(collector.received('/warm')))).toEqual(upTo(500))
      expect(collector.connections - before).toBe(1)
    })

    test('so does one that has yet to connect, to a host of this machine', async () => {
      await runBusy('a busy pool, no connection', collector.url('/cold'))
      expect(indexes(parseLines(collector.received('/cold')))).toEqual(upTo(500))
    })

    test('so does one that has yet to connect, to a host that the name servers know', async () => {
      const url = collector.url('/named').replace('localhost', NAMED)
      await runBusy('a busy pool, no connection', url, nameServer.address)
      expect(indexes(parseLines(collector.received('/named')))).toEqual(upTo(500))
    })

    test('so too where they do not answer for IPv6', async () => {
      const url = collector.url('/half').replace('localhost', NAMED)
      await runBusy('a busy pool, no connection', url, halfMute.address)
      expect(indexes(parseLines(collector.received('/half')))).toEqual(upTo(500))
    })

    test('so does one to a name of this machine that nobody knows, as *.localhost', async () => {
      const url = collector.url('/own').replace('localhost', 'collector.localhost')
      await runBusy('a busy pool, no connection', url, nameServer.address)
      expect(indexes(parseLines(collector.received('/own')))).toEqual(upTo(500))
    })
  })
})
