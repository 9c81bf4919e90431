import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { captureLogs } from 'fapilog/testing'
import { getAsyncLogger, clearLoggerCache, memorySink } from 'fapilog'
import { describe, expect, it, onTestFinished } from 'vitest'
import { start, OK } from './fixtures/record.ts'
import {
  attachServer,
  createRequestLogging,
  getRequestLogger,
  type RequestLogging,
  type RequestScope,
} from './index.ts'

function capture(): ReturnType<typeof captureLogs> {
  const made = captureLogs({ diagnostics: false })
  onTestFinished(() => made.stop())
  return made
}

describe('drain', () => {
  it('waits for open requests, then reports those that did not finish, once', async () => {
    const made = capture()
    const { logger } = made
    const logging = createRequestLogging({ logger, drainTimeoutMs: 1000 })
    const quick = logging.open(start({ requestId: 'quick' }))
    const slow = logging.open(
      start({ requestId: 'slow', look: () => ({ finished: false, statusCode: 206 }) }),
    )
    slow.setRoute('/slow')
    slow.fail(new Error('half way'))
    const lines = new Promise<readonly { message: string }[]>((resolve) => {
      void logging.drain().then(async () => resolve(await made.events()))
    })
    quick.settle(OK)
    expect(await lines).toMatchObject([
      { message: 'request_completed', context: { request_id: 'quick' } },
      {
        message: 'request_unfinished',
        level: 'WARNING',
        context: { request_id: 'slow' },
        data: { outcome: 'unfinished', route: '/slow', status_code: 206, error: 'half way' },
      },
    ])
    slow.settle(OK)
    expect(await made.events()).toHaveLength(2)
    expect(logging.openRequests).toBe(0)
  })

  it('settles at once when nothing is open, and twice at a time', async () => {
    const { logger } = capture()
    const logging = createRequestLogging({ logger, drainTimeoutMs: Number.POSITIVE_INFINITY })
    const results = await Promise.all([logging.drain(), logging.drain()])
    expect(results.map(({ complete }) => complete)).toEqual([true, true])
  })

  it('ends with the last open request', async () => {
    const { logger } = capture()
    const logging = createRequestLogging({ logger, drainTimeoutMs: Number.POSITIVE_INFINITY })
    const scope = logging.open(start())
    const drained = Promise.all([logging.drain(), logging.drain()])
    scope.settle(OK)
    expect((await drained).map(({ complete }) => complete)).toEqual([true, true])
  })

  it('is done by the last of several users of a logger', async () => {
    const { logger } = capture()
    const first = createRequestLogging({ logger })
    const second = createRequestLogging({ logger })
    first.acquire()
    second.acquire()
    expect(await first.release()).toBeNull()
    expect(await second.release()).toMatchObject({ complete: true })
  })
})

describe('the async facade', () => {
  it('is made by start(), and given to requests', async () => {
    const memory = memorySink()
    onTestFinished(() => clearLoggerCache())
    const logging = createRequestLogging({ async: true, sinks: [memory.sink], level: 'debug' })
    expect(() => logging.logger).toThrow(
      expect.objectContaining({ code: 'FAPILOG_E_ARGUMENT', key: 'async' }),
    )
    await logging.start()
    const scope = logging.open(start({ requestId: 'r' }))
    await scope.run(async () => {
      expect(await scope.logger.info('awaited')).toBe(true)
      expect(await logging.getLogger().info('found')).toBe(true)
      // For code that knows nothing of the choice.
      expect(getRequestLogger().info('sync')).toBe(true)
    })
    scope.settle(OK)
    await logging.flush()
    const lines = memory.lines().map((line) => JSON.parse(line) as { message: string; context: object })
    expect(lines.map(({ message }) => message)).toEqual(['awaited', 'found', 'sync', 'request_completed'])
    for (const { context } of lines) expect(context).toMatchObject({ request_id: 'r' })
  })

  it('may be one that exists', async () => {
    onTestFinished(() => clearLoggerCache())
    const logger = await getAsyncLogger({ sinks: [{ kind: 'noop' }] })
    const logging = createRequestLogging({ async: true, logger })
    expect(logging.logger).toBe(logger)
    await logging.start()
  })

  it('tells who asks for it when its set-up is wrong', async () => {
    const logging = createRequestLogging({ async: true, reuse: false, level: 'loud' })
    await expect(logging.start()).rejects.toMatchObject({ code: 'FAPILOG_E_CONFIG' })
  })
})

