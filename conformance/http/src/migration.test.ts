import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'

const require = createRequire(import.meta.url)

const readText = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const pageOf = (framework: string): string => readText(`../../../packages/${framework}/README.md`)

/** The options of an interface, by the type declarations that are installed. */
function optionsOf(declarations: string, start: RegExp): string[] {
  const from = declarations.search(start)
  expect(from, String(start)).toBeGreaterThan(-1)
  const lines = declarations.slice(from).split('\n').slice(1)
  const indent = /^ */.exec(lines.find((line) => /^ +\w+\??:/.test(line)) ?? '')?.[0] ?? ''
  const end = lines.findIndex(
    (line) => line.startsWith('}') || line === `${indent.slice(2)}}` || line === `${indent.slice(4)}}`,
  )
  return lines.slice(0, end).flatMap((line) => {
    const [, name] = new RegExp(`^${indent}(\\w+)\\??:`).exec(line) ?? []
    return name === undefined ? [] : [name]
  })
}

const declarationsOf = (name: string, file: string): string =>
  readFileSync(`${dirname(require.resolve(`${name}/package.json`))}/${file}`, 'utf8')

/** Those of the peers that are no dependency here: morgan 1.12 and express-winston 4.2. */
const MORGAN = `
  combined common dev short tiny immediate skip stream buffer morgan.token() morgan.format() morgan.compile()
  :date :http-version :method :pid :referrer :remote-addr :remote-user :req[header] :res[header] :response-time :status
  :total-time :url :user-agent`
const EXPRESS_WINSTON = `
  transports winstonInstance errorLogger baseMeta bodyBlacklist bodyWhitelist colorize dynamicMeta expressFormat format
  ignoreRoute ignoredRoutes level meta metaField requestField responseField msg requestFilter requestWhitelist
  responseFilter responseWhitelist headerBlacklist skip statusLevels allowFilterOutWhitelistedRequestBody exceptionToMeta
  blacklistedMetaFields`
const listed = (names: string): string[] => names.trim().split(/\s+/)

/** Every option of a peer is mapped, or named as absent. */
describe('the migration tables', () => {
  /** What the table whose first column is called `peer` has there, as it is written: `stream`, `autoLogging: false`. */
  function mapped(framework: string, peer: string): string[] {
    const [, table = ''] = pageOf(framework).split(`\n| ${peer} | here |\n`)
    const rows = table.slice(0, table.indexOf('\n\n')).split('\n')
    return rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    )
  }

  /** `forms`: of an option where they are mapped one by one, and what is no option; as they are written. */
  function expectMapped(
    framework: string,
    peer: string,
    options: readonly string[],
    forms: readonly string[],
  ): void {
    const names = mapped(framework, peer)
    const of = new Set(names.map((name) => name.replace(/(?<=\w): .*/, '')))
    expect(options.filter((option) => !of.has(option))).toEqual([])
    expect(forms.filter((form) => !names.includes(form))).toEqual([])
  }

  test('pino-http', () => {
    const options = optionsOf(declarationsOf('pino-http', 'index.d.ts'), /export interface Options</)
    expect(options.length).toBeGreaterThan(12)
    expectMapped('express', 'pino-http', options, [
      'autoLogging: false',
      'autoLogging: { ignore }',
      'req.log',
      'req.id',
      'req.log.setBindings',
      'res.log',
      'req.allLogs',
      'res.allLogs',
      'res.err',
      'redact',
      'serializers',
    ])
  })

  test('morgan', () => expectMapped('express', 'morgan', listed(MORGAN), []))

  test('express-winston', () =>
    expectMapped('express', 'express-winston', listed(EXPRESS_WINSTON), ['req._routeWhitelists']))

  test('pino', () => {
    const options = optionsOf(declarationsOf('pino', 'pino.d.ts'), /interface LoggerOptions</)
    expect(options.length).toBeGreaterThan(20)
    expectMapped('fastify', 'pino', options, [
      'logger.bindings()',
      'logger.setBindings()',
      'logger.flush()',
      'pino.final',
      'pino.destination({ sync })',
    ])
  })

  test('what Fastify’s constructor takes that is about logging', () => {
    const declarations = declarationsOf('fastify', 'fastify.d.ts')
    const options = optionsOf(declarations, /export type FastifyServerOptions</)
    const about = options.filter((name) => /log|^requestId|reqId|frameworkErrors|clientError/i.test(name))
    expect(about).toContain('loggerInstance')
    expectMapped('fastify', 'Fastify', about, [
      'logger: true',
      'logger: { level }',
      'logger.stream',
      'logger.file',
      'setChildLoggerFactory',
      'logLevel',
      'logSerializers',
      'incoming request',
      'request completed',
      'responseTime',
      'reply.elapsedTime',
    ])
  })
})
