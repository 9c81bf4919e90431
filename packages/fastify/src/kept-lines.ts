import { splitUrl } from '@fapilog/request'
import type { Method } from './fastify-logger.ts'
import { RequestLog } from './request-log.ts'

/** `RequestLog` with `frameworkLines: 'keep'`: Fastify's lines are printed, too, but no query of a request. */
export class KeptLines extends RequestLog {
  override absorbs(a: unknown, b: unknown, method: Method): boolean {
    // `Route GET:/nothing?token=… not found`
    if (typeof a !== 'string' || this.ofFastify(a, b, method) === null) return false
    const { method: verb, url = '' } = this.request.raw
    void this.scope.logger.info(`Route ${verb}:${splitUrl(url).path} not found`)
    return true
  }
}
