import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { writeFiles } from '../sinks/fixtures/modules.ts'
import { moduleName, resolveModule } from './resolve-module.ts'

const text = 'export default () => ({ write() {} })'
const resolve = (module: string, base?: string): string => resolveModule(module, base, 'sinks.0.module')
const urlOf = (...path: string[]): string => pathToFileURL(join(...path)).href

describe('a file', () => {
  test('by URL, by path, and relative to a base', () => {
    const folder = writeFiles({ 'my sink#1.mjs': text, 'app/main.mjs': '' })
    const file = join(folder, 'my sink#1.mjs')
    const expected = pathToFileURL(file).href
    expect(resolve(expected)).toBe(expected)
    expect(resolve(file)).toBe(expected)
    expect(resolve('../my%20sink%231.mjs', urlOf(folder, 'app/main.mjs'))).toBe(expected)
    expect(resolve('../my%20sink%231.mjs', join(folder, 'app/main.mjs'))).toBe(expected)
    expect(resolve('./my%20sink%231.mjs', folder)).toBe(expected)
  })

  test.each([
    ['/nowhere/sink.mjs', 'must name a file, and there is no /nowhere/sink.mjs'],
    ['file:///nowhere/sink.mjs', 'must name a file, and there is no /nowhere/sink.mjs'],
    ['/', 'must name a file, which / is not'],
    ['./sink.mjs', `new URL('./sink.mjs', import.meta.url)`],
    ['../sink.mjs', 'add base: import.meta.url'],
    ['https://example.org/sink.mjs', 'only files can be loaded'],
    ['data:text/javascript,1', 'only files can be loaded'],
    ['node:fs', 'only files can be loaded'],
    ['not-installed-anywhere', `Cannot find module 'not-installed-anywhere'`],
    ['@scope/not-installed', `Cannot find module '@scope/not-installed'`],
  ])('%s is refused', (module, message) => {
    expect(() => resolve(module)).toThrow(
      expect.objectContaining({ code: 'FAPILOG_E_CONFIG', key: 'sinks.0.module' }),
    )
    expect(() => resolve(module)).toThrow(message)
  })
})

describe('a package', () => {
  const esmOnly = { name: 'p', type: 'module', exports: { '.': { types: './t.d.ts', import: './sink.js' } } }
  const dual = { name: 'p', exports: { '.': { import: './sink.mjs', require: './sink.cjs' } } }
  const nested = {
    name: 'p',
    exports: { './sink': { node: [{ browser: './b.js' }, { default: './deep/sink.mjs' }] } },
  }
  test.each([
    ['that can only be imported', 'p', esmOnly, 'sink.js'],
    ['that has both', 'p', dual, 'sink.mjs'],
    ['with one target for all', 'p', { name: 'p', exports: './sink.mjs' }, 'sink.mjs'],
    ['with conditions at the top', 'p', { name: 'p', exports: { import: './sink.mjs' } }, 'sink.mjs'],
    ['by a path in it', 'p/sink', nested, 'deep/sink.mjs'],
    ['by a pattern', 'p/sinks/a', { name: 'p', exports: { './sinks/*': './src/*.js' } }, 'src/a.js'],
    ['with main', 'p', { name: 'p', main: 'lib/sink.js' }, 'lib/sink.js'],
    ['by a file in it', 'p/lib/sink.js', { name: 'p' }, 'lib/sink.js'],
    ['with a scope', '@s/p', { name: '@s/p', exports: { '.': { import: './sink.mjs' } } }, 'sink.mjs'],
  ])('%s', (_, name, manifest, file) => {
    const place = `node_modules/${manifest.name}`
    const folder = writeFiles({
      [`${place}/package.json`]: manifest,
      [`${place}/${file}`]: text,
      'src/main.mjs': '',
    })
    expect(resolve(name, join(folder, 'src/main.mjs'))).toBe(urlOf(folder, place, file))
    expect(resolve(name, urlOf(folder, 'src/main.mjs'))).toBe(urlOf(folder, place, file))
    expect(resolve(name, join(folder, 'src'))).toBe(urlOf(folder, place, file))
  })

  test('of the application, when no base is given: the working directory', () => {
    expect(resolve('oxlint')).toMatch(/^file:.*oxlint/)
  })

  test('that does not export the path: the error says so', () => {
    const folder = writeFiles({
      'node_modules/p/package.json': { name: 'p', exports: { './other': './o.js' } },
    })
    expect(() => resolve('p', folder)).toThrow(/cannot be resolved: No "exports" main defined in/)
  })

  test('whose manifest is broken', () => {
    const folder = writeFiles({ 'node_modules/p/package.json': '{' })
    expect(() => resolve('p', folder)).toThrow('sinks.0.module cannot be resolved:')
  })
})

test.each([
  ['file:///app/my-sink.ts', 'my-sink'],
  ['file:///app/my%20sink.test.mjs', 'my-20sink.test'],
  ['/app/loki/index.js', 'loki'],
  ['./sinks/to-disk.js', 'to-disk'],
  ['fapilog-loki', 'fapilog-loki'],
  ['@fapilog/loki', 'fapilog-loki'],
  ['p/sink', 'p-sink'],
  ['/app/ключ.js', 'module'],
  [`/app/${'x'.repeat(100)}.js`, 'x'.repeat(64)],
])('the sink of %s is called %s', (module, name) => {
  expect(moduleName(module)).toBe(name)
})
