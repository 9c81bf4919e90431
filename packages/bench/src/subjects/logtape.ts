import { AsyncLocalStorage } from 'node:async_hooks'
import { CONSTANTS, padding } from './constants.ts'
import { filesAtRest } from './stdout-stream.ts'
import { CONTEXT, type Subject, type SubjectOptions } from './subject.ts'

/** LogTape with the stream file sink that its documentation recommends for high volumes. */
export async function openLogTape(options: SubjectOptions): Promise<Subject> {
  const { configure, dispose, getJsonLinesFormatter, getLogger, withContext } =
    await import('@logtape/logtape')
  const { getStreamFileSink } = await import('@logtape/file')
  await configure({
    sinks: {
      stdout: getStreamFileSink('/dev/stdout', {
        formatter: getJsonLinesFormatter({ properties: 'flatten' }),
        highWaterMark: 32_768,
      }),
    },
    loggers: [
      { category: ['logtape', 'meta'], sinks: [], lowestLevel: 'error' },
      { category: ['root'], sinks: ['stdout'], lowestLevel: 'info' },
    ],
    ...(options.context === 'scope' ? { contextLocalStorage: new AsyncLocalStorage() } : {}),
  })
  const root = getLogger(['root']).with({ ...CONSTANTS, ...padding(75) })
  const logger = options.context === 'bound' ? root.with(CONTEXT) : root
  return {
    target: {
      info: (message: string, fields: Record<string, unknown>) => logger.info(message, fields),
      debug: (message: string, fields: Record<string, unknown>) => logger.debug(message, fields),
      error: (message: string, err: Error, fields: object) => logger.error(message, { err, ...fields }),
    },
    order: 'message-first',
    within: (fn) => (options.context === 'scope' ? withContext({ ...CONTEXT }, fn) : fn()),
    settle: filesAtRest,
    room: filesAtRest,
    lost: () => null,
    async close() {
      await dispose()
      await filesAtRest()
    },
  }
}
