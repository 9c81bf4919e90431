import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import { FapilogError } from '../errors/fapilog-error.ts'
import { fakeHost } from './fake-host.ts'
import { resolve } from './resolve.ts'
import { forThread } from './resolved-config.ts'
import type { Settings } from './settings.ts'

// Hostile and mistaken settings are what a JavaScript caller can pass.
const configOf = (settings: unknown, isTTY = false) =>
  resolve(settings as Settings, fakeHost({}, { isTTY })).config

const errorOf = (settings: unknown): FapilogError => {
  try {
    configOf(settings)
  } catch (error) {
    if (error instanceof FapilogError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('unknown keys', () => {
  it.each<[unknown, string, string]>([
    [{ presett: 'dev' }, 'presett', 'Did you mean preset?'],
    [{ log_level: 'info' }, 'log_level', 'Did you mean level?'],
    [{ lvel: undefined }, 'lvel', 'Did you mean level?'],
    [{ shutdown_timeout_ms: 1 }, 'shutdown_timeout_ms', 'Did you mean shutdownTimeoutMs?'],
    [{ queue: { capcity: 1 } }, 'queue.capcity', 'Did you mean queue.capacity?'],
    [{ queue: { on_full: 'drop' } }, 'queue.on_full', 'Did you mean queue.onFull?'],
    [{ thread: { maxOldGenerationSizeMB: 64 } }, 'thread.maxOldGenerationSizeMB', 'maxOldGenerationSizeMb?'],
    [
      { sinks: [{ kind: 'stdout-pretty', colour: 'auto' }] },
      'sinks.0.colour',
      'Did you mean sinks.0.colors?',
    ],
    [{ sinks: [{ kind: 'noop', colors: 'auto' }] }, 'sinks.0.colors', 'Known here: kind, name'],
    [{ constructor: 1 }, 'constructor', 'Known here: preset, level,'],
    [{ redaction: {} }, 'redaction', 'Known here: preset, level,'],
    [JSON.parse('{"__proto__":{"level":"error"}}'), '__proto__', 'Known here: preset, level,'],
    [JSON.parse('{"queue":{"__proto__":{"onFull":"block"}}}'), 'queue.__proto__', 'Known here: capacity,'],
  ])('%#: %j', (settings, key, hint) => {
    const error = errorOf(settings)
    expect(error).toMatchObject({ code: 'FAPILOG_E_CONFIG', key, origin: 'code' })
    expect(error.message).toContain(`${key} is not a setting`)
    expect(error.message).toContain(hint)
  })
})

describe('bad values', () => {
  it.each<[unknown, string, string]>([
    [{ preset: 'prod' }, 'preset', 'not "prod". Did you mean "production"?'],
    [{ preset: null }, 'preset', 'not null'],
    [{ level: 20 }, 'level', 'must be the name of a level, not 20'],
    [{ level: 'loud' }, 'level', 'must be one of TRACE, DEBUG,'],
    [{ format: 'JSON' }, 'format', 'not "JSON". Did you mean "json"?'],
    [{ sinks: [] }, 'sinks', "1 to 32 sinks; { kind: 'noop' } discards everything, not an empty array"],
    [{ sinks: 'stdout-json' }, 'sinks', 'must be a list of 1 to 32 sinks, not "stdout-json"'],
    [{ sinks: Array.from({ length: 33 }, () => ({ kind: 'noop' })) }, 'sinks', '1 to 32 sinks, not an array'],
    [{ sinks: ['noop'] }, 'sinks.0', 'must be a plain object, not "noop"'],
    [{ sinks: [{}] }, 'sinks.0.kind', 'must be one of "stdout-json", "stdout-pretty", "noop", '],
    [{ sinks: [{ kind: 'rotating-file' }] }, 'sinks.0.directory', 'sinks.0.directory is missing'],
    [{ sinks: [{ kind: 'module' }] }, 'sinks.0.module', 'sinks.0.module is missing'],
    [{ sinks: [{ kind: 'memory' }] }, 'sinks.0.buffer', 'sinks.0.buffer is missing'],
    [{ sinks: [{ kind: 'stdout' }] }, 'sinks.0.kind', 'Did you mean "stdout-json"?'],
    [{ sinks: [{ kind: 'noop', name: 'a b' }] }, 'sinks.0.name', 'must be 1 to 64 letters'],
    [{ sinks: [{ kind: 'stdout-pretty', colors: true }] }, 'sinks.0.colors', 'must be one of "auto",'],
    [{ sinks: [{ kind: 'noop' }, { kind: 'noop' }] }, 'sinks.1.name', 'there are two named "noop"'],
    [
      { sinks: [{ kind: 'noop', name: 'stdout-json' }, { kind: 'stdout-json' }] },
      'sinks.1.name',
      'two named "stdout-json"',
    ],
    [{ format: 'json', sinks: [{ kind: 'noop' }] }, 'format', 'format and sinks exclude each other'],
    [{ queue: [] }, 'queue', 'must be a plain object, not an empty array'],
    [{ queue: { capacity: 2 ** 19 - 1 } }, 'queue.capacity', 'from "512 KiB" to "1 GiB", not 524287'],
    [{ queue: { capacity: 2 ** 30 + 1 } }, 'queue.capacity', 'not 1073741825'],
    [{ queue: { waitMs: Number.POSITIVE_INFINITY } }, 'queue.waitMs', 'not Infinity'],
    [{ queue: { asyncWaitMs: 2 ** 31 } }, 'queue.asyncWaitMs', 'not 2147483648'],
    [{ service: '' }, 'service', 'must be a text of 1 to 256 characters, not ""'],
    [{ context: new Map() }, 'context', 'must be a plain object of fields, not an object'],
    [{ diagnostics: 'true' }, 'diagnostics', 'must be true or false, not "true"'],
    [{ thread: 'main' }, 'thread.mode', '"dedicated"'],
    [{ thread: { maxYoungGenerationSizeMb: 0 } }, 'thread.maxYoungGenerationSizeMb', 'from 1 to 256, not 0'],
    [{ thread: { maxYoungGenerationSizeMb: 1.5 } }, 'thread.maxYoungGenerationSizeMb', 'not 1.5'],
  ])('%#: %j', (settings, key, message) => {
    const error = errorOf(settings)
    expect(error).toMatchObject({ code: 'FAPILOG_E_CONFIG', key, origin: 'code' })
    expect(error.message).toContain(message)
  })

  it.each([null, 3, 'dev', [], new Date(), () => ({})])(
    'settings that are no plain object: %s',
    (settings) => {
      expect(errorOf(settings).message).toMatch(/^The settings must be a plain object, not /)
    },
  )

  it('prints values bounded', () => {
    expect(errorOf({ service: 'x'.repeat(100_000) }).message.length).toBeLessThan(200)
    expect(errorOf({ ['y'.repeat(100_000)]: 1 }).message.length).toBeLessThan(400)
  })
})

describe('hostile settings', () => {
  const fail = (): never => {
    throw new Error('boom')
  }
  const trapped = (trap: string) => new Proxy({}, { [trap]: fail })

  it.each<[unknown, string]>([
    [Object.defineProperty({}, 'level', { get: fail, enumerable: true }), 'level'],
    [{ queue: Object.defineProperty({}, 'capacity', { get: fail, enumerable: true }) }, 'queue.capacity'],
    [{ context: Object.defineProperty({}, 'a', { get: fail, enumerable: true }) }, 'context.a'],
    [{ sinks: [trapped('ownKeys')] }, 'sinks.0'],
    [{ thread: trapped('getPrototypeOf') }, 'thread'],
    [{ sinks: new Proxy([], { get: fail }) }, 'sinks'],
  ])('%#: what throws when it is read is an error that names the key', (settings, key) => {
    const error = errorOf(settings)
    expect(error.message).toMatch(/threw an error when it was read$/)
    expect(error.key).toBe(key)
    expect(error.cause).toBeInstanceOf(Error)
  })

  it('a revoked proxy is one too', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(errorOf(proxy).message).toBe('The settings threw an error when it was read')
    expect(errorOf({ queue: proxy }).message).toBe('queue threw an error when it was read')
  })

  it('looks neither into functions nor into cycles', () => {
    const cycle: Record<string, unknown> = {}
    cycle['capacity'] = cycle
    expect(errorOf({ queue: cycle })).toMatchObject({ key: 'queue.capacity', value: 'an object' })
    const level = new Proxy(() => 'info', { getPrototypeOf: fail })
    expect(errorOf({ level })).toMatchObject({ key: 'level', value: 'a function' })
  })

  it('reads each property once', () => {
    let reads = 0
    const settings = {
      get level() {
        reads += 1
        return reads === 1 ? 'error' : {}
      },
    }
    expect(configOf(settings).levelName).toBe('ERROR')
    expect(reads).toBe(1)
  })

  it('refuses inherited settings, which it would otherwise ignore in silence', () => {
    class Base {
      readonly level = 'error'
    }
    expect(errorOf(Object.create({ level: 'error' })).message).toContain('must be a plain object')
    expect(errorOf(new Base()).message).toContain('must be a plain object')
  })

  it('takes plain objects without a prototype, frozen ones, and those of another realm', () => {
    expect(configOf(Object.assign(Object.create(null), { level: 'error' })).levelName).toBe('ERROR')
    expect(configOf(Object.freeze({ level: 'error' })).levelName).toBe('ERROR')
    expect(configOf(runInNewContext(`({ queue: { onFull: 'block' } })`)).queue.onFull).toBe('block')
    expect(configOf(undefined)).toEqual(configOf({}))
  })

  describe('with a polluted Object.prototype', () => {
    const polluted: Record<string, unknown> = {
      level: 'error',
      name: 'evil',
      colors: 'always',
      service: 'evil',
      onFull: 'block',
      context: { evil: true },
    }
    afterEach(() => {
      for (const key of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, key)
    })

    it('takes nothing from it', () => {
      const settings = { preset: 'dev', queue: {}, sinks: [{ kind: 'stdout-pretty' }] }
      const expected = JSON.stringify(configOf(settings))
      Object.assign(Object.prototype, polluted)
      expect(JSON.stringify(configOf(settings))).toBe(expected)
    })
  })
})

describe('the queue', () => {
  it.each([
    ['512 KiB', 2 ** 19, 2 ** 16, 2 ** 16],
    [2 ** 19 + 1, 2 ** 20, 2 ** 16, 2 ** 16],
    ['8 MB', 2 ** 23, 2 ** 16, 2 ** 19],
    ['1 GiB', 2 ** 30, 2 ** 16, 2 ** 26],
  ])('of %s holds %d bytes, a record of %d and a reserve of %d', (size, capacity, maxRecord, reserve) => {
    expect(configOf({ queue: { capacity: size } }).queue).toMatchObject({ capacity, maxRecord, reserve })
  })
})

describe('sinks', () => {
  it('are filled in, and the names given are kept', () => {
    const sinks = [
      { kind: 'stdout-pretty', time: 'utc' },
      { kind: 'noop', name: 'b' },
      { kind: 'stdout-json', name: undefined },
    ]
    expect(configOf({ preset: 'production', sinks }).sinks).toEqual([
      { kind: 'stdout-pretty', name: 'stdout-pretty', colors: 'auto', time: 'utc' },
      { kind: 'noop', name: 'b' },
      { kind: 'stdout-json', name: 'stdout-json' },
    ])
  })

  it('know the origin of each option', () => {
    const { origins } = resolve({ sinks: [{ kind: 'stdout-pretty', time: 'utc' }] }, fakeHost())
    expect(origins.get('sinks.0.kind')).toEqual({ source: 'code' })
    expect(origins.get('sinks.0.time')).toEqual({ source: 'code' })
    expect(origins.get('sinks.0.colors')).toEqual({ source: 'default' })
  })

  it('chosen in code stand against a format of the environment', () => {
    const { config } = resolve({ sinks: [{ kind: 'noop' }] }, fakeHost({ FAPILOG_FORMAT: 'pretty' }))
    expect(config.sinks).toEqual([{ kind: 'noop', name: 'noop' }])
  })

  it.each([
    ['json', true, 'stdout-json'],
    ['pretty', false, 'stdout-pretty'],
    ['auto', true, 'stdout-pretty'],
    ['auto', false, 'stdout-json'],
  ])('of a preset give way to the format %s (terminal: %s)', (format, isTTY, kind) => {
    for (const preset of ['dev', 'production', 'minimal', undefined]) {
      expect(configOf({ preset, format }, isTTY).sinks.map((sink) => sink.kind)).toEqual([kind])
    }
  })
})

describe('the heap of the thread', () => {
  const sinks = [{ kind: 'module', module: import.meta.url }, { kind: 'noop' }]

  it.each<[string, object, number]>([
    ['is small for built-in sinks', {}, 32],
    ['has room for the modules of the user', { sinks }, 256],
    ['is what was chosen', { sinks, thread: { maxOldGenerationSizeMb: 32 } }, 32],
  ])('%s', (_, settings, expected) => {
    expect(configOf(settings).thread).toEqual({
      mode: 'dedicated',
      maxYoungGenerationSizeMb: 2,
      maxOldGenerationSizeMb: expected,
    })
  })

  it('is what the environment says, whatever the sinks are', () => {
    const host = fakeHost({ FAPILOG_THREAD__MAX_OLD_GENERATION_SIZE_MB: '64' })
    expect(resolve({ sinks } as Settings, host).config.thread.maxOldGenerationSizeMb).toBe(64)
  })
})

describe('the result', () => {
  it('keeps the application’s own objects as they are', () => {
    const inner = { b: 1 }
    const context = { a: inner, fn: () => 1 }
    const settings = { context, queue: { onFull: 'drop' } }
    const config = configOf(settings)
    expect(config.context).toEqual(context)
    expect(config.context?.['a']).toBe(inner)
    expect(Object.isFrozen(config.context)).toBe(true)
    for (const object of [settings, context, inner, settings.queue])
      expect(Object.isFrozen(object)).toBe(false)
  })

  it('crosses to the thread without the context', () => {
    const config = configOf({ context: { fn: () => 1 } })
    const { context: _, ...rest } = config
    expect(structuredClone(forThread(config))).toEqual(rest)
  })

  it('says DEBUG on a terminal of a machine that is nothing in particular, and INFO elsewhere', () => {
    const levelOf = (env: Record<string, string>, isTTY: boolean, docker = false) =>
      resolve({}, fakeHost(env, { isTTY, fileExists: () => docker })).config.levelName
    expect(levelOf({}, true)).toBe('DEBUG')
    expect(levelOf({}, false)).toBe('INFO')
    expect(levelOf({ CI: '1' }, true)).toBe('INFO')
    expect(levelOf({ POD_NAME: 'p' }, true)).toBe('INFO')
    expect(levelOf({}, true, true)).toBe('INFO')
  })

  it('leaves a NODE_ENV alone that is too long to be one', () => {
    expect(resolve({}, fakeHost({ NODE_ENV: 'x'.repeat(257) })).config.env).toBeNull()
  })

  it('needs the levels that presets and detection speak of', () => {
    const host = fakeHost({}, { levels: new Map([['LOUD', 1]]) })
    expect(() => resolve({}, host)).toThrow('level is INFO, which is not registered')
  })
})
