import { afterEach, describe, expect, test, vi } from 'vitest'
import { configureDiagnostics } from '../observe/diagnostics.ts'
import { textBatch } from './fixtures/text-batch.ts'
import { writeModule } from './fixtures/modules.ts'
import { loadModuleSink } from './module-sink.ts'
import type { Sink } from './sink.ts'

const load = (module: string, options?: unknown): Promise<Sink> =>
  loadModuleSink({ kind: 'module', name: 'mine', module, options, queueBytes: 1024, timeoutMs: 50 })

describe('a module of the user', () => {
  test('is given its options and its name, and makes the sink', async () => {
    const sink = await load(
      writeModule(`export default (options, context) => ({
        write(batch) { options.got.push(context.name, batch.count) },
        flush() { options.got.push('flush') },
        close() { options.got.push('close') },
      })`),
      { got: ((globalThis as { got?: unknown[] }).got = []) },
    )
    expect(sink).toMatchObject({ name: 'mine', limits: { queueBytes: 1024, timeoutMs: 50, foreign: true } })
    void sink.write(textBatch(['{}', '{}']))
    void sink.flush?.()
    void sink.close?.()
    expect((globalThis as { got?: unknown[] }).got).toEqual(['mine', 2, 'flush', 'close'])
  })

  test.each([
    ['that makes its sink later', `export default async () => ({ write() {} })`],
    [
      'whose sink is an object of a class',
      `class S { #n = 1; write() { this.#n++ } } export default () => new S()`,
    ],
    ['without flush and close', `export default () => ({ write() {} })`],
  ])('%s', async (_, text) => {
    const sink = await load(writeModule(text))
    expect(sink.write(textBatch(['{}']))).toBeUndefined()
    expect(sink.flush?.()).toBeUndefined()
    expect(sink.close?.()).toBeUndefined()
  })

  test.each([
    ['CommonJS', `module.exports = () => ({ write() {} })`],
    ['compiled to CommonJS', `exports.__esModule = true; exports.default = () => ({ write() {} })`],
  ])('%s', async (_, text) => {
    await expect(load(writeModule(text, 'sink.cjs'))).resolves.toMatchObject({ name: 'mine' })
  })

  test('may warn, as the logger does', async () => {
    const lines: string[] = []
    configureDiagnostics({ write: (line) => lines.push(line) })
    await load(
      writeModule(`export default (_, { warn }) => { warn('slow', { ms: 3 }); return { write() {} } }`),
    )
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ component: 'sink mine', message: 'slow', ms: 3 })
  })
})

describe('a module that makes no sink says what is wrong', () => {
  test.each([
    ['not there', 'file:///nowhere/sink.mjs', /its module could not be loaded: Cannot find module/],
    ['no program', `export default (`, /its module could not be loaded: /],
    ['throws', `throw new Error('no key')`, /its module could not be loaded: no key/],
    ['throws nothing', `throw null`, /its module could not be loaded: null/],
    [
      'imports what is not there',
      `import 'not-installed-anywhere'`,
      /could not be loaded: .*not-installed-anywhere/,
    ],
    ['exports nothing', `export const sink = 1`, /no default export: export default defineSink/],
    ['exports an object', `export default { write() {} }`, /must be a function, not an object/],
    ['exports null', `export default null`, /must be a function, not null:/],
    ['exports a text', `export default 'sink'`, /must be a function, not a string/],
    [
      'its factory throws',
      `export default () => { throw new Error('options.url must be a URL') }`,
      /^options.url must be/,
    ],
    ['its factory rejects', `export default async () => { throw new Error('later') }`, /^later/],
    ['its factory returns nothing', `export default () => {}`, /write\(batch\), not undefined/],
    ['its factory returns null', `export default () => null`, /write\(batch\), not null$/],
    ['its factory returns a function', `export default () => () => {}`, /write\(batch\), not a function/],
    [
      'its sink has no write',
      `export default () => ({ flush() {} })`,
      /its write must be a function, not undefined/,
    ],
    [
      'its sink has a bad flush',
      `export default () => ({ write() {}, flush: 1 })`,
      /its flush must be a function, not a number/,
    ],
  ])('%s', async (_, text, message) => {
    await expect(load(text.startsWith('file:') ? text : writeModule(text))).rejects.toThrow(message)
  })
})

describe('a module that does not come to an end', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  test.each([
    ['while it is loaded', `await new Promise(() => {}); export default () => ({ write() {} })`],
    ['in its factory', `export default () => new Promise(() => {})`],
  ])('%s', async (_, text) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const loading = load(writeModule(text))
    const refused = expect(loading).rejects.toThrow('it was not ready after 5000 ms')
    vi.advanceTimersByTime(5000)
    await refused
  })
})
