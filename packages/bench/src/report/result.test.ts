import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { find, readResult, resultToAddTo, withScenario } from './result.ts'
import { resultOf } from './test-result.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'fapilog-bench-'))
  folders.push(folder)
  const path = join(folder, 'result.json')
  writeFileSync(path, text)
  return path
}

const three = resultOf({
  measured: { 'a mean µs': [1], 'b mean µs': [2], 'c mean µs': [3] },
  delivered: { b: [1, 2] },
})

test('a scenario measured anew takes the place of the old one, and the others stay', () => {
  const anew = resultOf({ measured: { 'b mean µs': [9], 'b max µs': [10] }, delivered: { b: [2, 2] } })
  const result = withScenario(three, 'b', anew)
  expect(result.measurements.map((one) => [one.scenario, one.metric, one.median])).toEqual([
    ['a', 'mean', 1],
    ['b', 'mean', 9],
    ['b', 'max', 10],
    ['c', 'mean', 3],
  ])
  expect(result.deliveries).toEqual(anew.deliveries)
})

test('a run of some scenarios is added to a file of the same kind only', () => {
  const path = fileOf(JSON.stringify(three))
  expect(find(resultToAddTo(path, resultOf({})), 'c', 'fapilog', 'mean')?.median).toBe(3)
  expect(() => resultToAddTo(path, resultOf({ node: '26.0.0' }))).toThrow('has another machine')
  expect(() => resultToAddTo(path, resultOf({ pino: '11.0.0' }))).toThrow('has another versions')
  expect(() => resultToAddTo(path, resultOf({ mode: 'quick' }))).toThrow('has another mode')
  const none = resultOf({})
  expect(resultToAddTo(`${path}.missing`, none)).toBe(none)
})

test('what is no result is refused by name', () => {
  for (const text of ['', '{', 'null', '[]', '{"schema":1}']) {
    const path = fileOf(text)
    expect(() => readResult(path)).toThrow(`${path} is no result file`)
  }
})
