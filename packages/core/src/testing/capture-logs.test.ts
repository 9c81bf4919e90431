import { describe, expect, it } from 'vitest'
import { runWithContext } from '../logger/context.ts'
import { captureLogs } from './capture-logs.ts'

describe('captureLogs', () => {
  it('gives everything that was logged so far, in order, each time', async () => {
    await using capture = captureLogs()
    expect(await capture.events()).toEqual([])
    capture.logger.trace('1')
    runWithContext({ request_id: 'r' }, () => capture.logger.bind({ a: 1 }).error('2', new Error('e')))
    const events = await capture.events()
    expect(events).toMatchObject([
      { level: 'TRACE', message: '1', logger: 'root' },
      {
        message: '2',
        context: { request_id: 'r' },
        diagnostics: { exception: { message: 'e' } },
        data: { a: 1 },
      },
    ])
    capture.logger.info('3')
    expect((await capture.events()).map(({ message }) => message)).toEqual(['1', '2', '3'])
    expect(events).toHaveLength(2)
  })

  it('may be asked from several places at once', async () => {
    await using capture = captureLogs()
    for (let i = 0; i < 100; i++) capture.logger.info('m')
    const all = await Promise.all([capture.events(), capture.events(), capture.events()])
    expect(all.map((events) => events.length)).toEqual([100, 100, 100])
  })

  it('takes the options of a logger', async () => {
    await using capture = captureLogs({ level: 'error', name: 'db', service: 'shop', schemaVersion: true })
    capture.logger.info('below')
    capture.logger.error('m')
    expect(await capture.events()).toMatchObject([
      { logger: 'db', message: 'm', diagnostics: { service: 'shop' } },
    ])
  })

  it('shows what was lost, and loses count of nothing', async () => {
    await using capture = captureLogs({ queue: { capacity: '512 KiB' }, diagnostics: false })
    let admitted = 0
    while (capture.logger.info('x'.repeat(8_000))) admitted++
    await capture.logger.flush()
    capture.logger.info('last')
    const events = await capture.events()
    expect(events).toHaveLength(admitted + 2)
    expect(events.slice(-2).map(({ message }) => message)).toEqual(['records_lost', 'last'])
  })

  it('keeps its events when it is stopped, and ends its thread', async () => {
    const capture = captureLogs()
    capture.logger.info('m')
    await capture.stop()
    capture.logger.info('later')
    expect(await capture.events()).toHaveLength(1)
    await capture.logger.drain()
    expect(await capture.logger.checkHealth()).toMatchObject({ thread: 'stopped' })
    await capture.stop()
  })

  it('is alone: captures hear nothing of each other', async () => {
    await using first = captureLogs()
    await using second = captureLogs()
    first.logger.info('1')
    second.logger.info('2')
    expect((await first.events()).map(({ message }) => message)).toEqual(['1'])
    expect((await second.events()).map(({ message }) => message)).toEqual(['2'])
  })
})
