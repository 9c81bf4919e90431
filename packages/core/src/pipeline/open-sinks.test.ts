import { beforeEach, describe, expect, test } from 'vitest'
import type { ResolvedSink } from '../config/settings.ts'
import { LineBuffer } from '../observe/line-buffer.ts'
import { writeModule } from '../sinks/fixtures/modules.ts'
import { captureWarnings, type Warning } from './fixtures/runner.ts'
import { openSinks, type OpenedSinks } from './open-sinks.ts'

const noop = { kind: 'noop', name: 'n' } as const
const memory = { kind: 'memory', name: 'm', buffer: LineBuffer.create(4096) } as const
const stdout = { kind: 'stdout-json', name: 'out' } as const
/** A descriptor that is not open. */
const closed = { kind: 'stdout-json', name: 'closed', fd: 987 } as ResolvedSink
const module = (name: string, text: string): ResolvedSink => ({
  kind: 'module',
  name,
  module: writeModule(text),
  options: undefined,
  queueBytes: 1024,
  timeoutMs: 1000,
})
const working = (): ResolvedSink => module('works', 'export default () => ({ write() {} })')
const broken = (name = 'broken'): ResolvedSink =>
  module(name, 'export default () => { throw new Error("no key") }')

let warnings: Warning[]
beforeEach(() => {
  warnings = captureWarnings()
})

const names = ({ sinks }: OpenedSinks): unknown[] =>
  sinks.map((sink) => sink && [sink.name, sink.standsIn === true])

describe('built-in sinks', () => {
  test('are opened at once', () => {
    const opened = openSinks([noop, memory])
    expect(opened).not.toBeInstanceOf(Promise)
    expect(names(opened as OpenedSinks)).toEqual([
      ['n', false],
      ['m', false],
    ])
  })

  test('are opened in time with those that are loaded', async () => {
    expect(names(await openSinks([working(), noop]))).toEqual([
      ['works', false],
      ['n', false],
    ])
  })
})

describe('a sink that cannot be set up', () => {
  test.each([
    ['beside standard output', () => [stdout, broken()], [['out', false], null]],
    ['beside a sink of the user', () => [broken(), working()], [null, ['works', false]]],
  ])('%s: is left out', async (_, settings, expected) => {
    const opened = await openSinks(settings())
    expect(names(opened)).toEqual(expected)
    expect(opened.failures).toMatchObject([{ name: 'broken', message: 'no key' }])
    expect(warnings).toMatchObject([
      { message: 'a sink could not be set up', sink: 'broken', error: 'no key', instead: 'the other sinks' },
    ])
  })

  test.each([
    ['alone', () => [broken()], [['broken', true]]],
    [
      'beside one that says nothing',
      () => [noop, broken()],
      [
        ['n', false],
        ['broken', true],
      ],
    ],
    [
      'beside memory',
      () => [memory, broken()],
      [
        ['m', false],
        ['broken', true],
      ],
    ],
    ['beside another one', () => [broken(), broken('too')], [['broken', true], null]],
  ])('%s: standard output stands in', async (_, settings, expected) => {
    const opened = await openSinks(settings())
    expect(names(opened)).toEqual(expected)
    expect(warnings[0]).toMatchObject({ sink: 'broken', instead: 'standard output' })
  })

  test('when nothing can be opened, nothing is: the records wait', () => {
    expect(() => openSinks([closed])).toThrow('EBADF')
  })

  test('one of ours is left out as well', () => {
    const opened = openSinks([closed, stdout]) as OpenedSinks
    expect(names(opened)).toEqual([null, ['out', false]])
    expect(opened.failures).toMatchObject([{ name: 'closed', module: null }])
  })

  test.each([
    ['nothing', 'undefined', 'undefined'],
    ['a text', '"why"', 'why'],
    ['an error without a message', 'new TypeError()', 'TypeError'],
    ['what cannot be printed', '{ toString() { throw 1 } }', 'it threw what cannot be printed'],
    ['what cannot be read', 'new Proxy({}, { get() { throw 1 } })', 'it threw what cannot be printed'],
  ])('by throwing %s: is reported', async (_, thrown, message) => {
    const { failures } = await openSinks([module('odd', `export default () => { throw ${thrown} }`)])
    expect(failures).toMatchObject([{ name: 'odd', message }])
  })
})
