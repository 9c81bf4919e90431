import * as fapilog from 'fapilog'
import * as testing from 'fapilog/testing'
import type { AsyncLoggerFacade, SyncLoggerFacade } from 'fapilog'
import type { Equal, Expect, ExpectNot, HasAny, IsAny } from './expect-type.ts'

type AnyFunction = (...args: never[]) => unknown

/** Members with `any` in a parameter or result, or of type `any`; never when there are none. */
type Leaks<T> = {
  [K in keyof T]-?: IsAny<T[K]> extends true
    ? K
    : T[K] extends AnyFunction
      ? HasAny<T[K]> extends true
        ? K
        : never
      : never
}[keyof T]

/** Through the fields of plain data, as deep as our types go. */
type Deep<T, D extends 0[] = []> =
  IsAny<T> extends true
    ? true
    : D['length'] extends 6
      ? false
      : T extends AnyFunction
        ? HasAny<T>
        : T extends object
          ? true extends { [K in keyof T]-?: Deep<NonNullable<T[K]>, [...D, 0]> }[keyof T]
            ? true
            : false
          : false

type Any = ReturnType<typeof JSON.parse>
declare function someAny(first: string, second: Any): void
declare function anyResult(): Promise<Any>

export type Helpers = [
  Expect<HasAny<typeof someAny>>,
  Expect<HasAny<typeof anyResult>>,
  Expect<Equal<Leaks<{ a: Any; b: (x: Any) => void; c: (x: number) => void }>, 'a' | 'b'>>,
  Expect<Deep<{ a: { b?: { c: Any }[] } }>>,
  ExpectNot<Deep<{ a: { b: unknown }; c: () => void }>>,
]

export type Checks = [
  Expect<Equal<Leaks<typeof fapilog>, never>>,
  Expect<Equal<Leaks<typeof testing>, never>>,
  Expect<Equal<Leaks<SyncLoggerFacade>, never>>,
  Expect<Equal<Leaks<AsyncLoggerFacade>, never>>,
  Expect<Equal<Leaks<fapilog.LoggerBuilder>, never>>,
  Expect<Equal<Leaks<fapilog.AsyncLoggerBuilder>, never>>,
  Expect<Equal<Leaks<testing.Capture>, never>>,
  ExpectNot<Deep<fapilog.Settings>>,
  ExpectNot<Deep<fapilog.LoggerOptions>>,
  ExpectNot<Deep<fapilog.DrainResult>>,
  ExpectNot<Deep<fapilog.HealthReport>>,
  ExpectNot<Deep<fapilog.Explanation>>,
  ExpectNot<Deep<fapilog.LogEvent>>,
  ExpectNot<Deep<fapilog.SubscribeOptions>>,
  ExpectNot<Deep<fapilog.ShutdownOptions>>,
  ExpectNot<Deep<testing.CaptureOptions>>,
]
