import { Agent, request, type Server } from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import type { Framework } from './framework.ts'
import { isRequestLine, useWorld } from './world.ts'

const MANY = 400
const PATHS = [
  '/ok',
  '/items/7',
  '/status/404',
  '/status/503',
  '/throw',
  '/nothing',
  '/%zz',
  '/inside?name=n',
  '/callback?name=n',
  '/stream',
  '/stream-error',
  '/endless',
  '/sse',
  '/hang',
  '/orgs/a/members/1',
  '/orgs/a/broken',
]

/** The same sequence for a seed: https://github.com/cprosche/mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
  })

/** Everything at once, with clients that leave whenever they like. */
export function chaos(framework: Framework): void {
  describe('chaos', () => {
    const world = useWorld(framework)

    test('requests of every kind, most of them left by their client at some moment: as many lines as requests', async () => {
      const random = randomOf(20_261_127)
      const agent = new Agent({ keepAlive: true, maxSockets: 200 })
      const seen: string[] = []
      world.service.server.on('request', ({ headers }) => seen.push(String(headers['x-request-id'])))

      const ask = (i: number): Promise<void> => {
        const path = PATHS[Math.floor(random() * PATHS.length)] ?? '/ok'
        const patience = random() < 0.3 ? 200 : random() * 15
        return new Promise((resolve) => {
          const headers = { 'x-request-id': `c${i}` }
          const sent = request({ host: '127.0.0.1', port: world.port, path, agent, headers }, (response) => {
            response.on('error', () => undefined).resume()
          })
          const timer = setTimeout(() => sent.destroy(), patience)
          sent.on('error', () => undefined)
          sent.on('close', () => {
            clearTimeout(timer)
            resolve()
          })
          sent.end()
        })
      }

      const { server } = world.service
      const events = await world.events(
        () => seen.length,
        async () => {
          await Promise.all(Array.from({ length: MANY }, (_, i) => ask(i)))
          agent.destroy()
          await vi.waitFor(async () => expect(await connectionsOf(server)).toBe(0), { timeout: 20_000 })
        },
      )
      const lines = events.filter(isRequestLine)
      const outcomes = new Set(lines.map(({ message }) => message))
      expect(outcomes).toEqual(new Set(['request_completed', 'request_failed', 'request_aborted']))
      expect(lines.map(({ context }) => String(context['request_id'])).toSorted()).toEqual(seen.toSorted())
    })
  })
}
