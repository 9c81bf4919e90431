import type { FlushOptions, LoggerOptions, PresetName, Settings, SubscribeOptions } from 'fapilog'
import type { CaptureOptions } from 'fapilog/testing'
import type { Equal, Expect } from './expect-type.ts'

export const all = {
  preset: 'fastapi',
  level: 'WARN',
  sinks: [
    { kind: 'stdout-json' },
    { kind: 'stdout-pretty', name: 'pretty', colors: 'auto', time: 'utc' },
    { kind: 'noop', name: 'none' },
  ],
  queue: { capacity: '8 MB', onFull: 'block', waitMs: '50ms', asyncWaitMs: Number.POSITIVE_INFINITY },
  service: 'shop',
  env: 'production',
  version: '1.0.0',
  context: { region: 'eu' },
  shutdownTimeoutMs: '3s',
  exitTimeoutMs: 2_000,
  diagnostics: false,
  schemaVersion: true,
  thread: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 },
} as const satisfies Settings

// What a variable or a file holds is a text; a level may be any.
declare const text: string
export const fromText = { level: text, service: text, shutdownTimeoutMs: text } satisfies Settings
export const format = { format: 'auto', context: new Map() } satisfies Settings

// Leaving out and undefined are the same, with exactOptionalPropertyTypes and without.
export const nothing = {
  preset: undefined,
  level: undefined,
  format: undefined,
  sinks: undefined,
  queue: { capacity: undefined, onFull: undefined, waitMs: undefined, asyncWaitMs: undefined },
  service: undefined,
  env: undefined,
  version: undefined,
  context: undefined,
  shutdownTimeoutMs: undefined,
  exitTimeoutMs: undefined,
  diagnostics: undefined,
  schemaVersion: undefined,
  thread: { maxYoungGenerationSizeMb: undefined, maxOldGenerationSizeMb: undefined },
} satisfies Settings & Record<keyof Settings, unknown>
export const namedNothing = { ...nothing, name: undefined, reuse: undefined } satisfies LoggerOptions
export const sink = {
  sinks: [{ kind: 'stdout-pretty', name: undefined, colors: undefined, time: undefined }],
} satisfies Settings
export const flush = { timeoutMs: undefined } satisfies FlushOptions
export const listen = { level: undefined } satisfies SubscribeOptions
export const capture = { level: undefined, name: undefined } satisfies CaptureOptions

export const wrong: Settings[] = [
  // @ts-expect-error a preset that does not exist
  { preset: 'prodction' },
  // @ts-expect-error no number for a level
  { level: 30 },
  // @ts-expect-error a format that does not exist
  { format: 'xml' },
  // @ts-expect-error a kind of sink that does not exist
  { sinks: [{ kind: 'stdout' }] },
  // @ts-expect-error an option of another kind of sink
  { sinks: [{ kind: 'stdout-json', colors: 'auto' }] },
  // @ts-expect-error a value that the option does not take
  { sinks: [{ kind: 'stdout-pretty', time: 'cet' }] },
  // @ts-expect-error a policy that does not exist
  { queue: { onFull: 'spill' } },
  // @ts-expect-error a setting that does not exist
  { lvel: 'info' },
  // @ts-expect-error a setting in the wrong place
  { capacity: '8 MB' },
  // @ts-expect-error a flag is no text
  { diagnostics: 'no' },
  // @ts-expect-error fields are an object
  { context: 'x' },
]

export type Checks = [
  Expect<Equal<PresetName, 'dev' | 'production' | 'serverless' | 'hardened' | 'minimal' | 'web'>>,
]
