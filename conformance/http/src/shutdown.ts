import { Agent } from 'node:http'
import { describe, expect, test } from 'vitest'
import { type Answer, oneConnectionEach, send } from './client.ts'
import type { Framework } from './framework.ts'
import { type Ended, startService } from './programs.ts'
import { isRequestLine } from './world.ts'

const MANY = 200

/** Loaded machines aside, ends take milliseconds; Node keeps idle connections for 5 s, Fastify for 72. */
const HELD_UP_MS = 4000

interface Shutdown extends Ended {
  readonly answers: readonly Answer[]
  /** From the last answer to the end of the process. */
  readonly tookMs: number
}

/** SIGTERM while requests are open. */
async function terminate({ name }: Framework, ending: string, agent: Agent): Promise<Shutdown> {
  const service = await startService(name, ending)
  const requests = Array.from({ length: MANY }, (_, i) =>
    send(service.port, '/gate', { agent, headers: { 'x-request-id': `r${i}` } }),
  )
  await service.arrived(MANY)
  service.kill('SIGTERM')
  const answers = await Promise.all(requests)
  const answeredAt = performance.now()
  const ended = await service.ended
  return { ...ended, answers, tookMs: performance.now() - answeredAt }
}

function expectEverything({ answers, events, stderr }: Shutdown): void {
  expect(stderr).toBe('')
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: MANY }, () => 200))
  const lines = events.filter(isRequestLine)
  expect(lines).toHaveLength(MANY)
  expect(lines.every(({ message }) => message === 'request_completed')).toBe(true)
  expect(new Set(lines.map(({ context }) => context['request_id'])).size).toBe(MANY)
  expect(events.filter(({ message }) => message === 'through the gate')).toHaveLength(MANY)
}

/** What an application's end leaves of its lines: all of them. */
export function shutdown(framework: Framework): void {
  const messages = ({ events }: Ended): string[] => events.map(({ message }) => message)
  const hookLines = framework.hooks.map((hook) => `hook: ${hook}`)

  describe('shutdown', () => {
    test('SIGTERM under 200 requests: each is answered and logged, every hook’s line too, the status stays', async () => {
      const ended = await terminate(framework, 'close', oneConnectionEach)
      expect([ended.code, ended.signal]).toEqual([7, null])
      expectEverything(ended)
      expect(messages(ended)).toEqual(expect.arrayContaining([...hookLines, 'last words']))
    })

    test('process.exit() in the close callback', async () => {
      const ended = await terminate(framework, 'exit in the callback', oneConnectionEach)
      expect([ended.code, ended.signal]).toEqual([7, null])
      expectEverything(ended)
      expect(messages(ended)).toContain('last words')
    })

    test('gracefulShutdown(): connections that are kept alive do not hold it up, the signal ends the process', async () => {
      const agent = new Agent({ keepAlive: true })
      const ended = await terminate(framework, 'graceful shutdown', agent)
      agent.destroy()
      expect([ended.code, ended.signal]).toEqual([null, 'SIGTERM'])
      expectEverything(ended)
      expect(messages(ended)).toEqual(expect.arrayContaining(['shutdown_started', 'shutdown_completed']))
      expect(new Set(ended.answers.map(({ headers }) => headers.connection))).toEqual(new Set(['close']))
      expect(ended.tookMs).toBeLessThan(HELD_UP_MS)
    })

    test('gracefulShutdown(): what does not finish in time is cut, and reported as unfinished', async () => {
      const service = await startService(framework.name, 'graceful shutdown, soon')
      const open = send(service.port, '/hang').catch(() => 'cut')
      await service.arrived(1)
      service.kill('SIGTERM')
      expect(await open).toBe('cut')
      const { signal, events, stderr } = await service.ended
      expect([signal, stderr]).toEqual(['SIGTERM', ''])
      expect(events.filter(isRequestLine)).toMatchObject([
        { message: 'request_unfinished', data: { path: '/hang', outcome: 'unfinished', route: '/hang' } },
      ])
      expect(events.at(-1)).toMatchObject({ message: 'shutdown_completed', data: { connections_cut: true } })
    })

    const ends = [
      ['uncaught error', 'the shop burns'],
      ['unhandled rejection', 'the shop burns'],
      ['process.exit()', ''],
    ] as const
    test.each(ends)('%s: open requests have their line, as unfinished', async (ending, complaint) => {
      const service = await startService(framework.name, ending)
      const open = send(service.port, '/hang', { headers: { 'x-request-id': 'open' } }).catch(() => 'cut')
      await service.arrived(1)
      service.tell()
      expect(await open).toBe('cut')
      const { code, events, stderr } = await service.ended
      expect(code).toBe(1)
      expect(stderr).toContain(complaint)
      expect(events.filter(isRequestLine)).toMatchObject([
        {
          message: 'request_unfinished',
          context: { request_id: 'open' },
          data: { path: '/hang', outcome: 'unfinished' },
        },
      ])
    })
  })
}
