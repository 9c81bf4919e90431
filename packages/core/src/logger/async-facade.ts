import { readException } from '../codec/call.ts'
import type { LevelName } from '../config/settings.ts'
import { enrol } from './custom-methods.ts'
import { fitForFastify, isForFastify, pinosLevel } from './for-fastify.ts'
import { INFO, withUnknownLevel } from './levels.ts'
import { type CoreOptions, LoggerCore } from './logger-core.ts'
import { state } from './shared-state.ts'
import type { AsyncLoggerFacade, ChildOptions } from './types.ts'

/** One settled promise for all calls below the level. */
const GATED: Promise<boolean> = Promise.resolve(false)

/** `await logger.info()`. Written out for the same reason as the sync facade. */
export class AsyncFacade extends LoggerCore {
  trace(a: unknown, b?: unknown, c?: unknown): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (5 < this.min) return GATED
    return arguments.length > 3
      ? this.waiters.logArguments(this, 5, arguments)
      : this.waiters.log(this, 5, a, b, c)
  }

  debug(a: unknown, b?: unknown, c?: unknown): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (10 < this.min) return GATED
    return arguments.length > 3
      ? this.waiters.logArguments(this, 10, arguments)
      : this.waiters.log(this, 10, a, b, c)
  }

  info(a: unknown, b?: unknown, c?: unknown): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (20 < this.min) return GATED
    return arguments.length > 3
      ? this.waiters.logArguments(this, 20, arguments)
      : this.waiters.log(this, 20, a, b, c)
  }

  warning(a: unknown, b?: unknown, c?: unknown): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (30 < this.min) return GATED
    return arguments.length > 3
      ? this.waiters.logArguments(this, 30, arguments)
      : this.waiters.log(this, 30, a, b, c)
  }

  warn(a: unknown, b?: unknown, c?: unknown): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (30 < this.min) return GATED
    return arguments.length > 3
      ? this.waiters.logArguments(this, 30, arguments)
      : this.waiters.log(this, 30, a, b, c)
  }

  error(a: unknown, b?: unknown, c?: unknown): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (40 < this.min) return GATED
    return arguments.length > 3
      ? this.waiters.logArguments(this, 40, arguments)
      : this.waiters.log(this, 40, a, b, c)
  }

  critical(a: unknown, b?: unknown, c?: unknown): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (50 < this.min) return GATED
    return arguments.length > 3
      ? this.waiters.logArguments(this, 50, arguments)
      : this.waiters.log(this, 50, a, b, c)
  }

  fatal(a: unknown, b?: unknown, c?: unknown): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (50 < this.min) return GATED
    return arguments.length > 3
      ? this.waiters.logArguments(this, 50, arguments)
      : this.waiters.log(this, 50, a, b, c)
  }

  audit(a: unknown, b?: unknown, c?: unknown): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (60 < this.min) return GATED
    return arguments.length > 3
      ? this.waiters.logArguments(this, 60, arguments)
      : this.waiters.log(this, 60, a, b, c)
  }

  security(a: unknown, b?: unknown, c?: unknown): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (70 < this.min) return GATED
    return arguments.length > 3
      ? this.waiters.logArguments(this, 70, arguments)
      : this.waiters.log(this, 70, a, b, c)
  }

  log(level: unknown, ...args: readonly unknown[]): Promise<boolean> {
    const number = this.numberOf(level)
    return number === undefined ? this.at(INFO, withUnknownLevel(level, args)) : this.at(number, args)
  }

  exception(...args: readonly unknown[]): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (this.errorLevel < this.min) return GATED
    return this.waiters.logArguments(this, this.errorLevel, args, readException)
  }

  /** For levels without a method of their own. */
  at(level: number, args: ArrayLike<unknown>): Promise<boolean> {
    if (this.epoch !== state.epoch) this.rebind()
    if (level < this.min) return GATED
    return this.waiters.logArguments(this, level, args)
  }

  silent(): Promise<boolean> {
    return GATED
  }

  bind(fields: object): AsyncLoggerFacade {
    return this.make(this.withFields(fields)).public()
  }

  child(fields: object, options?: ChildOptions): AsyncLoggerFacade {
    // Null as well: a child is made for each request, and a mistake must not fail it.
    if (!options) return this.bind(fields)
    const made = this.childOf(fields, options)
    return (isForFastify(options.serializers) ? new AsyncFacadeOfFastify(made) : this.make(made)).public()
  }

  unbind(...keys: readonly string[]): AsyncLoggerFacade {
    return this.make(this.withoutFields(keys)).public()
  }

  /** Another of its class. */
  protected make(options: CoreOptions): AsyncFacade {
    return new AsyncFacade(options)
  }

  /** As applications see it. The type cannot follow: methods of custom levels are added at run time. */
  public(): AsyncLoggerFacade {
    return this as unknown as AsyncLoggerFacade
  }
}

class AsyncFacadeOfFastify extends AsyncFacade {
  override get level(): string {
    return pinosLevel(super.level)
  }

  override set level(level: LevelName) {
    super.level = level
  }

  protected override make(options: CoreOptions): AsyncFacade {
    return new AsyncFacadeOfFastify(options)
  }
}

enrol(AsyncFacade.prototype)
fitForFastify(AsyncFacadeOfFastify.prototype)
