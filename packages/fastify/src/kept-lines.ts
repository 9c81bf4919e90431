import { frameworkLine } from './framework-lines.ts'
import { RequestLog } from './request-log.ts'

/** `request.log` and `reply.log` with `frameworkLines: 'keep'`: Fastify's lines are printed, too, but no query of a request. */
export class KeptLines extends RequestLog {
  override absorbs(a: unknown, b: unknown): boolean {
    // `Route GET:/nothing?token=… not found`
    if (typeof a !== 'string' || !a.includes('?') || frameworkLine(a, b, this) === null) return false
    void this.scope.logger.info(`${a.slice(0, a.indexOf('?'))} not found`)
    return true
  }
}
