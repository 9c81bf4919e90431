import type { Layer } from './layer.ts'
import type { PresetName } from './settings.ts'

const production = {
  level: 'INFO',
  sinks: [{ kind: 'stdout-json' }],
  'queue.onFull': 'drop',
  shutdownTimeoutMs: 25_000,
} as const satisfies Layer

/** What each preset chooses; everything else is left to detection and the defaults. */
export const presets = {
  dev: {
    level: 'DEBUG',
    sinks: [{ kind: 'stdout-pretty' }],
    'queue.onFull': 'drop',
    shutdownTimeoutMs: 3_000,
  },
  production,
  serverless: {
    level: 'INFO',
    sinks: [{ kind: 'stdout-json' }],
    'queue.onFull': 'drop',
    shutdownTimeoutMs: 3_000,
  },
  // The one preset that rather waits than loses.
  hardened: {
    level: 'INFO',
    sinks: [
      { kind: 'stdout-json' },
      { kind: 'rotating-file', directory: 'logs', maxBytes: '50 MB', maxFiles: 10, compress: true },
    ],
    'queue.onFull': 'block',
    shutdownTimeoutMs: 3_000,
  },
  minimal: { level: 'INFO', format: 'auto', 'queue.onFull': 'drop', shutdownTimeoutMs: 3_000 },
  web: production,
} as const satisfies Readonly<Record<PresetName, Layer>>

export const listPresets = (): readonly PresetName[] => Object.keys(presets) as PresetName[]
