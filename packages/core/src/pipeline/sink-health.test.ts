import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configureDiagnostics } from '../observe/diagnostics.ts'
import { SinkHealth } from './sink-health.ts'

let said: Record<string, unknown>[]
beforeEach(() => {
  said = []
  configureDiagnostics({
    write: (line) => said.push(JSON.parse(line) as Record<string, unknown>),
    now: () => 1000,
  })
})
afterEach(() => configureDiagnostics({ write: () => undefined, now: Date.now }))

describe('SinkHealth', () => {
  it('says each change of a state once, however many sinks fail at the same moment', () => {
    const names = Array.from({ length: 32 }, (_, n) => `sink-${n}`)
    const sinks = names.map((name) => new SinkHealth(name, 'healthy', () => undefined))
    for (let n = 0; n < 3; n++) for (const sink of sinks) sink.failed(new Error('the disk is full'), 1)
    for (let n = 0; n < 5; n++) for (const sink of sinks) sink.succeeded()
    for (const name of names) {
      const own = said.filter(({ sink }) => sink === name)
      expect(own).toMatchObject([
        { message: 'a sink is failing', state: 'degraded', missed: 1 },
        { message: 'a sink writes again', state: 'recovering', missed: 3 },
        { message: 'a sink has recovered', state: 'healthy' },
      ])
    }
    expect(said).toHaveLength(3 * names.length)
  })
})
