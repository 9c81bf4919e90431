import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { publish, withBlock } from './publish.ts'
import { resultOf } from './test-result.ts'

const block = (name: string): string => `<!-- bench: ${name} -->\nold\n<!-- end of bench -->\n`
const result = resultOf({
  measured: {
    'call/bound mean µs': [0.2, 0.25, 0.3],
    'idle-cpu share %': [0.004],
    'paced/100K max µs': [10, 30, 20],
    'facade/fapilog/rate rate events/s': [1e6, 2e6, 3e6],
  },
  delivered: { 'exit/process.exit': [4999, 5000] },
})

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fapilog-bench-'))
  mkdirSync(join(root, 'docs'))
  writeFileSync(join(root, 'README.md'), `a\n${block('facades')}b\n${block('peers')}c\n`)
  writeFileSync(join(root, 'docs/execution-modes.md'), block('facades'))
  writeFileSync(
    join(root, 'docs/benchmarks.md'),
    `${block('results')}prose\n${block('figures')}${block('losses')}`,
  )
})
afterEach(() => rmSync(root, { recursive: true }))

const page = (path: string): string => readFileSync(join(root, path), 'utf8')

test('every page gets its tables, and the prose stays', () => {
  publish(result, root, [])
  expect(page('README.md')).toMatch(/^a\n[^]*SyncLoggerFacade[^]*\nb\n[^]*\nc\n$/)
  expect(page('README.md')).toContain('| fapilog | 0.250 µs |')
  expect(page('docs/execution-modes.md')).toContain('| `SyncLoggerFacade` | 2.00 M (1.00-3.00) |')
  const benchmarks = page('docs/benchmarks.md')
  expect(benchmarks).toContain('| fapilog | 0.250 (0.200-0.300) µs |')
  expect(benchmarks).toContain('| a call, 64 call sites, context bound | <= 0.300 µs | 0.250 µs | met |')
  expect(benchmarks).toContain('| exit/process.exit | **4,999** of 5,000 |')
  expect(benchmarks).toContain('\nprose\n')
  expect(page('docs/assets/bench/call-cost.svg')).toContain('>0.250 µs<')
  for (const path of ['README.md', 'docs/benchmarks.md', 'docs/execution-modes.md'])
    expect(page(path)).not.toContain('old')
})

test('the longest of all rounds is published, not the best round’s', () => {
  publish(result, root, [])
  expect(page('docs/benchmarks.md')).toMatch(/a second\n\n[^]*\| 30\.0 µs \|/)
})

test('publishing again changes nothing', () => {
  publish(result, root, [])
  const once = page('README.md')
  publish(result, root, [])
  expect(page('README.md')).toBe(once)
})

test('what would put wrong figures into the documentation is refused, and nothing is written', () => {
  const before = page('README.md')
  expect(() => publish({ ...result, mode: 'quick' }, root, [])).toThrow('a quick run')
  expect(() => publish({ ...result, entry: '/other.mjs' }, root, [])).toThrow('/other.mjs')
  expect(() => publish(result, root, ['call/bound', 'memory'])).toThrow('lacks memory')
  writeFileSync(join(root, 'docs/benchmarks.md'), 'no block')
  expect(() => publish(result, root, [])).toThrow('no lines <!-- bench: results -->')
  expect(page('README.md')).toBe(before)
})

test('one block is replaced, up to its own end', () => {
  const text = withBlock(`${block('one')}between\n${block('two')}`, 'one', 'new')
  expect(text).toBe(`<!-- bench: one -->\n\nnew\n\n<!-- end of bench -->\nbetween\n${block('two')}`)
  expect(() => withBlock('a', 'one', 'new')).toThrow('no lines')
})
