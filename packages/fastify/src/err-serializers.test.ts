import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fapilogFastifyOptions } from './constructor-options.ts'
import { one, useCapture } from './fixtures/shop.ts'
import { versions } from './fixtures/versions.ts'
import { fapilogPlugin } from './plugin.ts'

const shop = useCapture()
const { logger } = shop

beforeEach(() => {
  // Of a foreign logger in the constructor.
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
})
afterEach(() => void vi.restoreAllMocks())

type Err = (error: Error) => { type: string; message: string; stack: string }
const HIDDEN = { type: 'hidden', message: 'hidden', stack: 'hidden' }
const err: Err = () => HIDDEN
const throwing: Err = () => {
  throw new TypeError('the serializer broke')
}

const failure = (): Error => Object.assign(new Error('db down'), { password: 'hush' })

describe.each(versions)('an `err` serializer in Fastify %s', (_version, make) => {
  const apps: [string, (serializer: Err) => FastifyInstance, (serializer: Err) => object][] = [
    ['of a route', () => make(), (serializer) => ({ logSerializers: { err: serializer } })],
    [
      'of a route, in the complete mode',
      () => make(fapilogFastifyOptions({ logger }, make as never)),
      (serializer) => ({ logSerializers: { err: serializer } }),
    ],
    [
      'of the constructor',
      (serializer) =>
        make({ logger: { stream: { write: () => undefined }, serializers: { err: serializer } } }),
      () => ({}),
    ],
  ]

  const start = async (create: (typeof apps)[0], serializer: Err): Promise<FastifyInstance> => {
    const [, app, route] = create
    const made = shop.closing(app(serializer))
    await made.register(fapilogPlugin, { logger })
    made.get('/log', route(serializer), async ({ log }) => {
      log.error(failure())
      log.error(failure(), 'with a text')
      log.error({ err: failure() }, 'a field')
      return {}
    })
    made.get('/beside', route(serializer), async ({ log }) => {
      Reflect.apply(log.error, log, ['text', failure()])
      Reflect.apply(log.error, log, ['text', { a: 1 }, failure()])
      Reflect.apply(log.error, log, [{ a: 1 }, 'text', 2, failure()])
      return {}
    })
    made.get('/throw', route(serializer), async () => {
      throw failure()
    })
    return made
  }

  test.each(apps)(
    '%s turns an error wherever it stands, whatever the serializer is called',
    async (...create) => {
      // As pino's own.
      const app = await start(create, { errSerializer: () => HIDDEN }.errSerializer)
      const events = (await shop.events(() => app.inject('/beside'))).slice(0, -1)
      expect(events).toHaveLength(3)
      expect(JSON.stringify(events)).not.toContain('hush')
      for (const event of events) expect(JSON.stringify(event)).toContain('"type":"hidden"')
    },
  )

  test.each(apps)('%s turns an error that is logged by itself, as in pino', async (...create) => {
    const app = await start(create, err)
    const events = await shop.events(() => app.inject('/log'))
    expect(events.slice(0, 3)).toMatchObject([
      { message: 'db down', data: { err: HIDDEN } },
      { message: 'with a text', data: { err: HIDDEN } },
      { message: 'a field', data: { err: HIDDEN } },
    ])
    for (const { diagnostics } of events) expect(diagnostics).not.toHaveProperty('exception')
    expect(JSON.stringify(events)).not.toMatch(/hush|err-serializers/)
  })

  test.each(apps)('%s turns the error in the line of the request', async (...create) => {
    const app = await start(create, err)
    const line = one(await shop.events(() => app.inject('/throw')))
    expect(line).toMatchObject({
      message: 'request_failed',
      data: { outcome: 'failed', error: 'db down', err: HIDDEN },
    })
    expect(line.diagnostics).not.toHaveProperty('exception')
    expect(JSON.stringify(line)).not.toMatch(/hush|err-serializers/)
  })

  test.each(apps)('%s that throws prints no error', async (...create) => {
    const app = await start(create, throwing)
    const events = await shop.events(async () => {
      expect((await app.inject('/log')).statusCode).toBe(200)
      expect((await app.inject('/throw')).statusCode).toBe(500)
    })
    expect(events).toHaveLength(5)
    expect(events[0]).toMatchObject({
      message: 'db down',
      data: { err: '[the serializer threw: the serializer broke]' },
    })
    expect(events[4]?.data['err']).toBe('[the serializer threw: the serializer broke]')
    expect(JSON.stringify(events)).not.toMatch(/hush|err-serializers/)
  })

  test('of the constructor is that of app.log, too', async () => {
    const app = shop.closing(make({ logger: { stream: { write: () => undefined }, serializers: { err } } }))
    await app.register(fapilogPlugin, { logger })
    const event = one(await shop.events(() => app.log.error(failure())))
    expect(event).toMatchObject({ message: 'db down', data: { err: HIDDEN } })
    expect(JSON.stringify(event)).not.toMatch(/hush|err-serializers/)
  })

  test('that is Fastify’s own is none: the stack is printed', async () => {
    for (const options of [
      { logger: { stream: { write: () => undefined } } },
      fapilogFastifyOptions({ logger }),
    ]) {
      const app = shop.closing(make(options))
      await app.register(fapilogPlugin, { logger })
      app.get('/', async ({ log }) => ({ logged: log.error(new Error('db down')) }))
      const exception = { message: 'db down', stack: expect.stringContaining('err-serializers') }
      const events = await shop.events(async () => {
        app.log.error(new Error('db down'))
        await app.inject('/')
      })
      expect(events.slice(0, 2)).toMatchObject([
        { message: 'db down', diagnostics: { exception } },
        { message: 'db down', diagnostics: { exception } },
      ])
    }
  })
})
