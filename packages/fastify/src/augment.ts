import type { SyncLoggerFacade } from 'fapilog'
import type { RouteLogging } from '@fapilog/request'

declare module 'fastify' {
  interface FastifyInstance {
    /** The logger of the application, with all of fapilog's methods. */
    readonly fapilog: SyncLoggerFacade
  }

  interface FastifyContextConfig {
    /** How this route is logged: `config: { fapilog: false }` for not at all, `{ level: 'debug' }`, `{ sampleRate: 0.1 }`. */
    readonly fapilog?: RouteLogging | undefined
  }
}
