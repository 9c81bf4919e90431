import { afterEach, describe, expect, it } from 'vitest'
import { SHUTDOWN_SIGNALS } from '../lifecycle/signals.ts'
import { captureUncaughtErrors, installShutdownHandlers } from './shutdown.ts'

const counts = (): number[] => SHUTDOWN_SIGNALS.map((signal) => process.listenerCount(signal))
const before = counts()

describe('installShutdownHandlers()', () => {
  afterEach(() => installShutdownHandlers()())

  it('listens once, however often it is called, until the function it returns is', () => {
    installShutdownHandlers()
    const uninstall = installShutdownHandlers()
    expect(counts()).toEqual(before.map((count) => count + 1))
    uninstall()
    expect(counts()).toEqual(before)
  })

  it('listens once for a signal that is named twice', () => {
    installShutdownHandlers({ signals: ['SIGHUP', 'SIGHUP'] })
    expect(counts()).toEqual(before.map((count, at) => count + Number(SHUTDOWN_SIGNALS[at] === 'SIGHUP')))
  })

  it('listens for the signals it is told', () => {
    installShutdownHandlers({ signals: ['SIGHUP'] })
    expect(counts()).toEqual(before.map((count, at) => count + Number(SHUTDOWN_SIGNALS[at] === 'SIGHUP')))
  })

  it.each([
    [{ signals: ['SIGKILL'] }, 'signals'],
    [{ timeoutMs: -1 }, 'timeoutMs'],
    [{ timeoutMs: '5s' }, 'timeoutMs'],
    [null, 'options'],
    [{ signals: 'SIGTERM' }, 'options'],
  ])('refuses %j', (options, key) => {
    expect(() => installShutdownHandlers(options as never)).toThrow(
      expect.objectContaining({ code: 'FAPILOG_E_ARGUMENT', key }),
    )
    expect(counts()).toEqual(before)
  })
})

describe('captureUncaughtErrors()', () => {
  it.each([{}, null, 'logger'])('refuses %j, which would hide the error', (logger) => {
    expect(() => captureUncaughtErrors(logger as never)).toThrow(
      expect.objectContaining({ code: 'FAPILOG_E_ARGUMENT', key: 'logger' }),
    )
  })
})
