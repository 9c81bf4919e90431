import { FapilogError, getLogger } from 'fapilog'
import { describe, expect, it } from 'vitest'
import { createRequestLogging } from './index.ts'

const logger = getLogger()

function errorOf(options: object): unknown {
  try {
    createRequestLogging(options)
    return null
  } catch (error) {
    return error
  }
}

describe('options', () => {
  it.each<[string, object]>([
    ['skipPaths', { skipPaths: '/health' }],
    ['skipPaths', { skipPaths: ['health'] }],
    ['skipPaths', { skipPaths: ['/health?x=1'] }],
    ['skip', { skip: true }],
    ['logErrorsOnSkip', { logErrorsOnSkip: 1 }],
    ['sampleRate', { sampleRate: 2 }],
    ['sampleRate', { sampleRate: Number.NaN }],
    ['slowMs', { slowMs: '1s' }],
    ['includeHeaders', { includeHeaders: ['a b'] }],
    ['redactHeaders', { redactHeaders: 'cookie' }],
    ['query', { query: 'all' }],
    ['path', { path: '/' }],
    ['requestId', { requestId: 'X-Request-ID' }],
    ['requestId.header', { requestId: { header: '' } }],
    ['requestId.accept', { requestId: { accept: '.*' } }],
    ['requestId.generate', { requestId: { generate: true } }],
    ['requestId.inject', { requestId: { inject: true } }],
    ['contextHeaders', { contextHeaders: { user_id: 5 } }],
    ['contextHeaders', { contextHeaders: { token: 'Authorization' } }],
    ['requestId.header', { requestId: { header: 'X-API-Key' } }],
    ['redactHeaders', { redactHeaders: ['X-User'], contextHeaders: { user_id: 'x-user' } }],
    ['redactHeaders', { redactHeaders: ['x-request-id'] }],
    ['trace', { trace: 'w3c' }],
    ['callerSpanField', { callerSpanField: 'span' }],
    ['levelFor', { levelFor: 'info' }],
    ['logStart', { logStart: 1 }],
    ['logStart', { logStart: 'bogus' }],
    ['logger', { logger: {} }],
    ['async', { async: 'yes' }],
    ['drainTimeoutMs', { drainTimeoutMs: -1 }],
    ['strictStart', { strictStart: 'yes' }],
    ['skip_paths', { skip_paths: [] }],
    ['includeHeader', { includeHeader: [] }],
    ['preset', { logger, preset: 'web' }],
    ['options', []],
  ])('%s is refused when it is wrong (%#)', (key, options) => {
    const error = errorOf(options)
    expect(error).toBeInstanceOf(FapilogError)
    expect(error).toMatchObject({ code: 'FAPILOG_E_ARGUMENT', key })
  })

  it('say what would be right', () => {
    expect(() => createRequestLogging({ sampleRate: 2 })).toThrow('sampleRate must be a number from 0 to 1')
    expect(() => createRequestLogging({ skipPath: [] } as object)).toThrow('did you mean skipPaths?')
    expect(() => createRequestLogging({ requestId: { headers: 'x' } } as object)).toThrow(
      'did you mean requestId.header?',
    )
  })

  it('that are settings of a logger go to the core, which knows what is wrong with them', () => {
    expect(errorOf({ reuse: false, level: 'loud' })).toMatchObject({ code: 'FAPILOG_E_CONFIG', key: 'level' })
    expect(errorOf({ reuse: false, formatt: 'json' })).toMatchObject({
      code: 'FAPILOG_E_CONFIG',
      key: 'formatt',
    })
  })

  it('may be undefined, all of them', () => {
    const options = {
      logger,
      preset: undefined,
      skipPaths: undefined,
      requestId: undefined,
      query: undefined,
    }
    expect(createRequestLogging(options).logger).toBe(logger)
    expect(createRequestLogging().logger).toBe(logger)
  })
})
