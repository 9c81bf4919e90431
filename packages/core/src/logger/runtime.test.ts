import { afterEach, describe, expect, it } from 'vitest'
import { clearLoggerCache, configure, getCachedLoggers, getLogger } from './get-logger.ts'
import { runtime, runtimeAsync } from './runtime.ts'
import type { LoggerOptions } from './get-logger.ts'
import type { AsyncLoggerFacade, SyncLoggerFacade } from './types.ts'

const QUIET: LoggerOptions = {
  shutdownTimeoutMs: '15s',
  level: 'trace',
  sinks: [{ kind: 'noop' }],
  name: 'job',
}

afterEach(() => clearLoggerCache())

describe.each<[string, typeof runtime | typeof runtimeAsync]>([
  ['runtime', runtime],
  ['runtimeAsync', runtimeAsync],
])('%s', (_, run) => {
  const call = run as (
    options: LoggerOptions,
    fn: (logger: SyncLoggerFacade | AsyncLoggerFacade) => unknown,
  ) => Promise<unknown>

  it('gives the function a logger, and its result to the caller, drained', async () => {
    let seen: SyncLoggerFacade | AsyncLoggerFacade | undefined
    const result = await call(QUIET, async (logger) => {
      seen = logger
      expect(await logger.info('m')).toBe(true)
      expect(logger.name).toBe('job')
      return 7
    })
    expect(result).toBe(7)
    expect(await seen?.checkHealth()).toMatchObject({ thread: 'stopped', stats: { delivered: 1 } })
  })

  it('takes a function that returns no promise', async () => {
    expect(await call(QUIET, () => 7)).toBe(7)
  })

  it.each([
    [
      'throws',
      (): never => {
        throw new Error('job failed')
      },
    ],
    ['rejects', (): Promise<never> => Promise.reject(new Error('job failed'))],
  ])('drains and passes on the error when the function %s', async (__, fail) => {
    let seen: SyncLoggerFacade | AsyncLoggerFacade | undefined
    const running = call(QUIET, async (logger) => {
      seen = logger
      await logger.info('m')
      return fail()
    })
    await expect(running).rejects.toThrow('job failed')
    expect(await seen?.checkHealth()).toMatchObject({ thread: 'stopped', stats: { delivered: 1 } })
  })

  it('has a pipeline of its own, whatever the options say', async () => {
    configure({ level: 'error', sinks: [{ kind: 'noop' }] })
    await call({ ...QUIET, reuse: true }, (logger) => logger.info('m'))
    expect(getLogger().stats().submitted).toBe(0)
    expect(getLogger().info('m')).toBe(false)
    expect(getCachedLoggers()).toEqual({ root: 'sync' })
  })

  it('rejects for a wrong setting, without running the function', async () => {
    const running = call({ level: 'verbose' }, () => {
      throw new Error('ran')
    })
    await expect(running).rejects.toMatchObject({ code: 'FAPILOG_E_CONFIG', key: 'level' })
  })
})
