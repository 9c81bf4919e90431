import type { Server } from 'node:http'
import type { SyncLoggerFacade } from 'fapilog'
import type { GracefulShutdownOptions, RequestLoggingOptions } from '@fapilog/request'

/**
 * What a framework's adapter starts: the same service in each of them. Its routes:
 *
 * - `GET /ok`, `GET /items/:id` (echoes the id), `GET /status/:code`, `POST /echo` (JSON)
 * - `GET /orgs/:org/members/:id` and `GET /orgs/:org/broken` (throws), declared in a nested router that is also at `/teams/:org/staff`
 * - `GET /throw`, `GET /throw-later`: a `ShopError`, at once and after an await
 * - `GET /gate`: logs `through the gate` and answers when the gate is opened
 * - `GET /hang` never answers; `GET /give-up` neither, and calls `response.setTimeout()`; `GET /stream`, `GET /stream-error`, `GET /endless`, `GET /sse`
 * - `GET /inside?name=`: logs `inside` with that name through `getRequestLogger()`, before and after awaits
 * - `GET /callback?name=`: the same from a callback of a `CallbackPool`, bound by `bindContext`; adds `upload` as well
 * - `GET /fields`: `addRequestFields({ order_id: 'A-1' })`, then logs `inside`
 * - `GET /hostile`: `withHostileFields(request)`, the whole request among them, then answers `{ ok: true }`
 */
export interface Service {
  readonly server: Server
  readonly port: number
  /** As an application of this framework does it. */
  close(): Promise<void>
  /** The form with a callback, in which applications call `process.exit()`. */
  closeThen(callback: () => void): void
  /** By the `gracefulShutdown()` of the integration. */
  shutdownOnSignals(options?: GracefulShutdownOptions): void
}

export interface StartOptions {
  readonly logging: RequestLoggingOptions
  /** The application is behind one proxy, and has told its framework so. */
  readonly trustProxy?: boolean
  /** Logs `hook: <name>` in every hook that the framework runs at shutdown. */
  readonly hookLines?: SyncLoggerFacade
  /** Mounts a second copy of the integration as well: the CommonJS one beside the ESM one. */
  readonly twice?: boolean
  /** Without the integration: what its responses are compared to. */
  readonly bare?: boolean
  /** Who answers errors: the framework, or a handler that answers 500 to all of them. Default: as the adapter likes. */
  readonly errorHandler?: 'framework' | '500'
}

export interface Framework {
  readonly name: string
  /** Whether a handler's `async` throw reaches the framework's error handling: not so in Express 4. */
  readonly catchesAsync: boolean
  /** The names that `hookLines` logs. */
  readonly hooks: readonly string[]
  start(options: StartOptions): Promise<Service>
}
