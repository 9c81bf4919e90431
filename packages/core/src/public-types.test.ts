import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const dist = new URL('../dist/', import.meta.url)
const files = globSync('*.d.mts', { cwd: dist })

/** The built declarations without comments and texts. Needs a build. */
const code = (file: string): string =>
  readFileSync(new URL(file, dist), 'utf8').replaceAll(/\/\*.*?\*\/|\/\/[^\n]*|'[^'\n]*'/gs, '')

it('has declarations to look at', () => {
  expect(files).toContain('index.d.mts')
  expect(code('index.d.mts')).toContain('getLogger')
})

it.each(files)('%s says `any` nowhere', (file) => {
  expect(code(file)).not.toMatch(/\bany\b/)
})

it.each(files)('%s has index signatures only where keys are data', (file) => {
  expect(code(file)).not.toMatch(/\[\w+: string\]:/)
  const records = [...code(file).matchAll(/\bRecord<string, (\w+)/g)].map(([, value]) => value)
  expect(records.filter((value) => !['unknown', 'SinkStats', ''].includes(value ?? ''))).toEqual([])
})
