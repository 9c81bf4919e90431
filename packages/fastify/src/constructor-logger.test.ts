import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { one, useCapture } from './fixtures/shop.ts'
import { versions } from './fixtures/versions.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

let printed: Record<string, unknown>[] = []
const stream = { write: (text: string) => void printed.push(JSON.parse(text) as Record<string, unknown>) }
const texts = (): unknown[] => printed.map(({ msg }) => msg)

beforeEach(() => {
  printed = []
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
})
afterEach(() => void vi.restoreAllMocks())

describe.each(versions)('a pino in the constructor of Fastify %s', (version, make) => {
  const start = (options: FastifyServerOptions['logger'] = {}): FastifyInstance =>
    shop.closing(make({ logger: Object.assign({ level: 'info', stream }, options) }))

  test('whoever holds it has it as it was: bindings, level, children', async () => {
    const app = start()
    const held = app.log
    await app.register(fapilogPlugin, { logger })
    held.child({ module: 'db' }).info('held')
    held.child({}, { level: 'error' }).info('not this')
    expect(printed).toMatchObject([{ msg: 'held', module: 'db' }])
    const line = one(await shop.events(() => app.log.child({ module: 'app' }).info('new')))
    expect(line.data).toEqual({ module: 'app' })
  })

  test('with the plugin further in, routes outside of it keep it', async () => {
    const app = start()
    app.get('/out', async ({ log }) => ({ logged: log.info('outside') }))
    void app.register(async (child) => {
      await child.register(fapilogPlugin, { logger })
      child.get('/in', async ({ log }) => ({ logged: log.info('inside') }))
    })
    expect(await shop.messages(() => app.inject('/out'))).toEqual([])
    expect(printed).toMatchObject([
      { msg: 'incoming request', reqId: 'req-1' },
      { msg: 'outside', reqId: 'req-1' },
      { msg: 'request completed', reqId: 'req-1' },
    ])
    printed = []
    expect(await shop.messages(() => app.inject('/in'))).toEqual(['inside', 'request_completed'])
    // Before 5.10 it comes before anybody can know.
    expect(texts()).toEqual(version === '5.0' ? ['incoming request'] : [])
  })

  test('its serializers are honoured, in request.log and app.log; Fastify’s own are not', async () => {
    const user = ({ id }: { readonly id: string }): string => `user ${id}`
    const app = start({ serializers: { user } })
    await app.register(fapilogPlugin, { logger })
    const fields = { user: { id: '7', password: 'hush' } }
    app.get('/', async (request) => {
      request.log.info({ ...fields, req: request }, 'inside')
    })
    const events = await shop.events(async () => {
      app.log.info(fields, 'outside')
      await app.inject('/?token=hush')
    })
    expect(events.map(({ message }) => message)).toEqual(['outside', 'inside', 'request_completed'])
    expect(events[0]?.data).toEqual({ user: 'user 7' })
    expect(events[1]?.data).toMatchObject({ user: 'user 7' })
    expect(JSON.stringify(events)).not.toContain('hush')
  })

  test('one that redacts is refused: what it hides would be printed', async () => {
    for (const redact of [['password'], { paths: ['*.password'], remove: true }]) {
      const app = make({ logger: { stream, redact } })
      void app.register(fapilogPlugin, { logger })
      await expect(app.ready()).rejects.toMatchObject({
        code: 'FAPILOG_E_ARGUMENT',
        key: 'redact',
        message: expect.stringContaining('registerSerializer'),
      })
    }
  })
})
