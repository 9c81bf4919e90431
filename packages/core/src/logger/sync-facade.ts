import { readException } from '../codec/call.ts'
import type { LevelName } from '../config/settings.ts'
import { enrol } from './custom-methods.ts'
import { fitForFastify, isForFastify, pinosLevel } from './for-fastify.ts'
import { INFO, withUnknownLevel } from './levels.ts'
import { type CoreOptions, LoggerCore } from './logger-core.ts'
import { state } from './shared-state.ts'
import type { ChildOptions, SyncLoggerFacade } from './types.ts'

/**
 * `logger.info()`. The level methods are written out: a shared one would cost a call and a lookup on the
 * path that every log line takes.
 */
export class SyncFacade extends LoggerCore {
  trace(a: unknown, b?: unknown, c?: unknown): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (5 < this.min) return false
    return arguments.length > 3
      ? this.producer.logArguments(this, 5, arguments)
      : this.producer.log(this, 5, a, b, c)
  }

  debug(a: unknown, b?: unknown, c?: unknown): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (10 < this.min) return false
    return arguments.length > 3
      ? this.producer.logArguments(this, 10, arguments)
      : this.producer.log(this, 10, a, b, c)
  }

  info(a: unknown, b?: unknown, c?: unknown): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (20 < this.min) return false
    return arguments.length > 3
      ? this.producer.logArguments(this, 20, arguments)
      : this.producer.log(this, 20, a, b, c)
  }

  warning(a: unknown, b?: unknown, c?: unknown): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (30 < this.min) return false
    return arguments.length > 3
      ? this.producer.logArguments(this, 30, arguments)
      : this.producer.log(this, 30, a, b, c)
  }

  warn(a: unknown, b?: unknown, c?: unknown): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (30 < this.min) return false
    return arguments.length > 3
      ? this.producer.logArguments(this, 30, arguments)
      : this.producer.log(this, 30, a, b, c)
  }

  error(a: unknown, b?: unknown, c?: unknown): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (40 < this.min) return false
    return arguments.length > 3
      ? this.producer.logArguments(this, 40, arguments)
      : this.producer.log(this, 40, a, b, c)
  }

  critical(a: unknown, b?: unknown, c?: unknown): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (50 < this.min) return false
    return arguments.length > 3
      ? this.producer.logArguments(this, 50, arguments)
      : this.producer.log(this, 50, a, b, c)
  }

  fatal(a: unknown, b?: unknown, c?: unknown): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (50 < this.min) return false
    return arguments.length > 3
      ? this.producer.logArguments(this, 50, arguments)
      : this.producer.log(this, 50, a, b, c)
  }

  audit(a: unknown, b?: unknown, c?: unknown): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (60 < this.min) return false
    return arguments.length > 3
      ? this.producer.logArguments(this, 60, arguments)
      : this.producer.log(this, 60, a, b, c)
  }

  security(a: unknown, b?: unknown, c?: unknown): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (70 < this.min) return false
    return arguments.length > 3
      ? this.producer.logArguments(this, 70, arguments)
      : this.producer.log(this, 70, a, b, c)
  }

  log(level: unknown, ...args: readonly unknown[]): boolean {
    const number = this.numberOf(level)
    return number === undefined ? this.at(INFO, withUnknownLevel(level, args)) : this.at(number, args)
  }

  exception(...args: readonly unknown[]): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (this.errorLevel < this.min) return false
    return this.producer.logArguments(this, this.errorLevel, args, readException)
  }

  /** For levels without a method of their own. */
  at(level: number, args: ArrayLike<unknown>): boolean {
    if (this.epoch !== state.epoch) this.rebind()
    if (level < this.min) return false
    return this.producer.logArguments(this, level, args)
  }

  silent(): boolean {
    return false
  }

  bind(fields: object): SyncLoggerFacade {
    return this.make(this.withFields(fields)).public()
  }

  child(fields: object, options?: ChildOptions): SyncLoggerFacade {
    // Null as well: a child is made for each request, and a mistake must not fail it.
    if (!options) return this.bind(fields)
    const made = this.childOf(fields, options)
    return (isForFastify(options.serializers) ? new SyncFacadeOfFastify(made) : this.make(made)).public()
  }

  unbind(...keys: readonly string[]): SyncLoggerFacade {
    return this.make(this.withoutFields(keys)).public()
  }

  /** Another of its class. */
  protected make(options: CoreOptions): SyncFacade {
    return new SyncFacade(options)
  }

  /** As applications see it. The type cannot follow: methods of custom levels are added at run time. */
  public(): SyncLoggerFacade {
    return this as unknown as SyncLoggerFacade
  }
}

class SyncFacadeOfFastify extends SyncFacade {
  override get level(): string {
    return pinosLevel(super.level)
  }

  override set level(level: LevelName) {
    super.level = level
  }

  protected override make(options: CoreOptions): SyncFacade {
    return new SyncFacadeOfFastify(options)
  }
}

enrol(SyncFacade.prototype)
fitForFastify(SyncFacadeOfFastify.prototype)
