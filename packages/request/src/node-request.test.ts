import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { captureLogs } from 'fapilog/testing'
import { expect, it } from 'vitest'
import { createRequestLogging, getRequestLogger, openNodeRequest } from './index.ts'

it('prints one line', async () => {
  await using capture = captureLogs()
  const logging = createRequestLogging({ logger: capture.logger })
  const server = createServer((request, response) => {
    const scope = openNodeRequest(logging, request, response)
    scope.run(() => {
      getRequestLogger().info('inside')
      scope.addFields({ user_id: 7, plan: 'pro' })
      capture.logger.info('after')
      response.end('ok')
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, resolve)
  })
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/a?b=1`, { headers: { 'x-request-id': 'id-1' } })
  expect(await response.text()).toBe('ok')
  expect(response.headers.get('x-request-id')).toBe('id-1')
  server.closeAllConnections()
  await logging.flush()
  expect(await capture.events()).toMatchObject([
    { message: 'inside', context: { request_id: 'id-1' } },
    { message: 'after', context: { request_id: 'id-1', user_id: 7 }, data: { plan: 'pro' } },
    {
      message: 'request_completed',
      data: { plan: 'pro', path: '/a', status_code: 200, outcome: 'completed' },
    },
  ])
})
