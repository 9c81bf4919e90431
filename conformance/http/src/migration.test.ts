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
  /** The table whose first column is called `peer`. */
  const missing = (framework: string, peer: string, options: readonly string[]): string[] => {
    const [, table = ''] = pageOf(framework).split(`\n| ${peer} | here |\n`)
    const rows = table.slice(0, table.indexOf('\n\n'))
    return options.filter((option) => !rows.includes(`\`${option}`))
  }

  test('pino-http', () => {
    const options = optionsOf(declarationsOf('pino-http', 'index.d.ts'), /export interface Options</)
    expect(options.length).toBeGreaterThan(12)
    expect(missing('express', 'pino-http', options)).toEqual([])
  })

  test('morgan', () => expect(missing('express', 'morgan', listed(MORGAN))).toEqual([]))

  test('express-winston', () =>
    expect(missing('express', 'express-winston', listed(EXPRESS_WINSTON))).toEqual([]))

  test('pino', () => {
    const options = optionsOf(declarationsOf('pino', 'pino.d.ts'), /interface LoggerOptions</)
    expect(options.length).toBeGreaterThan(20)
    expect(missing('fastify', 'pino', options)).toEqual([])
  })

  test('what Fastify’s constructor takes that is about logging', () => {
    const declarations = declarationsOf('fastify', 'fastify.d.ts')
    const options = optionsOf(declarations, /export type FastifyServerOptions</)
    const about = options.filter((name) => /log|^requestId|reqId|frameworkErrors|clientError/i.test(name))
    expect(about).toContain('loggerInstance')
    expect(
      missing(
        'fastify',
        'Fastify',
        about.map((name) => (name === 'logger' ? 'logger: true' : name)),
      ),
    ).toEqual([])
  })
})
