import { describe, expect, it } from 'vitest'
import { didYouMean, nearest } from './nearest.ts'

const keys = ['preset', 'level', 'format', 'sinks', 'queue', 'service', 'shutdownTimeoutMs', 'onFull']

describe('nearest', () => {
  it.each([
    ['presett', 'preset'],
    ['lvel', 'level'],
    ['levle', 'level'],
    ['LEVEL', 'level'],
    ['sink', 'sinks'],
    ['on_full', 'onFull'],
    ['shutdown_timeout_ms', 'shutdownTimeoutMs'],
    ['shutdownTimeout', 'shutdownTimeoutMs'],
    ['log_level', 'level'],
    ['serv', 'service'],
  ])('%s is meant as %s', (written, meant) => {
    expect(nearest(written, keys)).toBe(meant)
  })

  it.each(['', '_', 'x', 'redaction', 'port', 'host', '__proto__', 'l'.repeat(100_000)])(
    'nothing is near %.20s',
    (written) => {
      expect(nearest(written, keys)).toBeUndefined()
    },
  )

  it('takes the nearer of two', () => {
    expect(nearest('stdout-jsonn', ['stdout-json', 'stdout-jsons'])).toBe('stdout-json')
  })

  it('hints only at what was found', () => {
    expect(didYouMean('level')).toBe('. Did you mean level?')
    expect(didYouMean(undefined)).toBe('')
  })
})
