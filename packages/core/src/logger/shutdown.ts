import { isError } from '../codec/exotic.ts'
import { FapilogError } from '../errors/fapilog-error.ts'
import { handleSignals, SHUTDOWN_SIGNALS, type ShutdownSignal } from '../lifecycle/signals.ts'
import { getLogger } from './get-logger.ts'
import { state } from './shared-state.ts'

export interface ShutdownOptions {
  /** Default: SIGTERM, SIGINT and SIGHUP. */
  readonly signals?: readonly ShutdownSignal[] | undefined
  /** The deadline of the drain in milliseconds. Default: the `shutdownTimeoutMs` of the configuration. */
  readonly timeoutMs?: number | undefined
}

/**
 * Without a listener a signal ends the process at once, and with it what was logged in the last
 * milliseconds. With this, the pipelines are drained first; the exit status stays the signal's. Listeners of
 * the application are respected: where there is one, it decides when to end. A second call replaces the
 * first. Returns a function that takes the listeners away. Does nothing inside worker threads.
 */
export function installShutdownHandlers(options: ShutdownOptions = {}): () => void {
  if (typeof options !== 'object' || options === null || !Array.isArray(options.signals ?? [])) {
    throw new FapilogError(
      'FAPILOG_E_ARGUMENT',
      'options must be an object, and its signals a list of names',
      {
        key: 'options',
        value: options,
      },
    )
  }
  const { timeoutMs = null } = options
  const signals = [...new Set(options.signals ?? SHUTDOWN_SIGNALS)]
  for (const signal of signals) {
    if (SHUTDOWN_SIGNALS.includes(signal)) continue
    throw new FapilogError('FAPILOG_E_ARGUMENT', `signals may name ${SHUTDOWN_SIGNALS.join(', ')}`, {
      key: 'signals',
      value: signal,
    })
  }
  if (timeoutMs !== null && !(typeof timeoutMs === 'number' && timeoutMs >= 0)) {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'timeoutMs is a number of milliseconds', {
      key: 'timeoutMs',
      value: timeoutMs,
    })
  }
  state.uninstallShutdown?.()
  const uninstall = handleSignals(state.exit, signals, timeoutMs)
  state.uninstallShutdown = uninstall
  return uninstall
}

/**
 * Logs the error that is about to end the process, as CRITICAL `uncaught_exception` with its `origin`
 * (`uncaughtException` or `unhandledRejection`), before Node's own handling, which stays as it is; also where a listener
 * of yours for `uncaughtException` lets the process live on. Throws FAPILOG_E_ARGUMENT for what is no logger. Returns a
 * function that ends it.
 */
export function captureUncaughtErrors(logger = getLogger()): () => void {
  // A mistake here would hide the very error that is to be logged.
  if (typeof (logger as { readonly critical?: unknown } | null)?.critical !== 'function') {
    throw new FapilogError('FAPILOG_E_ARGUMENT', 'captureUncaughtErrors needs a logger', {
      key: 'logger',
      value: logger,
    })
  }
  const onError = (error: unknown, origin: string): void => {
    const fields = { origin }
    if (isErrorOfAnyRealm(error)) logger.critical('uncaught_exception', error, fields)
    else logger.critical('uncaught_exception', { ...fields, thrown: error })
  }
  process.on('uncaughtExceptionMonitor', onError)
  return () => {
    process.off('uncaughtExceptionMonitor', onError)
  }
}

/** Also one of another realm (Jest's), and whatever a hostile Proxy does. */
function isErrorOfAnyRealm(thrown: unknown): thrown is Error {
  try {
    return typeof thrown === 'object' && thrown !== null && isError(thrown)
  } catch {
    return false
  }
}
