import { existsSync } from 'node:fs'
import { FapilogError } from '../errors/fapilog-error.ts'
import { detectPlatform } from './detection.ts'
import { type Environment, readEnvironment, readVariable } from './environment.ts'
import type { Layer, SettingKey, SettingValues } from './layer.ts'
import { levelNumber, type LevelTable } from './level-name.ts'
import { copySettings, own } from './plain-copy.ts'
import { presets } from './presets.ts'
import { type Choice, resolveSinks } from './resolve-sinks.ts'
import type { Origin, Resolution, ResolvedConfig, ResolvedQueue } from './resolved-config.ts'
import type { Settings } from './settings.ts'
import { validate } from './validate.ts'

/** What `resolve` may know about the outside. */
export interface Host {
  readonly env: Environment
  /** Whether standard output is a terminal. */
  readonly isTTY: boolean
  readonly levels: LevelTable
  /** Default `existsSync`. */
  readonly fileExists?: (path: string) => boolean
}

const defaults: SettingValues = {
  preset: null,
  level: 'INFO',
  format: 'auto',
  sinks: [],
  'queue.capacity': 8 * 2 ** 20,
  'queue.onFull': 'drop',
  'queue.waitMs': 50,
  'queue.asyncWaitMs': 1_000,
  service: null,
  env: null,
  version: null,
  context: null,
  shutdownTimeoutMs: 3_000,
  exitTimeoutMs: 2_000,
  diagnostics: true,
  schemaVersion: false,
  'thread.mode': 'dedicated',
  // V8 lets garbage grow in proportion to the limit: 4 and 256 cost 12 MB more at the peak of a sustained load.
  'thread.maxYoungGenerationSizeMb': 2,
  'thread.maxOldGenerationSizeMb': 32,
}

/** What the modules of an application's own sinks need nobody knows: a client of a data base takes more than all of ours. */
const OLD_GENERATION_WITH_MODULES_MB = 256

interface RankedLayer {
  readonly source: Origin['source']
  readonly layer: Layer
  readonly from?: (key: SettingKey) => string | undefined
}

/** Asks the layers in order of precedence; the defaults have an answer to everything. */
const choose = <K extends SettingKey>(layers: readonly RankedLayer[], key: K): Choice<SettingValues[K]> => {
  for (const { source, layer, from } of layers) {
    const value = own(layer, key)
    if (value === undefined) continue
    const name = from?.(key)
    return { value, origin: name === undefined ? { source } : { source, from: name } }
  }
  return { value: defaults[key], origin: { source: 'default' } }
}

const detect = (host: Host): RankedLayer => {
  const platform = detectPlatform(host.env, host.fileExists ?? existsSync)
  const where = platform === 'local' && host.isTTY ? 'terminal' : platform
  const level = where === 'terminal' ? 'DEBUG' : where === 'local' ? undefined : 'INFO'
  // What is found is taken or left, never complained about.
  const nodeEnv = readVariable(host.env, 'NODE_ENV')
  return {
    source: 'detection',
    layer: { level, env: nodeEnv === undefined || nodeEnv.length > 256 ? undefined : nodeEnv },
    from: (key) => (key === 'env' ? 'NODE_ENV' : where),
  }
}

const kib = 2 ** 10

const queueSizes = (capacity: number): Pick<ResolvedQueue, 'capacity' | 'maxRecord' | 'reserve'> => {
  const maxRecord = Math.min(64 * kib, capacity / 8)
  return { capacity, maxRecord, reserve: Math.max(capacity / 16, maxRecord) }
}

/** Settings as found, before anything is chosen. */
const readLayers = (
  settings: Settings,
  host: Host,
): { ranked: RankedLayer[]; warnings: readonly string[] } => {
  const code = validate(copySettings(settings), host.levels, () => undefined)
  const { settings: found, variableOf, warnings } = readEnvironment(host.env)
  const environment = validate(found, host.levels, (key) => variableOf.get(key))
  const ranked: RankedLayer[] = [
    { source: 'code', layer: code },
    { source: 'environment', layer: environment, from: (key) => variableOf.get(key) },
  ]
  const preset = choose(ranked, 'preset').value
  if (preset !== null) ranked.push({ source: 'preset', layer: presets[preset], from: () => preset })
  ranked.push(detect(host))
  return { ranked, warnings }
}

const resolveLayers = (
  ranked: readonly RankedLayer[],
  host: Host,
  warnings: readonly string[],
): Resolution => {
  const origins = new Map<string, Origin>()
  const pick = <K extends SettingKey>(key: K, leaves: readonly string[] = [key]): SettingValues[K] => {
    const { value, origin } = choose(ranked, key)
    for (const leaf of leaves) origins.set(leaf, origin)
    return value
  }
  const levelName = pick('level', ['level', 'levelName'])
  const level = levelNumber(levelName, host.levels)
  if (level === undefined) {
    throw new FapilogError('FAPILOG_E_CONFIG', `level is ${levelName}, which is not registered`, {
      key: 'level',
      value: levelName,
    })
  }
  const sinks = resolveSinks(choose(ranked, 'sinks'), choose(ranked, 'format'), host.isTTY, origins)
  const oldGeneration = pick('thread.maxOldGenerationSizeMb')
  const roomy =
    origins.get('thread.maxOldGenerationSizeMb')?.source === 'default' &&
    sinks.some((sink) => sink.kind === 'module')
  const context = choose(ranked, 'context').value
  const contextLeaves = context === null ? ['context'] : Object.keys(context).map((key) => `context.${key}`)
  const config: ResolvedConfig = {
    preset: pick('preset'),
    level,
    levelName,
    sinks: Object.freeze(sinks.map((sink) => Object.freeze(sink))),
    queue: Object.freeze({
      ...queueSizes(pick('queue.capacity', ['queue.capacity', 'queue.maxRecord', 'queue.reserve'])),
      onFull: pick('queue.onFull'),
      waitMs: pick('queue.waitMs'),
      asyncWaitMs: pick('queue.asyncWaitMs'),
    }),
    service: pick('service'),
    env: pick('env'),
    version: pick('version'),
    context: Object.freeze(pick('context', contextLeaves)),
    shutdownTimeoutMs: pick('shutdownTimeoutMs'),
    exitTimeoutMs: pick('exitTimeoutMs'),
    diagnostics: pick('diagnostics'),
    schemaVersion: pick('schemaVersion'),
    thread: Object.freeze({
      mode: pick('thread.mode'),
      maxYoungGenerationSizeMb: pick('thread.maxYoungGenerationSizeMb'),
      maxOldGenerationSizeMb: roomy ? OLD_GENERATION_WITH_MODULES_MB : oldGeneration,
    }),
  }
  return { config: Object.freeze(config), origins, warnings: Object.freeze([...warnings]) }
}

/**
 * Code beats the environment, which beats the preset (whoever chose it), which beats detection, which beats
 * the defaults. Throws `FAPILOG_E_CONFIG` for the first mistake in code or in a variable, also where a
 * stronger source makes the mistake harmless.
 */
export const resolve = (settings: Settings, host: Host): Resolution => {
  const { ranked, warnings } = readLayers(settings, host)
  return resolveLayers(ranked, host, warnings)
}
