import type * as Imported from 'fapilog'
import type * as ImportedTesting from 'fapilog/testing'
import type { Expect } from './expect-type.ts'
import type * as Required_ from 'fapilog' with { 'resolution-mode': 'require' }
import type * as RequiredTesting from 'fapilog/testing' with { 'resolution-mode': 'require' }

/** Both ways: what one copy of the package makes is taken where the other one's types stand. */
type Exchangeable<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

/**
 * A required module has a synthetic default as well. `moduleSink` is generic in a way that no compiler compares;
 * what it returns is compared above, among the settings.
 */
type Functions<Module> = Omit<Module, 'default' | 'moduleSink'>

export type Checks = [
  Expect<Exchangeable<Imported.Settings, Required_.Settings>>,
  Expect<Exchangeable<Imported.LoggerOptions, Required_.LoggerOptions>>,
  Expect<Exchangeable<Imported.DrainResult, Required_.DrainResult>>,
  Expect<Exchangeable<Imported.HealthReport, Required_.HealthReport>>,
  Expect<Exchangeable<Imported.LogEvent, Required_.LogEvent>>,
  Expect<Exchangeable<Imported.Explanation, Required_.Explanation>>,
  Expect<Exchangeable<Imported.FapilogError, Required_.FapilogError>>,
  Expect<Exchangeable<Imported.LogMethods<boolean>, Required_.LogMethods<boolean>>>,
  Expect<Exchangeable<Imported.LoggerBuilder, Required_.LoggerBuilder>>,
  Expect<Exchangeable<Imported.AsyncLoggerBuilder, Required_.AsyncLoggerBuilder>>,
  Expect<Exchangeable<Imported.SyncLoggerFacade, Required_.SyncLoggerFacade>>,
  Expect<Exchangeable<Imported.AsyncLoggerFacade, Required_.AsyncLoggerFacade>>,
  Expect<Exchangeable<ImportedTesting.Capture, RequiredTesting.Capture>>,
  Expect<Exchangeable<Functions<typeof Imported>, Functions<typeof Required_>>>,
]
