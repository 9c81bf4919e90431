import { describe, expect, it } from 'vitest'
import { readCall, readException } from './call.ts'

const call = (...args: unknown[]): unknown => readCall(args)
const error = new TypeError('of the error')

describe('the arguments of a call', () => {
  it.each([
    ['a message', ['m'], { message: 'm', fields: null, hasException: false }],
    ['a message and fields', ['m', { a: 1 }], { message: 'm', fields: { a: 1 } }],
    [
      'a message, an error and fields',
      ['m', error, { a: 1 }],
      { message: 'm', exception: error, fields: { a: 1 } },
    ],
    ['an error', [error], { message: 'of the error', messageOfError: true, exception: error }],
    ['an error and a message', [error, 'm'], { message: 'm', messageOfError: false, exception: error }],
    ['fields and a message', [{ a: 1 }, 'm'], { message: 'm', fields: { a: 1 } }],
    ['a value', ['m', [1]], { message: 'm', hasValue: true, value: [1], fields: null }],
    ['two errors', ['m', error, error], { exception: error, args: [error] }],
    ['too many', ['m', { a: 1 }, 2, { b: 3 }, 'n'], { fields: { a: 1 }, args: [2, { b: 3 }, 'n'] }],
    ['nothing', [], { message: '', hasException: false, hasValue: false, args: null }],
  ])('%s', (_, args, expected) => {
    expect(call(...args)).toMatchObject(expected)
  })
})

describe('exception()', () => {
  it.each([
    ['a text', 'thrown', { type: 'string', message: 'thrown' }],
    ['a symbol', Symbol('s'), { type: 'symbol', message: 'Symbol(s)' }],
    ['null', null, { type: 'null', message: 'null' }],
    ['undefined', undefined, { type: 'undefined', message: 'undefined' }],
    ['a huge bigint', 1n << 100_000n, { type: 'bigint', message: '[BigInt over 4096 bits]' }],
  ])('takes %s', (_, thrown, expected) => {
    expect({ ...(readException([thrown]).exception as object) }).toEqual(expected)
  })

  it('runs no method of a thrown function', () => {
    const thrown = Object.assign(function thrower() {}, {
      toString() {
        throw new Error('hostile')
      },
    })
    expect({ ...(readException([thrown]).exception as object) }).toEqual({
      type: 'function',
      message: '[Function: thrower]',
    })
  })

  it('keeps what was thrown beside an error among the arguments', () => {
    const kept = readException(['thrown', 'm', error, { a: 1 }, 7])
    expect({ ...(kept.exception as object) }).toEqual({ type: 'string', message: 'thrown' })
    expect(kept).toMatchObject({ message: 'm', fields: { a: 1 }, args: [error, 7] })
  })
})
