import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { errorCodes } from './codes.ts'
import { FapilogError } from './fapilog-error.ts'

describe('FapilogError', () => {
  it('carries code, key, printed value, origin and cause', () => {
    const cause = new Error('below')
    const error = new FapilogError('FAPILOG_E_CONFIG', 'bad', {
      key: 'level',
      value: 5,
      origin: 'code',
      cause,
    })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ code: 'FAPILOG_E_CONFIG', message: 'bad', key: 'level', value: '5' })
    expect(error.origin).toBe('code')
    expect(error.cause).toBe(cause)
    expect(error.name).toBe('FapilogError')
  })

  it('has no properties that were not given', () => {
    expect(Object.keys(new FapilogError('FAPILOG_E_THREAD', 'late'))).toEqual(['code'])
    expect('cause' in new FapilogError('FAPILOG_E_THREAD', 'late')).toBe(false)
  })

  it('shows no secret when it is inspected', () => {
    const error = new FapilogError('FAPILOG_E_CONFIG', 'bad', { key: 'sinks.0.apiKey', value: 'hunter2' })
    expect(inspect(error)).not.toContain('hunter2')
    expect(error.value).toBe('***')
  })

  it('keeps no reference to an object that was wrong', () => {
    const error = new FapilogError('FAPILOG_E_CONFIG', 'bad', {
      key: 'queue',
      value: { password: 'hunter2' },
    })
    expect(error.value).toBe('an object')
  })

  it('has a meaning on one line for every code', () => {
    for (const [code, meaning] of Object.entries(errorCodes)) {
      expect(code).toMatch(/^FAPILOG_E_[A-Z_]+$/)
      expect(meaning).toMatch(/^[A-Z].+\.$/)
    }
  })
})
