import { describe, expect, it } from 'vitest'
import { readEnvironment } from './environment.ts'
import { fakeHost } from './fake-host.ts'
import { resolve } from './resolve.ts'

const configOf = (env: Readonly<Record<string, string | undefined>>) => resolve({}, fakeHost(env)).config
const warningsOf = (env: Readonly<Record<string, string | undefined>>) => resolve({}, fakeHost(env)).warnings

describe('variables', () => {
  it.each(['FAPILOG_LEVEL', 'FAPILOG_LOG_LEVEL', 'FAPILOG_CORE__LOG_LEVEL'])('%s sets the level', (name) => {
    const { config, origins, warnings } = resolve({}, fakeHost({ [name]: 'error' }))
    expect(config.levelName).toBe('ERROR')
    expect(origins.get('level')).toEqual({ source: 'environment', from: name })
    expect(warnings).toEqual([])
  })

  it('the shorter alias counts', () => {
    const env = { FAPILOG_CORE__LOG_LEVEL: 'debug', FAPILOG_LOG_LEVEL: 'info', FAPILOG_LEVEL: 'error' }
    expect(configOf(env).levelName).toBe('ERROR')
    expect(configOf({ ...env, FAPILOG_LEVEL: ' ' }).levelName).toBe('INFO')
  })

  it.each(['', '  ', undefined])('one that is %j is not set', (text) => {
    const env = { FAPILOG_LEVEL: text, FAPILOG_PRESET: text, FAPILOG_DIAGNOSTICS: text, NODE_ENV: text }
    expect(configOf(env)).toEqual(configOf({}))
  })

  it.each([
    ...['true', '1', 'yes', 'on', 'TRUE'].map((text) => [text, true] as const),
    ...['false', '0', 'no', 'off', 'No'].map((text) => [text, false] as const),
  ])('a flag may be %s', (text, flag) => {
    expect(configOf({ FAPILOG_DIAGNOSTICS: text }).diagnostics).toBe(flag)
  })

  it.each([
    ['FAPILOG_PRESET', 'prod', 'not "prod". Did you mean "production"?'],
    ['FAPILOG_LEVEL', 'verbose', 'not "verbose"'],
    ['FAPILOG_CORE__LOG_LEVEL', 'debgu', 'not "debgu". Did you mean DEBUG?'],
    ['FAPILOG_FORMAT', 'text', '"json", "pretty", "auto", not "text"'],
    ['FAPILOG_QUEUE__CAPACITY', '8 megs', 'a size from "512 KiB" to "1 GiB", not "8 megs"'],
    ['FAPILOG_QUEUE__CAPACITY', '1 KB', 'a size from "512 KiB" to "1 GiB", not "1 KB"'],
    ['FAPILOG_QUEUE__ON_FULL', 'wait', 'one of "drop", "block", not "wait"'],
    ['FAPILOG_QUEUE__WAIT_MS', 'Infinity', 'a duration'],
    ['FAPILOG_QUEUE__ASYNC_WAIT_MS', 'forever', 'or Infinity, not "forever"'],
    ['FAPILOG_SHUTDOWN_TIMEOUT_MS', '-1', 'a duration'],
    ['FAPILOG_EXIT_TIMEOUT_MS', '30d', 'at most 24 days, not "30d"'],
    ['FAPILOG_DIAGNOSTICS', 'maybe', 'true or false, not "maybe"'],
    ['FAPILOG_SCHEMA_VERSION', '1.0', 'true or false, not "1.0"'],
    ['FAPILOG_THREAD__MAX_OLD_GENERATION_SIZE_MB', '1e3', 'a whole number from 32 to 65536, not "1e3"'],
    ['FAPILOG_SERVICE', 'x'.repeat(257), 'a text of 1 to 256 characters'],
  ])('%s = %s is an error that names it', (name, text, message) => {
    const attempt = () => resolve({ preset: 'dev' }, fakeHost({ [name]: text }))
    expect(attempt).toThrow(expect.objectContaining({ code: 'FAPILOG_E_CONFIG', origin: name }))
    expect(attempt).toThrow(message)
    expect(attempt).toThrow(new RegExp(`^${name} must be `))
  })

  it('a bad one is an error even where code makes it harmless', () => {
    expect(() => resolve({ level: 'info' }, fakeHost({ FAPILOG_LEVEL: 'x' }))).toThrow('FAPILOG_LEVEL')
  })

  it('only own variables are read', () => {
    expect(readEnvironment(Object.create({ FAPILOG_LEVEL: 'error' })).settings).toEqual({})
  })
})

describe('unknown variables', () => {
  it.each([
    ['FAPILOG_LVEL', 'FAPILOG_LEVEL'],
    ['FAPILOG_QUEUE_CAPACITY', 'FAPILOG_QUEUE__CAPACITY'],
    ['FAPILOG_CORE__LOG_LEVL', 'FAPILOG_CORE__LOG_LEVEL'],
    ['FAPILOG_SHUTDOWN_TIMEOUT', 'FAPILOG_SHUTDOWN_TIMEOUT_MS'],
    ['FAPILOG_HTTP__SAMPLERATE', 'FAPILOG_HTTP__SAMPLE_RATE'],
    ['FAPILOG_HTTP__SKIP_PATH', 'FAPILOG_HTTP__SKIP_PATHS'],
  ])('%s is announced with %s', (name, meant) => {
    const text = `${name} is not a variable that fapilog reads; did you mean ${meant}?`
    expect(warningsOf({ [name]: 'hunter2' })).toEqual([text])
  })

  it('one that is near to nothing is announced alone, and never with its value', () => {
    expect(warningsOf({ FAPILOG_XYZZY: 'hunter2' })).toEqual([
      'FAPILOG_XYZZY is not a variable that fapilog reads',
    ])
  })

  it('what a platform injects for a service named fapilog is one warning', () => {
    const env = {
      FAPILOG_SERVICE_HOST: '10.0.0.1',
      FAPILOG_SERVICE_PORT: '8080',
      FAPILOG_SERVICE_PORT_HTTP: '8080',
      FAPILOG_PORT: 'tcp://10.0.0.1:8080',
      FAPILOG_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
      FAPILOG_PORT_8080_TCP_ADDR: '10.0.0.1',
    }
    expect(warningsOf(env)).toEqual([
      `${Object.keys(env).join(', ')}: ignored, they look injected by the platform for a service named fapilog`,
    ])
  })

  it('those of the packages for requests are known', () => {
    expect(warningsOf({ FAPILOG_HTTP__SAMPLE_RATE: '2', FAPILOG_HTTP__QUERY: 'keys' })).toEqual([])
  })

  it('other variables are nobody’s business', () => {
    expect(warningsOf({ PATH: '/bin', FAPILOGX: '1', MY_FAPILOG_LEVEL: 'x' })).toEqual([])
  })
})
