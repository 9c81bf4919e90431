import { Agent } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { LogEvent } from 'fapilog'
import type { Framework } from './framework.ts'
import { useWorld, type World } from './world.ts'

const MANY = 1000
const inside = (events: readonly LogEvent[]): readonly LogEvent[] =>
  events.filter(({ message }) => message === 'inside')

/** As many requests at once as there are connections, each with an id of its own that is also in its query. */
async function storm(world: World, path: string, lines: number): Promise<readonly LogEvent[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })
  const events = await world.events(MANY, async () => {
    const requests = Array.from({ length: MANY }, (_, i) =>
      world.send(`${path}?name=r${i}`, { agent, headers: { 'x-request-id': `r${i}` } }),
    )
    for (const [i, answer] of (await Promise.all(requests)).entries()) {
      expect(answer.headers['x-request-id']).toBe(`r${i}`)
    }
  })
  agent.destroy()
  expect(inside(events)).toHaveLength(MANY * lines)
  return events
}

/** Whose id is on which line. */
export function requestContext(framework: Framework): void {
  describe('context', () => {
    const world = useWorld(framework)

    test('1,000 requests at once: no line carries the id of another', async () => {
      const events = await storm(world, '/inside', 3)
      for (const { context, data } of inside(events)) expect(context['request_id']).toBe(data['name'])
      const own = new Set(events.map(({ context }) => context['request_id']))
      expect(own.size).toBe(MANY)
    })

    test('bindContext: callbacks of a shared emitter, as upload parsers have them, belong to their request', async () => {
      const events = await storm(world, '/callback', 1)
      for (const { context, data } of inside(events)) expect(context['request_id']).toBe(data['name'])
      // Two lines a request: its own has what the callback added.
      for (const { context, data } of events) expect(data['upload']).toBe(context['request_id'])
    })

    test('added fields reach later lines and the request’s own, and no other request', async () => {
      const events = await world.events(2, async () => {
        await world.send('/fields', { headers: { 'x-request-id': 'with' } })
        await world.send('/inside?name=x', { headers: { 'x-request-id': 'without' } })
      })
      const of = (id: string): LogEvent[] => events.filter(({ context }) => context['request_id'] === id)
      expect(of('with')).toHaveLength(2)
      for (const { data } of of('with')) expect(data['order_id']).toBe('A-1')
      expect(of('without')).toHaveLength(4)
      for (const { data } of of('without')) expect(data).not.toHaveProperty('order_id')
    })

    test('hostile fields change neither the response nor what the request really was', async () => {
      let hostile: string[] = []
      const line = await world.line(async () => {
        const sent = { authorization: 'hush', cookie: 'id=hush' }
        const { status, body, headers } = await world.send('/hostile?token=hush', { headers: sent })
        hostile = Object.keys(headers)
        expect([status, body]).toEqual([200, '{"ok":true}'])
      })
      expect(line.data).toMatchObject({ method: 'GET', status_code: 200, path: '/hostile' })
      expect(JSON.stringify(line)).not.toContain('hush')
      await world.line(async () => expect(Object.keys((await world.send('/ok')).headers)).toEqual(hostile))
    })
  })

  describe('the package loaded twice, as a module and by require()', () => {
    const world = useWorld(framework, { twice: true })

    test('one line a request, its context in every line', async () => {
      const events = await world.events(1, () =>
        world.send('/inside?name=n', { headers: { 'x-request-id': 'once' } }),
      )
      expect(events).toHaveLength(4)
      for (const { context } of events) expect(context['request_id']).toBe('once')
    })
  })

  describe('two applications in one process', () => {
    const one = useWorld(framework)
    const other = useWorld(framework, { logging: { skipPaths: ['/ok'] } })

    test('each has its own logger and rules', async () => {
      await one.line(() => one.send('/ok'))
      await other.events(0, () => other.send('/ok'))
      await other.line(() => other.send('/items/1'))
    })
  })

  describe('rules', () => {
    const world = useWorld(framework, {
      logging: { skipPaths: ['/ok', '/orgs/*', /^\/throw/], sampleRate: 0, slowMs: 50 },
    })

    test('skipped and sampled-out requests have no line; failed, aborted and slow ones do', async () => {
      await world.events(0, async () => {
        await world.send('/ok')
        await world.send('/orgs/a/members/1')
        await world.send('/items/1')
        await world.send('/status/404')
      })
      expect((await world.line(() => world.send('/throw'))).message).toBe('request_failed')
      expect((await world.line(() => world.send('/status/500'))).message).toBe('request_failed')
      expect((await world.line(() => world.send('/sse'))).message).toBe('request_completed')
    })
  })
}
