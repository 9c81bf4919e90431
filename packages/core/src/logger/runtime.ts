import { getAsyncLogger, getLogger, type LoggerOptions } from './get-logger.ts'
import type { AsyncLoggerFacade, SyncLoggerFacade } from './types.ts'

/** Runs `fn` with a logger and a pipeline of its own, and drains it when `fn` has ended, however it ended. */
export async function runtime<T>(
  options: LoggerOptions,
  fn: (logger: SyncLoggerFacade) => T | Promise<T>,
): Promise<T> {
  const logger = getLogger({ ...options, reuse: false })
  try {
    return await fn(logger)
  } finally {
    await logger.drain()
  }
}

/** As `runtime`, with the async facade. */
export async function runtimeAsync<T>(
  options: LoggerOptions,
  fn: (logger: AsyncLoggerFacade) => T | Promise<T>,
): Promise<T> {
  const logger = await getAsyncLogger({ ...options, reuse: false })
  try {
    return await fn(logger)
  } finally {
    await logger.drain()
  }
}
