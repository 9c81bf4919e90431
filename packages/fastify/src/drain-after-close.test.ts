import fastify, { type FastifyInstance } from 'fastify'
import { captureLogs } from 'fapilog/testing'
import { describe, expect, test, vi } from 'vitest'
import { versions } from './fixtures/versions.ts'
import { drainAfterClose } from './drain-after-close.ts'
import { fapilogPlugin } from './plugin.ts'

/** Writes down in which order everything ends. */
function withSteps(): { app: FastifyInstance; steps: string[]; step: (name: string) => () => Promise<void> } {
  const steps: string[] = []
  const step = (name: string) => async () => {
    await new Promise(setImmediate)
    steps.push(name)
  }
  const app = fastify()
  app.addHook('onClose', step('root, before'))
  drainAfterClose(app, step('drain'))
  app.addHook('onClose', step('root, after'))
  void app.register(async (child) => {
    child.addHook('onClose', step('child'))
  })
  return { app, steps, step }
}

const CLOSED = ['child', 'root, after', 'root, before', 'drain']

describe('drainAfterClose', () => {
  test('behind every hook, before the promise', async () => {
    const { app, steps } = withSteps()
    await app.ready()
    await app.close()
    expect(steps).toEqual(CLOSED)
  })

  test.each([
    ['()', (end: () => void) => () => end()],
    ['(error)', (end: () => void) => (_error: unknown) => end()],
    ['(error, done)', (end: () => void) => (_error: unknown, done: () => void) => (done(), end())],
    [
      '(error, instance, done)',
      (end: () => void) => (_error: unknown, _app: unknown, done: () => void) => (done(), end()),
    ],
  ])('before the callback %s', async (_form, make) => {
    const { app, steps } = withSteps()
    await app.ready()
    await new Promise<void>((resolve) => {
      const end = (): void => {
        steps.push('callback')
        resolve()
      }
      app.close(make(end) as () => void)
    })
    expect(steps).toEqual([...CLOSED, 'callback'])
  })

  test('from a child instance, by asyncDispose, twice', async () => {
    const { app, steps } = withSteps()
    let inner: FastifyInstance = app
    void app.register(async (child) => void (inner = child))
    await app.ready()
    await inner.close()
    expect(steps).toEqual(CLOSED)
    await app[Symbol.asyncDispose]()
    expect(steps.slice(CLOSED.length)).toEqual(['drain'])
  })

  test('by the signal of listen()', async () => {
    const { app, steps } = withSteps()
    const controller = new AbortController()
    await app.listen({ port: 0, host: '127.0.0.1', signal: controller.signal })
    controller.abort()
    await vi.waitFor(() => expect(steps).toEqual(CLOSED))
  })

  test('the error of a hook still rejects, behind the drain', async () => {
    const { app, steps } = withSteps()
    app.addHook('onClose', async () => {
      throw new Error('the database')
    })
    await app.ready()
    await expect(app.close()).rejects.toThrow('the database')
    expect(steps).toEqual(CLOSED)
  })

  test('a drain that fails does not keep the application from closing', async () => {
    const app = fastify()
    drainAfterClose(app, () => Promise.reject(new Error('no')))
    await app.close()
  })
})

test.each(versions)('a callback is called as without the plugin, in Fastify %s', async (_version, make) => {
  const { logger } = captureLogs()
  const forms = [
    (call: (...args: unknown[]) => void) =>
      (...args: unknown[]) =>
        call(...args),
    (call: (...args: unknown[]) => void) => (error: unknown) => call(error),
    (call: (...args: unknown[]) => void) => (error: unknown, done: () => void) => (call(error), done()),
    (call: (...args: unknown[]) => void) => (error: unknown, _app: unknown, done: () => void) => (
      call(error),
      done()
    ),
  ]
  const called = async (prepare: (app: FastifyInstance) => void): Promise<unknown[][]> => {
    const all: unknown[][] = []
    for (const form of forms) {
      const app = make()
      prepare(app)
      await app.ready()
      all.push(
        await new Promise<unknown[]>((resolve) => app.close(form((...args) => resolve(args)) as never)),
      )
    }
    return all
  }
  const own: ((app: FastifyInstance) => void)[] = [
    () => undefined,
    (app) => void app.addHook('preClose', (done) => done()),
    (app) =>
      void app.addHook('onClose', async () => {
        throw new Error('the database')
      }),
  ]
  for (const prepare of own) {
    const expected = await called(prepare)
    const withPlugin = await called((app) => {
      prepare(app)
      void app.register(fapilogPlugin, { logger })
    })
    expect(withPlugin).toEqual(expected)
  }
})

test('the last of two applications with one logger drains; what its hooks log is delivered by then', async () => {
  const { logger } = captureLogs()
  const [one, other] = [fastify(), fastify()]
  for (const app of [one, other]) {
    app.addHook('onClose', async ({ log }) => log.info('closing'))
    // Fastify takes what such a hook resolves with for an error.
    app.addHook('preClose', async () => app.log.info('about to close'))
    await app.register(fapilogPlugin, { logger })
    await app.ready()
  }
  await one.close()
  expect(await logger.checkHealth()).toMatchObject({ thread: 'running' })
  await other.close()
  expect(await logger.checkHealth()).toMatchObject({
    thread: 'stopped',
    stats: { submitted: 4, delivered: 4 },
  })
})
