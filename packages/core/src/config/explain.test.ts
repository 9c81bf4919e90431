import { describe, expect, it } from 'vitest'
import { explain } from './explain.ts'
import { fakeHost } from './fake-host.ts'
import { resolve } from './resolve.ts'

describe('explain', () => {
  it('names each value and where it came from', () => {
    const settings = { preset: 'production', service: 'shop', queue: { waitMs: '1s' } } as const
    const host = fakeHost({ FAPILOG_LEVEL: 'debug', NODE_ENV: 'test' })
    const entries = explain(resolve(settings, host))
    expect(entries).toEqual(
      expect.arrayContaining([
        { key: 'preset', value: 'production', source: 'code' },
        { key: 'level', value: 10, source: 'environment', from: 'FAPILOG_LEVEL' },
        { key: 'levelName', value: 'DEBUG', source: 'environment', from: 'FAPILOG_LEVEL' },
        { key: 'sinks.0.kind', value: 'stdout-json', source: 'preset', from: 'production' },
        { key: 'sinks.0.name', value: 'stdout-json', source: 'default' },
        { key: 'queue.capacity', value: 8_388_608, source: 'default' },
        { key: 'queue.waitMs', value: 1_000, source: 'code' },
        { key: 'service', value: 'shop', source: 'code' },
        { key: 'env', value: 'test', source: 'detection', from: 'NODE_ENV' },
        { key: 'context', value: null, source: 'default' },
        { key: 'shutdownTimeoutMs', value: 25_000, source: 'preset', from: 'production' },
      ]),
    )
  })

  it('has one entry for each leaf, and an origin for each entry', () => {
    const resolution = resolve({ context: { a: 1, b: { c: 2 } }, sinks: [{ kind: 'noop' }] }, fakeHost())
    const keys = explain(resolution).map((entry) => entry.key)
    expect(keys.toSorted()).toEqual([...resolution.origins.keys()].toSorted())
    expect(keys).toContain('context.b')
  })

  it('shows no secret', () => {
    const context = {
      apiKey: 'hunter2',
      nested: { password: 'hunter2' },
      url: 'https://u:hunter2@h/',
      tenant: 't',
    }
    const entries = explain(resolve({ context }, fakeHost()))
    expect(JSON.stringify(entries)).not.toContain('hunter2')
    expect(entries).toEqual(
      expect.arrayContaining([
        { key: 'context.apiKey', value: '***', source: 'code' },
        { key: 'context.nested', value: 'an object', source: 'code' },
        { key: 'context.tenant', value: 't', source: 'code' },
      ]),
    )
  })
})
