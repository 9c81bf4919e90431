import { getLogger, type SyncLoggerFacade } from 'fapilog'
import { scopeOfHandle } from './handles.ts'
import { runningScope } from './shared-state.ts'
import type { RequestScope } from './types.ts'

/**
 * The scope of this request (the framework's object, or Node's), or of the running one; null outside of any.
 */
export function getRequestScope(request?: object): RequestScope | null {
  const scope = (request === undefined ? null : scopeOfHandle(request)) ?? runningScope()
  // Opened by a copy of this package that has the same shape: its symbol says so.
  return scope as RequestScope | null
}

/**
 * The logger of this request, or of the running one: its lines carry the request's ids and added fields, also where
 * AsyncLocalStorage was lost. Outside of any request, the root logger.
 */
export function getRequestLogger(request?: object): SyncLoggerFacade {
  return getRequestScope(request)?.logger ?? getLogger()
}

/** Adds fields to the lines of the running request that follow, and to its own line. Outside of any it does nothing. */
export function addRequestFields(fields: object): void {
  getRequestScope()?.addFields(fields)
}
