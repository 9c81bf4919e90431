import type { LevelName } from 'fapilog'
import type { AnyLogger } from '@fapilog/request'

/** Where a logger of Fastify's shape writes to. A request's changes whenever fields are added to it. */
export interface LoggerSource {
  readonly logger: AnyLogger
}

/** With `bindings` beside those of `parent`. */
export const boundSource = (parent: LoggerSource, bindings: object): LoggerSource =>
  derivedSource(parent, (logger) => logger.bind(bindings))

/** With a level of its own, for levels below the parent's. Throws FAPILOG_E_LEVEL for an unknown one. */
export function levelledSource(parent: LoggerSource, level: LevelName): LoggerSource {
  const source = derivedSource(parent, (logger) => {
    const own = logger.bind({})
    own.level = level
    return own
  })
  void source.logger
  return source
}

/** Derives once for each logger that the parent has. */
function derivedSource(parent: LoggerSource, derive: (logger: AnyLogger) => AnyLogger): LoggerSource {
  let from: AnyLogger | null = null
  let derived: AnyLogger | null = null
  return {
    get logger() {
      const { logger } = parent
      if (derived === null || logger !== from) {
        from = logger
        derived = derive(logger)
      }
      return derived
    },
  }
}
