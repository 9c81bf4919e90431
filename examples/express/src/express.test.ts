import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

interface Line {
  readonly level: string
  readonly message: string
  readonly logger: string
  readonly context: Readonly<Record<string, unknown>>
  readonly diagnostics: { readonly exception?: { readonly cause?: unknown } }
  readonly data: Readonly<Record<string, unknown>>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

test('the shop answers, prints one line a request, and ends gracefully under load', async () => {
  const port = await freePort()
  const shop = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'] ?? '', PORT: String(port), FAPILOG_LEVEL: 'debug' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  onTestFinished(() => void shop.kill('SIGKILL'))
  if (shop.stdout === null || shop.stderr === null) throw new Error('no pipes')
  const printed = text(shop.stdout)
  const complaints = text(shop.stderr)
  const ended = once(shop, 'exit')
  await once(shop, 'message')

  const url = `http://127.0.0.1:${port}`
  const ask = async (path: string, init?: RequestInit): Promise<{ status: number; body: string }> => {
    const response = await fetch(`${url}${path}`, init)
    return { status: response.status, body: await response.text() }
  }
  const order = (customer: string, body: object | string): ReturnType<typeof ask> =>
    ask(`/customers/${customer}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': `of-${customer}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  expect(await ask('/health')).toMatchObject({ status: 200 })
  expect(await ask('/products/tea?session=secret')).toMatchObject({ status: 200 })
  expect(await ask('/products/soap')).toMatchObject({ status: 404 })
  expect(await order('ann', { product: 'tea', count: 2 })).toMatchObject({ status: 201 })
  expect(await order('bob', { product: 'tea', count: 1000 })).toMatchObject({ status: 409 })
  expect(await order('cid', {})).toMatchObject({ status: 422 })
  expect(await order('dan', '{"voucher":secret}')).toMatchObject({ status: 400 })
  expect(await ask('/invoice')).toMatchObject({ status: 500 })
  expect((await ask('/catalogue.csv')).body).toContain('pot;Tea pot;39.00')

  const load = Array.from({ length: 50 }, () => ask('/catalogue.csv').then(({ status }) => status))
  // Some are answered, most are open: those have to finish.
  await Promise.race(load)
  shop.kill('SIGTERM')
  const answered = (await Promise.allSettled(load)).filter(({ status }) => status === 'fulfilled').length
  expect(await ended).toEqual([null, 'SIGTERM'])
  expect(await complaints).toBe('')

  const stdout = await printed
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
  const requests = lines.filter(({ message }) => message.startsWith('request_'))
  const find = (path: string): Line | undefined => requests.find(({ data }) => data['path'] === path)
  expect(find('/health')).toBeUndefined()
  expect(find('/products/tea')).toMatchObject({ data: { route: '/products/:id', status_code: 200 } })
  expect(find('/products/soap')?.data).not.toHaveProperty('route')
  expect(find('/customers/ann/orders')).toMatchObject({
    context: { request_id: 'of-ann' },
    data: { route: '/customers/:customer/orders', product: 'tea', count: 2, status_code: 201 },
  })
  expect(
    lines.filter(({ context }) => context['request_id'] === 'of-ann').map(({ logger }) => logger),
  ).toEqual(['stock', 'root', 'root'])
  expect(find('/customers/bob/orders')).toMatchObject({
    level: 'INFO',
    data: { error_type: 'OutOfStockError' },
  })
  expect(find('/customers/dan/orders')).toMatchObject({
    data: { error_type: 'SyntaxError', status_code: 400 },
  })
  expect(find('/invoice')).toMatchObject({
    level: 'ERROR',
    diagnostics: { exception: { cause: expect.anything() as unknown } },
  })
  const streamed = requests.filter(
    ({ data, message }) => data['path'] === '/catalogue.csv' && message === 'request_completed',
  )
  expect(streamed.length).toBe(1 + answered)
  expect(lines.at(-1)?.message).toBe('shutdown_completed')
  expect(stdout).not.toContain('secret')
})
