import { describe, expect, it } from 'vitest'
import { runScript } from './fixtures/run-script.ts'

const at = (file: string): string => JSON.stringify(new URL(`../../dist/${file}`, import.meta.url).href)
/** The built package twice: as `import` and as `require` see it. Needs a build. */
const copies = `
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
const esm = await import(${at('index.mjs')})
const load = () => createRequire(import.meta.url)(fileURLToPath(${at('index.cjs')}))
`
const quiet = `{ level: 'trace', sinks: [{ kind: 'noop' }] }`

describe('two copies of the package in one process', () => {
  it('are two copies', async () => {
    const { code, reports } = await runScript(`${copies}
      const cjs = load()
      report(esm.getLogger !== cjs.getLogger)`)
    expect([code, reports]).toEqual([0, [true]])
  })

  it('have one pipeline, one configuration and one cache', async () => {
    const { code, reports, events } = await runScript(`${copies}
      const cjs = load()
      const early = cjs.getLogger('early')
      esm.configure({ level: 'warning', sinks: [{ kind: 'stdout-json' }] })
      early.info('below')
      early.warning('from cjs')
      esm.getLogger('late').error('from esm')
      const log = await cjs.getAsyncLogger('jobs')
      await log.bind({ a: 1 }).error('async from cjs')
      report(cjs.getLogger('early') === esm.getLogger('early'))
      report(esm.getCachedLoggers())
      report([esm.explainConfig(), cjs.explainConfig()].map((all) => all.find(({ key }) => key === 'levelName').value))
      try {
        cjs.configure({ level: 'error' })
      } catch (error) {
        report(error.code)
      }
      const { submitted, delivered } = await cjs.getLogger().drain()
      report({ submitted, delivered })`)
    expect(code).toBe(0)
    expect(events.map(({ message }) => message)).toEqual(['from cjs', 'from esm', 'async from cjs'])
    expect(reports).toEqual([
      true,
      { early: 'sync', late: 'sync', jobs: 'async' },
      ['WARNING', 'WARNING'],
      'FAPILOG_E_CONFIGURED_TWICE',
      { submitted: 3, delivered: 3 },
    ])
  })

  it('share levels and their methods, also with a copy that is loaded later', async () => {
    const { code, reports, events } = await runScript(`${copies}
      esm.configure({ level: 'trace', sinks: [{ kind: 'stdout-json' }] })
      esm.registerLevel('notice', 25)
      const cjs = load()
      const own = cjs.getLogger({ reuse: false, sinks: [{ kind: 'stdout-json' }] })
      own.notice('esm level on a cjs logger')
      cjs.registerLevel('verbose', 7)
      esm.getLogger().verbose('cjs level on an esm logger')
      await (await cjs.getAsyncLogger('x')).notice('on the async facade')
      esm.getLogger('db').level = 'error'
      report(cjs.getLogger('db').child({}).level)
      await Promise.all([own.drain(), esm.getLogger().drain()])`)
    expect(code).toBe(0)
    expect(reports).toEqual(['ERROR'])
    expect(new Map(events.map(({ level, message }) => [message, level]))).toEqual(
      new Map([
        ['esm level on a cjs logger', 'NOTICE'],
        ['cjs level on an esm logger', 'VERBOSE'],
        ['on the async facade', 'NOTICE'],
      ]),
    )
  })

  it('share scopes, providers, serializers and listeners', async () => {
    const { code, reports } = await runScript(`${copies}
      const cjs = load()
      esm.configure(${quiet})
      const heard = { esm: [], cjs: [] }
      esm.subscribe(({ data }) => heard.esm.push(data))
      const stop = cjs.subscribe(({ data }) => heard.cjs.push(data))
      class Money {}
      esm.registerSerializer(Money, () => 'money')
      cjs.registerSerializer('req', () => 'request')
      const remove = esm.withContextProvider(() => ({ provided: 'esm' }))
      cjs.withContextProvider(() => ({ alsoProvided: 'cjs' }))
      const log = (lib) => lib.getLogger('x').info('m', { money: new Money(), req: {} })
      esm.runWithContext({ a: 1 }, () => cjs.runWithContext({ b: 2 }, () => (log(esm), log(cjs))))
      remove()
      log(esm)
      await esm.getLogger().drain()
      report(heard.esm.length === 3 && JSON.stringify(heard.esm) === JSON.stringify(heard.cjs))
      report(heard.esm)
      stop()`)
    const common = { alsoProvided: 'cjs', money: 'money', req: 'request' }
    expect(code).toBe(0)
    expect(reports).toEqual([
      true,
      [{ a: 1, b: 2, provided: 'esm', ...common }, { a: 1, b: 2, provided: 'esm', ...common }, common],
    ])
  })

  it('drain at exit together', async () => {
    const { code, events } = await runScript(`${copies}
      const cjs = load()
      esm.configure({ level: 'trace', sinks: [{ kind: 'stdout-json' }] })
      for (let i = 0; i < 500; i++) [esm, cjs][i % 2].getLogger().info('m', { i })
      cjs.getLogger({ reuse: false, sinks: [{ kind: 'stdout-json' }] }).info('own')
      process.exit(3)`)
    expect(code).toBe(3)
    expect(events).toHaveLength(501)
    const shared = events.filter(({ message }) => message === 'm').map(({ data }) => data['i'])
    expect(shared).toEqual(Array.from({ length: 500 }, (_, i) => i))
  })
})
