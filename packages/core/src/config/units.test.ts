import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration, parseSize } from './units.ts'

const sizeUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1_024,
  KiB: 1_024,
  MB: 1_024 ** 2,
  mib: 1_024 ** 2,
  Gb: 1_024 ** 3,
  GIB: 1_024 ** 3,
  tb: 1_024 ** 4,
  TiB: 1_024 ** 4,
}

const durationUnits: Readonly<Record<string, number>> = {
  '': 1,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

describe('parseSize', () => {
  it.each<[unknown, number]>([
    [0, 0],
    [512, 512],
    ['10 MB', 10_485_760],
    ['512KiB', 524_288],
    ['1.5 kb', 1_536],
    ['0.1 MB', 104_858],
    ['8388608', 8_388_608],
  ])('%j is %d bytes', (input, bytes) => {
    expect(parseSize(input)).toBe(bytes)
  })

  it.each([
    -1,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    null,
    undefined,
    true,
    {},
    [],
    '',
    ' ',
    'MB',
    '10 XB',
    '-1 MB',
    '+1 MB',
    '1e3',
    '1,5 MB',
    ' 1 MB',
    '1 MB ',
    '1  MB',
    '.5 MB',
    '1. MB',
    '0x10',
    '1 MBps',
    '10 MB 10 MB',
    '9'.repeat(400),
    '9007199254740993',
    '10k',
    'Infinity',
    '１ MB',
  ])('%j is no size', (input) => {
    expect(parseSize(input)).toBeUndefined()
  })

  it('reads every whole number with every unit', () => {
    fc.assert(
      fc.property(
        fc.nat(8_000),
        fc.constantFrom(...Object.entries(sizeUnits)),
        fc.constantFrom('', ' '),
        (n, [unit, bytes], gap) => {
          expect(parseSize(unit === '' ? `${n}` : `${n}${gap}${unit}`)).toBe(n * bytes)
        },
      ),
    )
  })

  it('yields a count of bytes or undefined for anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), fc.double()), (input) => {
        const bytes = parseSize(input)
        expect(bytes === undefined || (Number.isSafeInteger(bytes) && bytes >= 0)).toBe(true)
      }),
    )
  })
})

describe('parseDuration', () => {
  it.each<[unknown, number]>([
    [0, 0],
    [-0, 0],
    [250, 250],
    [0.5, 0.5],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['500ms', 500],
    ['2s', 2_000],
    ['1.1 s', 1_100],
    ['1m', 60_000],
    ['50', 50],
  ])('%j is %d ms', (input, ms) => {
    expect(parseDuration(input)).toBe(ms)
  })

  it.each([
    -1,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    null,
    undefined,
    false,
    {},
    [],
    '',
    's',
    '5 sec',
    '-1s',
    '1S',
    '1M',
    '1e3',
    '1,5s',
    ' 1s',
    '1s ',
    '1  s',
    '.5s',
    '1.s',
    '-Infinity',
    'infinity',
    'Infinity ms',
    '1m30s',
    '9'.repeat(400),
    '999999999999999w',
  ])('%j is no duration', (input) => {
    expect(parseDuration(input)).toBeUndefined()
  })

  it('reads every whole number with every unit', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.constantFrom(...Object.entries(durationUnits)),
        fc.constantFrom('', ' '),
        (n, [unit, ms], gap) => {
          expect(parseDuration(unit === '' ? `${n}` : `${n}${gap}${unit}`)).toBe(n * ms)
        },
      ),
    )
  })

  it('yields milliseconds or undefined for anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), fc.double()), (input) => {
        const ms = parseDuration(input)
        expect(ms === undefined || ms >= 0).toBe(true)
      }),
    )
  })
})
