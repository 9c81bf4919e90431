import type { SubjectName } from '../subjects/subject.ts'

export interface Usable {
  info(message: string): unknown
}

/** Imports a library; what comes back makes a logger of JSON lines on standard output, as its first example does. */
export async function importPeer(subject: SubjectName): Promise<() => Usable> {
  switch (subject) {
    case 'pino': {
      const { pino } = await import('pino')
      return () => pino()
    }
    case 'pino.transport': {
      const { pino } = await import('pino')
      return () => pino(pino.transport({ target: 'pino/file', options: { destination: 1 } }))
    }
    case 'winston': {
      const { createLogger, transports } = await import('winston')
      return () => createLogger({ transports: [new transports.Console()] })
    }
    case 'LogTape': {
      const { configureSync, getConsoleSink, getLogger, jsonLinesFormatter } =
        await import('@logtape/logtape')
      return () => {
        configureSync({
          sinks: { console: getConsoleSink({ formatter: jsonLinesFormatter }) },
          loggers: [{ category: [], sinks: ['console'] }],
        })
        return getLogger(['root'])
      }
    }
    case 'tslog': {
      const { Logger } = await import('tslog')
      return () => new Logger({ type: 'json' })
    }
    case 'bunyan': {
      const { default: bunyan } = await import('bunyan')
      return () => bunyan.createLogger({ name: 'root' })
    }
    default:
      throw new Error(`${subject} has no start-up of its own`)
  }
}
