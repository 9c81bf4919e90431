import type { Format, OnFull, PresetName, SinkSettings, ThreadMode } from './settings.ts'

/** Every setting that can be chosen on its own, by its dotted key, checked and in its final unit. */
export interface SettingValues {
  readonly preset: PresetName | null
  /** Upper-case and never an alias. */
  readonly level: string
  readonly format: Format
  readonly sinks: readonly SinkSettings[]
  readonly 'queue.capacity': number
  readonly 'queue.onFull': OnFull
  readonly 'queue.waitMs': number
  readonly 'queue.asyncWaitMs': number
  readonly service: string | null
  readonly env: string | null
  readonly version: string | null
  readonly context: Readonly<Record<string, unknown>> | null
  readonly shutdownTimeoutMs: number
  readonly exitTimeoutMs: number
  readonly diagnostics: boolean
  readonly schemaVersion: boolean
  readonly 'thread.mode': ThreadMode
  readonly 'thread.maxYoungGenerationSizeMb': number
  readonly 'thread.maxOldGenerationSizeMb': number
}

export type SettingKey = keyof SettingValues

/** What one source (code, environment, a preset, detection) chooses. */
export type Layer = { readonly [K in SettingKey]?: SettingValues[K] | undefined }
