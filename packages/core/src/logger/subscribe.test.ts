import { afterEach, describe, expect, it, vi } from 'vitest'
import { configureDiagnostics } from '../observe/diagnostics.ts'
import type { LogEvent } from '../sinks/sink.ts'
import { clearLoggerCache, configure, getLogger } from './get-logger.ts'
import type { SubscribeOptions } from './subscribe.ts'
import { subscribe } from './subscribe.ts'
import type { Settings } from '../config/settings.ts'

/** A thread may take its time to start where many processes share two cores. */
const PATIENCE = { timeout: 15_000, interval: 5 }

const QUIET: Settings = { shutdownTimeoutMs: '15s', level: 'trace', sinks: [{ kind: 'noop' }] }

/** What a listener heard. */
class Ear {
  readonly events: LogEvent[] = []
  readonly stop: () => void

  constructor(options?: SubscribeOptions) {
    this.stop = subscribe((event) => this.events.push(event), options)
  }

  get messages(): readonly string[] {
    return this.events.map(({ message }) => message)
  }

  hears(...messages: readonly string[]): Promise<void> {
    return vi.waitFor(() => expect(this.messages).toEqual(messages), PATIENCE)
  }
}

const ears: Ear[] = []
const listen = (options?: SubscribeOptions): Ear => {
  const ear = new Ear(options)
  ears.push(ear)
  return ear
}

afterEach(async () => {
  for (const ear of ears.splice(0)) ear.stop()
  await clearLoggerCache()
})

describe('subscribe', () => {
  it('passes on every event of every logger, in order, as it is printed', async () => {
    configure(QUIET)
    const ear = listen()
    getLogger('a').trace('1', { n: 1 })
    getLogger('b').bind({ user_id: 'u' }).error('2', new Error('e'))
    getLogger().security('3')
    await ear.hears('1', '2', '3')
    expect(ear.events[0]).toMatchObject({ logger: 'a', level: 'TRACE', data: { n: 1 } })
    expect(ear.events[1]).toMatchObject({
      logger: 'b',
      context: { user_id: 'u' },
      diagnostics: { exception: { message: 'e' } },
    })
  })

  it.each(['flush', 'drain'] as const)('has passed on everything when %s() resolves', async (end) => {
    configure(QUIET)
    const ear = listen()
    for (let round = 1; round <= 20; round++) {
      for (let i = 0; i < 50; i++) getLogger().info('m')
      await getLogger()[end]()
      expect(ear.events).toHaveLength(round * 50)
    }
  })

  it('passes on nothing below the level that was asked for, to each his own', async () => {
    configure(QUIET)
    const [all, errors, nothing] = [listen(), listen({ level: 'Error' }), listen({ level: 'silent' })]
    for (const level of ['debug', 'error', 'warning', 'audit', 'info'] as const) getLogger()[level](level)
    await all.hears('debug', 'error', 'warning', 'audit', 'info')
    expect(errors.messages).toEqual(['error', 'audit'])
    expect(nothing.messages).toEqual([])
  })

  it('gives each listener an object of its own', async () => {
    configure(QUIET)
    subscribe((event) => {
      event.message = 'changed'
    })
    const second = listen()
    getLogger().info('m')
    await second.hears('m')
  })

  it('ends alone, at once, and only once', async () => {
    configure(QUIET)
    const [first, second] = [listen(), listen()]
    getLogger().info('1')
    await second.hears('1')
    first.stop()
    first.stop()
    getLogger().info('2')
    await second.hears('1', '2')
    second.stop()
    getLogger().info('3')
    await getLogger().drain()
    expect([first.messages, second.messages]).toEqual([['1'], ['1', '2']])
  })

  it('may be ended by the listener itself', async () => {
    configure(QUIET)
    const heard: string[] = []
    const stop = subscribe(({ message }) => {
      heard.push(message)
      stop()
    })
    const other = listen()
    getLogger().info('1')
    getLogger().info('2')
    await other.hears('1', '2')
    expect(heard).toEqual(['1'])
  })

  it('reports a listener that throws or rejects, and goes on', async () => {
    const lines: string[] = []
    configure(QUIET)
    configureDiagnostics({ write: (line) => lines.push(line) })
    const stopThrowing = subscribe(() => {
      throw Object.create(null)
    })
    const stopRejecting = subscribe(async () => {
      await Promise.resolve()
      throw new Error('rejected')
    })
    const ear = listen()
    getLogger().info('1')
    getLogger().info('2')
    await ear.hears('1', '2')
    await vi.waitFor(
      () => expect(lines.filter((line) => line.includes('rejected'))).toHaveLength(2),
      PATIENCE,
    )
    expect(lines.filter((line) => line.includes('a listener threw'))).toHaveLength(4)
    stopThrowing()
    stopRejecting()
  })

  it('may come before the configuration, and hears what was logged before it', async () => {
    getLogger().info('early')
    const ear = listen()
    configure(QUIET)
    getLogger().info('late')
    await ear.hears('early', 'late')
  })

  it('moves on with the pipeline of the process', async () => {
    const ear = listen()
    configure(QUIET)
    getLogger().info('first')
    await ear.hears('first')
    await getLogger().drain()
    configure({ ...QUIET, level: 'debug' })
    getLogger().info('second')
    await ear.hears('first', 'second')
    await clearLoggerCache()
    configure({ ...QUIET, level: 'info' })
    getLogger().info('third')
    await ear.hears('first', 'second', 'third')
  })

  it('hears everything that a drain delivers', async () => {
    configure(QUIET)
    const ear = listen()
    for (let i = 0; i < 1000; i++) getLogger().info(String(i))
    await getLogger().drain()
    await vi.waitFor(() => expect(ear.messages).toHaveLength(1000), PATIENCE)
    expect(ear.messages.at(-1)).toBe('999')
  })

  it('hears what the thread that starts after a drain writes', async () => {
    configure(QUIET)
    const ear = listen()
    await getLogger().drain()
    getLogger().info('m')
    await ear.hears('m')
  })

  it('hears nothing of other pipelines', async () => {
    configure(QUIET)
    const ear = listen()
    const other = getLogger({ ...QUIET, reuse: false })
    other.info('other')
    await other.drain()
    getLogger().info('own')
    await ear.hears('own')
  })

  it('gives events, not wrappers, with schemaVersion', async () => {
    configure({ ...QUIET, schemaVersion: true })
    const ear = listen()
    getLogger().info('m')
    await ear.hears('m')
  })

  it('hears of losses, whatever level it asked for', async () => {
    configure({ ...QUIET, queue: { capacity: '512 KiB' }, diagnostics: false })
    const ear = listen({ level: 'silent' })
    while (getLogger().info('x'.repeat(8_000))) continue
    await getLogger().flush()
    getLogger().info('m')
    await ear.hears('records_lost')
    expect(ear.events[0]?.data).toMatchObject({ count: 1, reason: 'queue_full' })
  })

  it.each<[unknown, unknown, string]>([
    [undefined, undefined, 'FAPILOG_E_ARGUMENT'],
    ['listener', undefined, 'FAPILOG_E_ARGUMENT'],
    [(): void => undefined, null, 'FAPILOG_E_ARGUMENT'],
    [(): void => undefined, 'info', 'FAPILOG_E_ARGUMENT'],
    [(): void => undefined, { level: 'verbose' }, 'FAPILOG_E_LEVEL'],
  ])('refuses %s with %s', (listener, options, code) => {
    expect(() => subscribe(listener as () => void, options as SubscribeOptions)).toThrow(
      expect.objectContaining({ code }),
    )
  })
})
