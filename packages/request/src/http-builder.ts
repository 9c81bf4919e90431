import { builtSettings, SettingsBuilder } from 'fapilog'
import type { HttpOptions, RequestIdOptions, RequestLoggingOptions } from './http-options.ts'
import { isPlainObject } from './option-checks.ts'
import { readOptions } from './read-options.ts'

/** Beside the builders, not in them: with private members, builders of two copies of the package would be of two types. */
const collected = new WeakMap<HttpBuilder, RequestLoggingOptions>()

const optionsOf = (builder: HttpBuilder): RequestLoggingOptions => ({
  ...builtSettings(builder),
  ...collected.get(builder),
})

/**
 * What a builder has collected, for the `build()` of a framework's package. Throws FAPILOG_E_ARGUMENT for wrong options for
 * requests; the settings of a logger are checked where it is made.
 */
export function builtOptions(builder: HttpBuilder): RequestLoggingOptions {
  const options = optionsOf(builder)
  readOptions(options)
  return options
}

/** Without what was left open. What is no object stays as it is, for `build()` to refuse. */
const withoutUndefined = <Options extends object>(options: Options): Options =>
  isPlainObject(options)
    ? (Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options)
    : options

function set<B extends HttpBuilder>(builder: B, options: RequestLoggingOptions): B {
  collected.set(builder, { ...collected.get(builder), ...withoutUndefined(options) })
  return builder
}

/** What is no list stays as it is, as above. */
function appended<Item>(list: readonly Item[] = [], more: readonly Item[] = []): readonly Item[] {
  if (!Array.isArray(list)) return list
  return Array.isArray(more) ? [...list, ...more] : more
}

/**
 * Collects step by step what `createRequestLogging` takes: the settings of a logger, as `LoggerBuilder` does, and the
 * options for requests. Mistakes throw at `build()`, which the packages for the frameworks add.
 */
export class HttpBuilder extends SettingsBuilder {
  /** A logger that exists; excludes the settings of one. */
  withLogger(logger: NonNullable<RequestLoggingOptions['logger']>): this {
    return set(this, { logger })
  }

  /** A second call adds to the first. */
  skipPaths(paths: NonNullable<HttpOptions['skipPaths']>): this {
    return set(this, { skipPaths: appended(optionsOf(this).skipPaths, paths) })
  }

  skipWhen(predicate: NonNullable<HttpOptions['skip']>): this {
    return set(this, { skip: predicate })
  }

  logErrorsOnSkip(enabled = true): this {
    return set(this, { logErrorsOnSkip: enabled })
  }

  /** 0 to 1. Errors, aborted and slow requests are always logged. */
  sampleRate(rate: number): this {
    return set(this, { sampleRate: rate })
  }

  /** Milliseconds from which on a request is always logged. */
  slowAfter(milliseconds: number): this {
    return set(this, { slowMs: milliseconds })
  }

  /** Headers that are printed. A second call adds to the first. */
  includeHeaders(names: readonly string[]): this {
    return set(this, { includeHeaders: appended(optionsOf(this).includeHeaders, names) })
  }

  /** A second call adds to the first. */
  redactHeaders(names: readonly string[]): this {
    return set(this, { redactHeaders: appended(optionsOf(this).redactHeaders, names) })
  }

  withCorrelationId(options: RequestIdOptions): this {
    const requestId = isPlainObject(options)
      ? { ...optionsOf(this).requestId, ...withoutUndefined(options) }
      : options
    return set(this, { requestId })
  }

  /** Every other option for requests. */
  withHttp(options: HttpOptions): this {
    return set(this, options)
  }

  withDrainTimeout(milliseconds: number): this {
    return set(this, { drainTimeoutMs: milliseconds })
  }
}
