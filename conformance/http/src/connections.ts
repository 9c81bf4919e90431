import { Agent } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Framework } from './framework.ts'
import { answers, rawRequest } from './raw-client.ts'
import { isRequestLine, useWorld } from './world.ts'

/** Several requests on a connection, and connections that are more than requests. */
export function connections(framework: Framework): void {
  describe('connections', () => {
    const world = useWorld(framework)

    test('keep-alive: a line and an id for each request', async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const { server } = world.service
      let opened = 0
      const count = (): unknown => ++opened
      server.on('connection', count)
      const lines = await world.events(3, async () => {
        for (const id of ['first', 'second', 'third']) {
          const headers = { 'x-request-id': id }
          await world.send('/ok', { agent, headers })
        }
      })
      server.off('connection', count)
      agent.destroy()
      expect(opened).toBe(1)
      expect(lines.map(({ context }) => context['request_id'])).toEqual(['first', 'second', 'third'])
    })

    test('pipelining: as many lines as answers, each with its own route', async () => {
      const lines = await world.events(3, async () => {
        const client = await world.raw()
        client.write(
          rawRequest('GET', '/items/1') + rawRequest('GET', '/ok') + rawRequest('GET', '/orgs/a/members/2'),
        )
        await client.until((text) => answers(text) === 3 && text.endsWith('}'))
        client.destroy()
      })
      expect(lines.map(({ data }) => data['path'])).toEqual(['/items/1', '/ok', '/orgs/a/members/2'])
    })

    test('pipelined requests behind one whose client goes away: a line each', async () => {
      await world.events(2, async () => {
        let seen = 0
        const both = new Promise<void>((resolve) => {
          world.service.server.on('request', () => (++seen === 2 ? resolve() : undefined))
        })
        const client = await world.raw()
        client.write(rawRequest('GET', '/hang') + rawRequest('GET', '/hang'))
        await both
        client.destroy()
      })
    })

    test('an upgrade is no request: no line, and the server goes on', async () => {
      const { server } = world.service
      server.once('upgrade', (_request, socket) => {
        socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: shop\r\nConnection: Upgrade\r\n\r\nhello')
      })
      const client = await world.raw()
      client.write(rawRequest('GET', '/ok', ['Upgrade: shop', 'Connection: Upgrade']))
      expect(await client.ended()).toContain('hello')
      const lines = await world.events(1, () => world.send('/ok'))
      expect(lines.filter(isRequestLine)).toHaveLength(1)
    })

    test('a body that never ends: the client goes away in the middle of it', async () => {
      const line = await world.line(async () => {
        const arrived = new Promise((resolve) => world.service.server.once('request', resolve))
        const client = await world.raw()
        const headers = ['Content-Type: application/json', 'Content-Length: 1000']
        client.write(`${rawRequest('POST', '/echo', headers)}{"a":`)
        await arrived
        client.destroy()
      })
      expect(line.data).toMatchObject({ method: 'POST', path: '/echo' })
      expect(line.level).not.toBe('INFO')
    })
  })
}
