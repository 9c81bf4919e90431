import type { FastifyInstance } from 'fastify'
import {
  type AnyLogger,
  type GracefulShutdown,
  gracefulShutdown as shutdownOf,
  type GracefulShutdownOptions,
  type NodeServer,
  type RequestLogging,
} from '@fapilog/request'
import { FapilogError } from 'fapilog'
import { watchFurtherServers } from './further-servers.ts'

// On the instance, so that a second copy of the package (CommonJS beside ESM) finds it.
const KEY: unique symbol = Symbol.for('fapilog.fastify.1') as never

type Logged = { [KEY]?: RequestLogging<AnyLogger> }

export function setLogging(instance: FastifyInstance, logging: RequestLogging<AnyLogger>): void {
  ;(instance as Logged)[KEY] = logging
}

/** Of this instance, or of one around it. */
export const hasLogging = (instance: FastifyInstance): boolean => (instance as Logged)[KEY] !== undefined

/** An application of Fastify's, whatever its server and its logger are. */
export interface ClosableApp {
  readonly server: NodeServer
  close(): PromiseLike<unknown>
}

/**
 * On SIGTERM and SIGINT: open requests finish, `app.close()` runs all hooks, kept-alive connections are closed,
 * everything is delivered, and the signal does what it would have done. Call it when `fapilogPlugin` is loaded, in an
 * `onReady` hook or after `app.ready()`; throws FAPILOG_E_ARGUMENT before.
 */
export function gracefulShutdown(app: ClosableApp, options: GracefulShutdownOptions = {}): GracefulShutdown {
  const logging = (app as Logged)[KEY]
  if (logging === undefined) {
    throw new FapilogError(
      'FAPILOG_E_ARGUMENT',
      'gracefulShutdown() is for an application that has loaded fapilogPlugin: await app.register() or app.ready() first',
      {
        key: 'app',
      },
    )
  }
  const shutdown = shutdownOf(app.server, logging, { close: () => app.close(), ...options })
  watchFurtherServers(app, (server) => shutdown.add(server))
  return shutdown
}
