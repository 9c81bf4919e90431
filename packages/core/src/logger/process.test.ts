import { describe, expect, it } from 'vitest'
import { runScript } from './fixtures/run-script.ts'

describe('a process that configures nothing', () => {
  it('logs JSON at INFO, and ends by itself', async () => {
    const { code, events, stderr } = await runScript(`
      const logger = fapilog.getLogger('app')
      logger.debug('below')
      logger.info('hello', { a: 1 })`)
    expect([code, stderr]).toEqual([0, ''])
    expect(events).toMatchObject([{ level: 'INFO', logger: 'app', message: 'hello', data: { a: 1 } }])
  })

  it('takes the environment', async () => {
    const { events } = await runScript(`fapilog.getLogger().debug('m')`, {
      FAPILOG_LEVEL: 'debug',
      FAPILOG_SERVICE: 'shop',
    })
    expect(events).toMatchObject([{ level: 'DEBUG', diagnostics: { service: 'shop' } }])
  })

  it('ends with a message that names the variable when the environment is wrong', async () => {
    const { code, stderr, events } = await runScript(`fapilog.getLogger().debug('m')`, {
      FAPILOG_LEVEL: 'loud',
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/FapilogError: FAPILOG_LEVEL must be one of .*FAPILOG_E_CONFIG/s)
    expect(events).toEqual([])
  })

  it('may configure later: what was logged before the first turn follows the configuration', async () => {
    const { events } = await runScript(`
      const logger = fapilog.getLogger('early')
      logger.debug('1')
      logger.error('2')
      fapilog.configure({ level: 'warning', service: 'shop', sinks: [{ kind: 'stdout-json' }] })
      logger.warning('3')`)
    expect(events.map(({ message, diagnostics }) => [message, diagnostics['service']])).toEqual([
      ['2', 'shop'],
      ['3', 'shop'],
    ])
  })

  // Each cached context used to keep the whole batch alive that it came with: 600 of them, more than the heap holds.
  it('has contexts of a thousand requests with large bodies in the heap of one thread', async () => {
    const { reports } = await runScript(`
      const logger = fapilog.getLogger({ sinks: [{ kind: 'noop' }] })
      const body = Array.from({ length: 7 }, () => 'b'.repeat(8000))
      for (let i = 0; i < 1000; i++) {
        fapilog.runWithContext({ request_id: 'request number ' + i }, () => logger.info('request', { body }))
        await logger.flush()
      }
      report((await logger.checkHealth()).threadStarts)`)
    expect(reports).toEqual([1])
  })

  it('may configure in a getter that is being logged: that record is not lost', async () => {
    const { code, events, stderr } = await runScript(`
      const sinks = [{ kind: 'stdout-json' }]
      fapilog.getLogger().info('outer', { get lazy() {
        fapilog.configure({ sinks, queue: { capacity: '1 MiB', onFull: 'block' } })
        return 1
      } })`)
    expect([code, stderr]).toEqual([0, ''])
    expect(events).toMatchObject([{ message: 'outer', data: { lazy: 1 } }])
  })

  it('may configure after the default was in use: nothing is lost or doubled', async () => {
    const { code, events, stderr } = await runScript(`
      const logger = fapilog.getLogger('app')
      for (let i = 0; i < 100; i++) logger.info('before', { i })
      await logger.ready()
      fapilog.configure({ level: 'debug', service: 'shop', sinks: [{ kind: 'stdout-json' }] })
      for (let i = 0; i < 100; i++) logger.debug('after', { i })`)
    expect([code, stderr]).toEqual([0, ''])
    for (const message of ['before', 'after']) {
      const own = events.filter((event) => event.message === message)
      expect(own.map(({ data }) => data['i'])).toEqual(Array.from({ length: 100 }, (_, i) => i))
    }
    expect(events).toHaveLength(200)
  })

  it('is told by whom it was configured first when somebody else comes later', async () => {
    const { code, stderr } = await runScript(`
      function first() { fapilog.getLogger({ level: 'info' }) }
      function second() { fapilog.configure({ level: 'debug' }) }
      first()
      second()`)
    expect(code).toBe(1)
    expect(stderr).toMatch(/configured at first \(.*\) and, differently, at second \(/)
  })
})

describe('exit listeners that come after the drain', () => {
  it('log by either facade, and nothing is lost', async () => {
    const { code, events } = await runScript(`
      fapilog.configure({ level: 'debug', sinks: [{ kind: 'stdout-json' }] })
      const logger = fapilog.getLogger()
      const log = await fapilog.getAsyncLogger()
      logger.info('1')
      process.on('exit', () => {
        logger.info('2')
        log.info('3')
        log.bind({ a: 1 }).log('warn', '4')
        log.exception(new Error('5'))
        logger.trace('below')
      })`)
    expect(code).toBe(0)
    expect(events.map(({ message }) => message)).toEqual(['1', '2', '3', '4', '5'])
  })
})

describe('captureUncaughtErrors()', () => {
  it.each<[string, string, object]>([
    [
      'of another realm',
      `runInNewContext('new RangeError("far")')`,
      { exception: { type: 'RangeError', message: 'far' } },
    ],
    ['that is no error', `'text'`, {}],
    ['that cannot be looked at', `new Proxy({}, { getPrototypeOf() { throw new Error('no') } })`, {}],
  ])('logs what ends the process, also one %s', async (_, thrown, diagnostics) => {
    const { code, events } = await runScript(`
      import { runInNewContext } from 'node:vm'
      fapilog.configure({ sinks: [{ kind: 'stdout-json' }] })
      fapilog.captureUncaughtErrors()
      setImmediate(() => { throw ${thrown} })`)
    expect(code).toBe(1)
    expect(events).toMatchObject([
      {
        level: 'CRITICAL',
        message: 'uncaught_exception',
        diagnostics,
        data: { origin: 'uncaughtException' },
      },
    ])
  })
})

describe('a listener', () => {
  it('does not keep the process alive', async () => {
    const { code, events } = await runScript(`
      fapilog.configure({ sinks: [{ kind: 'stdout-json' }] })
      fapilog.subscribe(() => {})
      fapilog.getLogger().info('m')`)
    expect([code, events.length]).toEqual([0, 1])
  })
})

describe('a provider that never comes back', () => {
  it('is asked again at the next record', async () => {
    const { code, events } = await runScript(`
      import { runInNewContext } from 'node:vm'
      fapilog.configure({ sinks: [{ kind: 'stdout-json' }] })
      const logger = fapilog.getLogger()
      let hang = true
      fapilog.withContextProvider(() => {
        while (hang) continue
        return { provided: true }
      })
      try {
        runInNewContext('log()', { log: () => logger.info('torn off') }, { timeout: 50 })
      } catch {}
      hang = false
      logger.info('while it is not known')
      await null
      logger.info('after')`)
    expect(code).toBe(0)
    expect(events.at(-1)).toMatchObject({ message: 'after', data: { provided: true } })
  })
})
