import { expect, test } from 'vitest'
import { FapilogError } from '../errors/fapilog-error.ts'
import { memorySink, type MemorySinkOptions } from './memory-sink.ts'

test.each<[unknown, RegExp]>([
  [{ maxByte: 8192 }, /no option maxByte.*maxBytes/],
  [{ size: 8192 }, /no option size$/],
  [null, /must be an object/],
  ['8 KiB', /must be an object/],
  [{ maxBytes: 4095 }, /"4 KiB" to "1 GiB"/],
  [{ maxBytes: 'lots' }, /"4 KiB" to "1 GiB"/],
])('memorySink(%j) is refused', (options, message) => {
  const make = () => memorySink(options as MemorySinkOptions)
  expect(make).toThrow(message)
  expect(make).toThrow(FapilogError)
})

test('takes what it knows, also undefined', () => {
  expect(memorySink({ name: 'last', maxBytes: '4 KiB' }).sink.name).toBe('last')
  expect(memorySink({ name: undefined, maxBytes: undefined }).sink).not.toHaveProperty('name')
})
