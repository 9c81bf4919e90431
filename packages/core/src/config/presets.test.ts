import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fakeHost } from './fake-host.ts'
import { listPresets } from './presets.ts'
import { resolve } from './resolve.ts'
import type { PresetName, SinkSettings } from './settings.ts'

const table: Readonly<
  Record<PresetName, readonly [level: string, kind: SinkSettings['kind'], onFull: string, shutdownMs: number]>
> = {
  dev: ['DEBUG', 'stdout-pretty', 'drop', 3_000],
  production: ['INFO', 'stdout-json', 'drop', 25_000],
  serverless: ['INFO', 'stdout-json', 'drop', 3_000],
  hardened: ['INFO', 'stdout-json', 'block', 3_000],
  minimal: ['INFO', 'stdout-json', 'drop', 3_000],
  web: ['INFO', 'stdout-json', 'drop', 25_000],
}

describe('presets', () => {
  it('are listed', () => {
    expect(listPresets()).toEqual(['dev', 'production', 'serverless', 'hardened', 'minimal', 'web'])
    expect(Object.keys(table)).toEqual(listPresets())
  })

  it.each(listPresets())('%s chooses what the table says', (preset) => {
    const [levelName, kind, onFull, shutdownTimeoutMs] = table[preset]
    const { config } = resolve({ preset }, fakeHost())
    expect(config).toMatchObject({ preset, levelName, queue: { onFull }, shutdownTimeoutMs })
    const files = preset === 'hardened' ? ['rotating-file'] : []
    expect(config.sinks.map((sink) => sink.kind)).toEqual([kind, ...files])
  })

  it.each(listPresets())('%s is the same by code and by environment', (preset) => {
    const byVariable = resolve({}, fakeHost({ FAPILOG_PRESET: preset })).config
    expect(byVariable).toEqual(resolve({ preset }, fakeHost()).config)
  })

  it.each(listPresets())('%s keeps its level wherever it runs', (preset) => {
    for (const isTTY of [true, false]) {
      const host = fakeHost({ CI: 'true' }, { isTTY, fileExists: () => true })
      expect(resolve({ preset }, host).config.levelName).toBe(table[preset][0])
    }
  })

  it('web is production under another name, and fastapi is web', () => {
    const { preset, ...web } = resolve({ preset: 'web' }, fakeHost()).config
    expect(preset).toBe('web')
    expect(resolve({ preset: 'production' }, fakeHost()).config).toEqual({ ...web, preset: 'production' })
    expect(resolve({ preset: 'fastapi' }, fakeHost()).config.preset).toBe('web')
    expect(resolve({}, fakeHost({ FAPILOG_PRESET: 'fastapi' })).config.preset).toBe('web')
  })

  it('hardened keeps ten compressed files of 50 MiB beside standard output', () => {
    const { config } = resolve({ preset: 'hardened' }, fakeHost())
    expect(config.sinks[1]).toMatchObject({
      directory: join(process.cwd(), 'logs'),
      prefix: 'fapilog',
      maxBytes: 52_428_800,
      maxFiles: 10,
      compress: true,
    })
    const other = resolve({ preset: 'hardened', format: 'pretty' }, fakeHost()).config
    expect(other.sinks.map((sink) => sink.kind)).toEqual(['stdout-pretty', 'rotating-file'])
  })

  it('minimal writes for people on a terminal', () => {
    const { config, origins } = resolve({ preset: 'minimal' }, fakeHost({}, { isTTY: true }))
    expect(config.sinks[0]?.kind).toBe('stdout-pretty')
    expect(origins.get('sinks.0.kind')).toEqual({ source: 'detection', from: 'terminal' })
  })
})
