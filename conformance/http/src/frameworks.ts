import { createRequire } from 'node:module'
import express from 'express'
import express4 from 'express-4'
import fastify from 'fastify'
import fastify6 from 'fastify-6'
import { fapilogFastifyOptions, fapilogPlugin } from '@fapilog/fastify'
import { expressFramework } from './express.ts'
import { fastifyFramework } from './fastify.ts'
import type { Framework } from './framework.ts'

/** The CommonJS copy; what the routes do is logged by the other one. */
const required = createRequire(import.meta.url)('@fapilog/fastify') as typeof import('@fapilog/fastify')

/** The 6 pre-release by the types of 5: what the adapters use is the same in both. */
const make6 = fastify6 as unknown as typeof fastify

/** As above: of the older types nothing is used that the newer do not have. */
const make4 = express4 as unknown as typeof express

const proxy = ({ trustProxy = false }): { trustProxy: boolean } => ({ trustProxy })

/** Everything that the matrix is run against. */
export const frameworks: readonly Framework[] = [
  fastifyFramework({ name: 'Fastify 5', make: (options) => fastify(proxy(options)) }),
  fastifyFramework({
    name: 'Fastify 5, the plugin required, not awaited',
    make: (options) => fastify(proxy(options)),
    mount: (app, { logging }) => void app.register(required.fapilogPlugin, logging),
  }),
  fastifyFramework({
    name: 'Fastify 5, complete mode',
    make: (options) => fastify({ ...proxy(options), ...fapilogFastifyOptions(options.logging, fastify) }),
    mount: async (app) => {
      await app.register(fapilogPlugin)
    },
  }),
  fastifyFramework({ name: 'Fastify 6', make: (options) => make6(proxy(options)) }),
  fastifyFramework({
    name: 'Fastify 6, complete mode',
    make: (options) => make6({ ...proxy(options), ...fapilogFastifyOptions(options.logging, make6) }),
    mount: async (app) => {
      await app.register(fapilogPlugin)
    },
  }),
  expressFramework({ name: 'Express 5', make: express, catchesAsync: true }),
  expressFramework({ name: 'Express 4', make: make4, catchesAsync: false }),
]

export function frameworkOf(name: string): Framework {
  const found = frameworks.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no framework ${name}`)
  return found
}
