export {
  bindContext,
  contextOwner,
  openContext,
  type OpenContext,
  runWithContext,
  withContextProvider,
} from './logger/context.ts'
export {
  configure,
  getAsyncLogger,
  getLogger,
  getCachedLoggers,
  clearLoggerCache,
  type LoggerOptions,
} from './logger/get-logger.ts'
export { AsyncLoggerBuilder, builtSettings, LoggerBuilder, SettingsBuilder } from './logger/builder.ts'
export { runtime, runtimeAsync } from './logger/runtime.ts'
export { isLevelName } from './logger/levels.ts'
export { registerLevel, registerSerializer } from './logger/register.ts'
export { withoutQuote } from './codec/quoted-input.ts'
export { subscribe, type Listener, type SubscribeOptions } from './logger/subscribe.ts'
export { decidingListeners } from './lifecycle/deciding-listeners.ts'
export { captureUncaughtErrors, installShutdownHandlers, type ShutdownOptions } from './logger/shutdown.ts'
export { explainConfig } from './logger/explain-config.ts'
export { defineSink, moduleSink } from './logger/define-sink.ts'
export { memorySink, type MemorySink, type MemorySinkOptions } from './logger/memory-sink.ts'
export type {
  ModuleSinkArguments,
  ModuleSinkDetails,
  SinkContext,
  SinkFactory,
  SinkModule,
  SinkOptionsOf,
} from './sinks/sink-factory.ts'
export type { Batch, LogEvent, SinkMethods } from './sinks/sink.ts'
export { listPresets } from './config/presets.ts'
export { FapilogError } from './errors/fapilog-error.ts'
export { looksSecret } from './errors/secret-key.ts'
export type { ErrorCode } from './errors/codes.ts'
export type { Explanation } from './config/explain.ts'
export type {
  Format,
  LevelName,
  MemorySettings,
  ModuleSinkSettings,
  OnFull,
  PresetName,
  QueueSettings,
  Settings,
  SinkSettings,
  ThreadSettings,
} from './config/settings.ts'
export type { Duration, Size } from './config/units.ts'
export type { RotatingFileSettings } from './config/rotating-file-settings.ts'
export type { DrainResult, LoggerStats, SinkStats } from './lifecycle/drain-result.ts'
export type { SinkState } from './observe/counters.ts'
export type {
  AsyncLoggerFacade,
  CustomLevels,
  FlushOptions,
  ChildOptions,
  HealthReport,
  LogAtLevel,
  LoggerBase,
  LogMethod,
  LogMethods,
  SyncLoggerFacade,
} from './logger/types.ts'
