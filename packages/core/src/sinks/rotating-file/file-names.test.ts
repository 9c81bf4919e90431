import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileNames, gzipNameOf, linkNameOf, partNameOf } from './file-names.ts'

const writer = { pid: 4711, thread: 2, machine: 'k3x9z' }
const other = { pid: 1, thread: 0, machine: '00000' }
const names = new FileNames('app')
const log = names.log('20260304-050607', writer, 7)

describe('FileNames', () => {
  it('carry time, process, thread and machine', () => {
    expect(log).toBe('app-20260304-050607-4711-2-k3x9z-007.jsonl')
  })

  it.each([
    [log, 'log', writer],
    [gzipNameOf(log), 'gzip', writer],
    [partNameOf(log, other), 'part', other],
    [linkNameOf(log), 'link', writer],
    [names.log('20260304-050607', writer, 999_999_999), 'log', writer],
  ])('%s is a %s', (name, kind, by) => {
    const expected = kind === 'log' ? name : log
    expect(names.parse(name)).toEqual({ name, kind, log: expected, writer: by })
  })

  it.each([
    'app.log',
    'app-20260304-050607.jsonl',
    'App-20260304-050607-4711-2-k3x9z-007.jsonl',
    'app-web-20260304-050607-4711-2-k3x9z-007.jsonl',
    'xapp-20260304-050607-4711-2-k3x9z-007.jsonl',
    'app-20260304-050607-4711-2-k3x9z-007.jsonl.bak',
    'app-20260304-050607-4711-2-k3x9z-007.jsonl.gz.part',
    'app-20260304-050607-4711-2-k3x9z-007.jsonl\n',
    'app-20260304-050607-4711-2-k3x9z-7.jsonl',
    '../app-20260304-050607-4711-2-k3x9z-007.jsonl',
  ])('%j is none of this prefix', (name) => {
    expect(names.parse(name)).toBeUndefined()
  })

  it('a dot in the prefix stands for itself', () => {
    const dotted = new FileNames('a.p')
    expect(dotted.parse(dotted.log('20260304-050607', writer, 0))?.kind).toBe('log')
    expect(dotted.parse(log)).toBeUndefined()
  })

  it('sort by age, and none leads out of a directory', () => {
    const numbers = fc.array(fc.nat(999), { minLength: 2 })
    fc.assert(
      fc.property(numbers, (ns) => {
        const made = ns.toSorted((a, b) => a - b).map((n) => names.log('20260304-050607', writer, n))
        expect(made.toSorted()).toEqual(made)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (middle) => {
        const parsed = names.parse(`app-${middle}.jsonl`)
        expect(parsed === undefined || !/[/\\\0]/.test(parsed.name)).toBe(true)
      }),
    )
  })
})
