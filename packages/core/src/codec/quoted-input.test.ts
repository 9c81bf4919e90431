import { describe, expect, it } from 'vitest'
import { createHarness } from '../pipeline/format/testing/harness.ts'
import { at, parseLine, plain } from '../pipeline/format/testing/strict-json.ts'
import { withoutQuote } from './quoted-input.ts'

function thrownBy(fn: () => unknown): Error {
  try {
    fn()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing was thrown')
}

const parse = (text: string): Error => thrownBy(() => JSON.parse(text))

/** The line of an error that is logged by itself, and of one in a field. */
function printed(error: unknown): string {
  const harness = createHarness()
  harness.log(error)
  harness.log('broken', { error })
  const lines = harness.lines()
  expect(lines).toHaveLength(2)
  return lines.join('\n')
}

const exceptionOf = (error: unknown): Record<string, unknown> => {
  const harness = createHarness()
  harness.log(error)
  return plain(at(parseLine(harness.lines()[0] ?? ''), 'diagnostics', 'exception')) as Record<string, unknown>
}

describe('what an error quotes of its input is not printed:', () => {
  it.each([
    ['short', '{"p":hush}'],
    ['a word', 'hush'],
    ['at the start', `hush${' '.repeat(100)}`],
    ['in the middle', `{"a":"${'x'.repeat(100)}",hush,"b":"${'x'.repeat(100)}"}`],
    ['at the end', `{"a":"${'x'.repeat(100)}",hush`],
    ['with quotes and lines', '{"a":\n"hush" is not valid JSON "}'],
  ])('the piece of JSON in a message of JSON.parse, %s', (_what, text) => {
    const error = parse(text)
    const { message, stack } = error
    const line = printed(error)
    expect(line).not.toContain('hush')
    expect(line).toContain('quoted-input.test.ts')
    expect(exceptionOf(error)['type']).toBe('SyntaxError')
    // The error belongs to the application.
    expect([error.message, error.stack]).toEqual([message, stack])
  })

  it('and the rest of the message is', () => {
    expect(exceptionOf(parse('{"p":hush}'))['message']).toBe('Unexpected token … is not valid JSON')
    expect(exceptionOf(parse('{"p":'))['message']).toBe('Unexpected end of JSON input')
    expect(exceptionOf(parse('undefined'))['message']).toBe('"undefined" is not valid JSON')
    expect(exceptionOf(new Error('hush is not valid JSON'))['message']).toBe('hush is not valid JSON')
  })

  it('in an error that wraps it, by its message or as its cause', () => {
    const inner = parse('{"p":hush}')
    class BadRequest extends Error {}
    const wrapping = new BadRequest(`bad body: ${inner.message}`, { cause: inner })
    expect(printed(wrapping)).not.toContain('hush')
    expect(exceptionOf(wrapping)['message']).toBe('bad body: Unexpected token … is not valid JSON')
  })

  it('as Bun words it', () => {
    const text = 'SyntaxError: JSON Parse error: Unexpected identifier "hush"\n    at parse'
    expect(withoutQuote(text)).toBe('SyntaxError: JSON Parse error\n    at parse')
    expect(withoutQuote('JSON Parse error: Unexpected identifier "hush"')).toBe('JSON Parse error')
  })

  it.each(['body', 'rawBody'])('the %s of a parser’s error', (key) => {
    const ofBodyParser = Object.assign(parse('{"a":1,}'), {
      expose: true,
      status: 400,
      [key]: '{"pin":"hush",}',
    })
    const ofVerify = Object.assign(new Error('bad signature'), { expose: true, [key]: Buffer.from('hush') })
    const ofKoa = Object.assign(parse('{"a":1,}'), { status: 400, [key]: 'hush' })
    for (const error of [ofBodyParser, ofVerify, ofKoa]) {
      expect(printed(error)).not.toContain('hush')
      expect(exceptionOf(error)).not.toHaveProperty(key)
    }
    // What somebody else answered.
    const ofClient = Object.assign(new Error('502'), { status: 502, [key]: 'busy' })
    expect(exceptionOf(ofClient)[key]).toBe('busy')
  })

  it('the requests and responses that HTTP clients and servers put on theirs', () => {
    const headers = { authorization: 'hush', cookie: 'hush' }
    const ofClient = Object.assign(new Error('upstream said 401'), {
      status: 401,
      config: { headers, data: 'hush' },
      response: { status: 401, headers, data: 'hush' },
      options: { headers },
    })
    const ofServer = Object.assign(new Error('bad'), {
      headers,
      rawHeaders: ['Authorization', 'hush'],
      query: { token: 'hush' },
      rawPacket: Buffer.from('hush'),
    })
    const ofUrl = thrownBy(() => new URL('/reset?token=hush'))
    const many = new AggregateError([ofClient, ofServer, ofUrl], 'many')
    for (const error of [ofClient, ofServer, ofUrl, many, new Error('outer', { cause: many })]) {
      const line = printed(error)
      expect(line).not.toContain('hush')
      expect(line).not.toContain(String([...Buffer.from('hush')]))
    }
    expect(exceptionOf(ofClient)).toMatchObject({ message: 'upstream said 401', status: 401 })
    expect(exceptionOf(ofUrl)).toMatchObject({ code: 'ERR_INVALID_URL' })
    const inner = exceptionOf(Object.assign(new Error('outer'), { original: ofServer }))['original']
    expect(inner).toMatchObject({ message: 'bad' })
    expect(inner).not.toHaveProperty('headers')
    // What is no request's.
    const own = { config: { retries: 3 }, options: { mode: 'x' }, query: 'SELECT 1', input: 'a', headers: 4 }
    expect(exceptionOf(Object.assign(new Error('own'), own))).toMatchObject(own)
    const hostile = new Proxy(
      {},
      { getOwnPropertyDescriptor: () => thrownBy(() => JSON.parse('x')) as never },
    )
    expect(exceptionOf(Object.assign(new Error('hostile'), { a: hostile, b: 2 }))).toMatchObject({ b: 2 })
  })

  it('the values in the findings of Joi and express-validator', () => {
    const ofJoi = {
      message: '"pin" must be a number',
      path: ['pin'],
      type: 'number.base',
      context: { value: 'hush' },
    }
    const error = Object.assign(new Error('invalid'), { _original: { pin: 'hush' }, details: [ofJoi] })
    expect(printed(error)).not.toContain('hush')
    const { context, ...shown } = ofJoi
    expect(context).toEqual({ value: 'hush' })
    expect(exceptionOf(error)['details']).toEqual([shown])
    const ofValidator = { type: 'field', msg: 'Invalid value', path: 'pin', location: 'body', value: 'hush' }
    const other = Object.assign(new Error('invalid'), { errors: [ofValidator] })
    expect(printed(other)).not.toContain('hush')
    expect(exceptionOf(other)['errors']).toMatchObject([{ path: 'pin', msg: 'Invalid value' }])
    // No finding: as it is.
    const details = [{ path: 'a', context: 'b', location: 'c', value: 1 }]
    expect(exceptionOf(Object.assign(new Error('own'), { details }))['details']).toEqual(details)
  })

  it.each(['validation', 'errors'])('the values in the %s of ajv', (key) => {
    const finding = { keyword: 'type', schemaPath: '#/age', instancePath: '/age', message: 'must be integer' }
    const verbose = { ...finding, data: 'hush', schema: 'hush', parentSchema: { default: 'hush' } }
    const error = Object.assign(new Error('body/age must be integer'), {
      [key]: Array.from({ length: 20 }, () => verbose),
    })
    expect(printed(error)).not.toContain('hush')
    const shown = exceptionOf(error)[key] as readonly unknown[]
    expect(shown[0]).toEqual(finding)
    expect(shown).toHaveLength(17)
  })
})
