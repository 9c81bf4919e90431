import { getLogger, type SyncLoggerFacade } from 'fapilog'
import { type RunningScope, scopeOfHandle } from './handles.ts'
import { runningScope } from './shared-state.ts'
import type { AnyLogger, RequestScope } from './types.ts'

/** The scope of this request (the framework's object, or Node's), or of the running one; null outside of any. */
export function getRequestScope(request?: object): RequestScope<AnyLogger> | null {
  // Perhaps opened by another copy of this package, of the same shape: the symbol says so.
  return find(request) as RequestScope<AnyLogger> | null
}

/** The scope that was opened for this very object, whatever runs now; null for none. */
export function openedScope(request: object): RequestScope<AnyLogger> | null {
  return scopeOfHandle(request) as RequestScope<AnyLogger> | null
}

/**
 * The logger of this request, or of the running one: its lines carry the request's ids and added fields, also where
 * AsyncLocalStorage was lost. Outside of any request, the root logger.
 */
export function getRequestLogger(request?: object): SyncLoggerFacade {
  return find(request)?.syncLogger ?? getLogger()
}

/**
 * Adds fields to the lines of the running request that follow, and to its own line; the ids of the request stay what they
 * are. Outside of any it does nothing.
 */
export function addRequestFields(fields: object): void {
  runningScope()?.addFields(fields)
}

const find = (request: object | undefined): RunningScope | null =>
  (request === undefined ? null : scopeOfHandle(request)) ?? runningScope()