describe('start', () => {
  // A directory inside a file.
  const broken = { kind: 'rotating-file', directory: `${fileURLToPath(import.meta.url)}/logs` } as const

  it('rejects for a broken sink only where that is wanted', async () => {
    const settings = { reuse: false, diagnostics: false, sinks: [broken, { kind: 'noop' }] } as const
    const lenient: RequestLogging = createRequestLogging(settings)
    await lenient.start()
    const strict = createRequestLogging({ ...settings, strictStart: true })
    await expect(strict.start()).rejects.toMatchObject({ code: 'FAPILOG_E_SINK' })
    await Promise.all([lenient.drain(), strict.drain()])
  })
})

describe('a server that is attached', () => {
  async function listening(): Promise<{ server: Server; port: number }> {
    const server = createServer((_request, response) => response.end('ok'))
    await new Promise<void>((resolve) => {
      server.listen(0, resolve)
    })
    return { server, port: (server.address() as { port: number }).port }
  }

  it('drains before close() calls back', async () => {
    const { logger } = capture()
    const logging = createRequestLogging({ logger })
    const { server } = await listening()
    expect(attachServer(logging, attachServer(logging, server))).toBe(server)
    logger.info('last words')
    await new Promise((resolve) => {
      server.close(resolve)
    })
    expect(logger.stats()).toMatchObject({ pending: 0 })
    expect(await logger.checkHealth()).toMatchObject({ thread: 'stopped' })
  })

  it('drains at each close of a server that listens again', async () => {
    const { logger } = capture()
    const { server } = await listening()
    attachServer(createRequestLogging({ logger }), server)
    for (const round of ['first', 'second', 'third']) {
      if (!server.listening) await new Promise<void>((resolve) => void server.listen(0, resolve))
      logger.info(round)
      await new Promise((resolve) => {
        server.close(resolve)
      })
      expect(await logger.checkHealth(), round).toMatchObject({ thread: 'stopped' })
    }
  })

  it('passes on that it was not running, and is still attached', async () => {
    const { logger } = capture()
    const server = attachServer(createRequestLogging({ logger }), createServer())
    const error = await new Promise((resolve) => {
      server.close(resolve)
    })
    expect(error).toMatchObject({ code: 'ERR_SERVER_NOT_RUNNING' })
    expect(await logger.checkHealth()).not.toMatchObject({ thread: 'stopped' })
  })

  it('drains all that are attached to it before close() calls back, each counted once', async () => {
    const loggers = [capture().logger, capture().logger]
    const { server } = await listening()
    for (const logging of loggers.map((logger) => createRequestLogging({ logger }))) {
      attachServer(logging, attachServer(logging, server))
    }
    await new Promise((resolve) => {
      server.close(resolve)
    })
    for (const logger of loggers) expect(await logger.checkHealth()).toMatchObject({ thread: 'stopped' })
  })

  it('calls back as it does by itself: `this` is the server, and an error is nobody’s rejection', async () => {
    const { server } = await listening()
    attachServer(createRequestLogging({ logger: capture().logger }), server)
    const listeners = process.listeners('uncaughtException')
    onTestFinished(() => {
      for (const listener of listeners) process.on('uncaughtException', listener)
    })
    process.removeAllListeners('uncaughtException')
    const uncaught = once(process, 'uncaughtException')
    server.close(function (this: unknown) {
      throw new Error('thrown', { cause: this })
    })
    const [error, origin] = (await uncaught) as [Error, string]
    expect(error.message).toBe('thrown')
    expect(error.cause).toBe(server)
    expect(origin).toBe('uncaughtException')
  })

  it('drains once for two servers, with the last one', async () => {
    const { logger } = capture()
    const logging = createRequestLogging({ logger })
    const [one, two] = [await listening(), await listening()]
    attachServer(logging, one.server)
    attachServer(logging, two.server)
    logger.info('m')
    await new Promise((resolve) => {
      one.server.close(resolve)
    })
    expect(await logger.checkHealth()).not.toMatchObject({ thread: 'stopped' })
    await two.server[Symbol.asyncDispose]()
    expect(await logger.checkHealth()).toMatchObject({ thread: 'stopped' })
  })
})

it('all open requests are reported as unfinished, also when the report of one settles another', async () => {
  const made = capture()
  const scopes: RequestScope[] = []
  const logging = createRequestLogging({
    logger: made.logger,
    levelFor({ path }) {
      if (path === '/0') scopes[1]?.settle(OK)
      return undefined
    },
  })
  for (let i = 0; i < 5; i++) scopes.push(logging.open(start({ url: `/${i}` })))
  await logging.drain({ timeoutMs: 20 })
  expect(logging.openRequests).toBe(0)
  const events = await made.events()
  expect(new Set(events.map(({ data }) => data['path']))).toEqual(new Set(['/0', '/1', '/2', '/3', '/4']))
  expect(events).toHaveLength(5)
})
