import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Settings } from '../config/settings.ts'
import { AsyncLoggerBuilder, LoggerBuilder } from './builder.ts'
import { explainConfig } from './explain-config.ts'
import { clearLoggerCache, configure, getLogger } from './get-logger.ts'
import { listPresets } from '../config/presets.ts'

afterEach(async () => {
  vi.unstubAllEnvs()
  await clearLoggerCache()
})

/** What is in force, by key; where it came from is left out. */
const inForce = (): object => Object.fromEntries(explainConfig().map(({ key, value }) => [key, value]))

/** What is in force after `act`. */
const after = async (act: () => unknown): Promise<object> => {
  await act()
  const config = inForce()
  await clearLoggerCache()
  return config
}

const context = { tenant: 't', nested: { a: 1 } }

describe('a builder', () => {
  it.each<[string, (builder: LoggerBuilder) => LoggerBuilder, Settings]>([
    ['a preset', (builder) => builder.withPreset('production'), { preset: 'production' }],
    ['the alias of a preset', (builder) => builder.withPreset('fastapi'), { preset: 'web' }],
    ['a level', (builder) => builder.withLevel('WARN'), { level: 'warning' }],
    [
      'any setting',
      (builder) => builder.withLevel('debug').withSettings({ level: 'error' }),
      { level: 'error' },
    ],
    [
      'a thread',
      (builder) => builder.withThread({ maxOldGenerationSizeMb: 64 }).withThread('inline'),
      { thread: { mode: 'inline', maxOldGenerationSizeMb: 64 } },
    ],
    ['JSON', (builder) => builder.addStdout(), { sinks: [{ kind: 'stdout-json' }] }],
    [
      'pretty lines',
      (builder) => builder.addStdout({ format: 'pretty', name: 'out' }),
      { sinks: [{ kind: 'stdout-pretty', name: 'out' }] },
    ],
    [
      'two sinks',
      (builder) => builder.addStdout({ name: 'json' }).addStdoutPretty({ colors: 'never', time: 'utc' }),
      {
        sinks: [
          { kind: 'stdout-json', name: 'json' },
          { kind: 'stdout-pretty', colors: 'never', time: 'utc' },
        ],
      },
    ],
    [
      'context, added up',
      (builder) => builder.withContext({ tenant: 'x' }).withContext(context),
      { context },
    ],
    [
      'queue, added up',
      (builder) => builder.withQueue({ capacity: '1 MB', onFull: 'drop' }).withQueue({ onFull: 'block' }),
      { queue: { capacity: 2 ** 20, onFull: 'block' } },
    ],
    [
      'all the rest',
      (builder) =>
        builder
          .withService('shop', { env: 'test', version: '1' })
          .withShutdownTimeout('1s')
          .withExitTimeout(500)
          .withDiagnostics(false)
          .withName('shop')
          .reuse(),
      {
        service: 'shop',
        env: 'test',
        version: '1',
        shutdownTimeoutMs: 1000,
        exitTimeoutMs: 500,
        diagnostics: false,
      },
    ],
  ])('sets %s as the settings do', async (_, build, settings) => {
    const expected = await after(() => configure(settings))
    expect(await after(() => build(new LoggerBuilder()).build())).toEqual(expected)
    const async_ = build(
      new AsyncLoggerBuilder() as unknown as LoggerBuilder,
    ) as unknown as AsyncLoggerBuilder
    expect(await after(() => async_.build())).toEqual(expected)
  })

  it.each(listPresets())('resolves preset %s as factory and environment do', async (preset) => {
    const built = await after(() => new LoggerBuilder().withPreset(preset).build())
    expect(await after(() => getLogger({ preset }))).toEqual(built)
    vi.stubEnv('FAPILOG_PRESET', preset)
    expect(inForce()).toEqual(built)
  })

  it('names the logger, and joins the pipeline of the process', () => {
    configure({ sinks: [{ kind: 'noop' }] })
    const logger = new LoggerBuilder().withName('db').build()
    expect(logger).toBe(getLogger('db'))
  })

  it('builds a logger with a pipeline of its own on request', async () => {
    configure({ level: 'error', sinks: [{ kind: 'noop' }] })
    const builder = new LoggerBuilder().withName('own').withLevel('debug').withPreset('minimal').reuse(false)
    const [first, second] = [builder.build(), builder.build()]
    expect(first).not.toBe(second)
    expect([first.level, getLogger('own').level]).toEqual(['DEBUG', 'ERROR'])
    await Promise.all([first.drain(), second.drain()])
  })

  it.each<[string, (builder: LoggerBuilder) => unknown, string]>([
    ['a format', (builder) => builder.addStdout({ format: 'prety' as 'pretty' }), 'sinks.0.kind'],
    [
      'an option of a sink',
      (builder) => builder.addStdoutPretty({ colours: true } as object),
      'sinks.0.colours',
    ],
    ['a thread', (builder) => builder.withThread('main' as 'inline'), 'thread.mode'],
    ['a level', (builder) => builder.withLevel('loud'), 'level'],
    ['a preset', (builder) => builder.withPreset('prod' as 'production'), 'preset'],
    ['a queue', (builder) => builder.withQueue({ capacity: 1 }), 'queue.capacity'],
    ['two sinks of one name', (builder) => builder.addStdout().addStdout(), 'sinks.1.name'],
  ])('throws at build() for a mistake in %s', (_, mistake, key) => {
    const builder = new LoggerBuilder()
    mistake(builder)
    expect(() => builder.build()).toThrow(expect.objectContaining({ code: 'FAPILOG_E_CONFIG', key }))
  })
})
