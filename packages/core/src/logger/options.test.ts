import { describe, expect, it } from 'vitest'
import { getAsyncLogger, getLogger } from '../index.ts'

class WithPreset {
  get preset(): string {
    return 'production'
  }
}

/** What untyped callers may pass: none of it may be ignored, none may throw a foreign error. */
const wrong: readonly (readonly [string, () => unknown])[] = [
  ['a list', () => []],
  ['a map', () => new Map([['level', 'silent']])],
  ['a date', () => new Date(0)],
  ['inherited settings', () => Object.create({ level: 'debug' }) as unknown],
  ['an instance', () => new WithPreset()],
  ['a getter that throws', () => Object.defineProperty({}, 'preset', { enumerable: true, get: thrower })],
  ['a hostile proxy', () => new Proxy({}, { ownKeys: thrower })],
  ['a hostile prototype', () => new Proxy({}, { getPrototypeOf: thrower })],
]

function thrower(): never {
  throw new Error('boo')
}

describe('options that are no plain object', () => {
  it.each(wrong)('%s throws a FapilogError', async (_, make) => {
    const code = expect.stringMatching(/^FAPILOG_E_(ARGUMENT|CONFIG)$/) as unknown
    expect(() => getLogger(make() as object)).toThrow(expect.objectContaining({ code }))
    await expect(getAsyncLogger(make() as object)).rejects.toMatchObject({ code })
  })
})
