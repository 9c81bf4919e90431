import { createRequire } from 'node:module'
import express from 'express'
import express4 from 'express-4'
import fastify, { type FastifyInstance } from 'fastify'
import fastify6 from 'fastify-6'
import { fapilogFastifyOptions, fapilogPlugin } from '@fapilog/fastify'
import { expressFramework } from './express.ts'
import { fastifyFramework, type FastifySetup, type Mount } from './fastify.ts'
import type { Framework, StartOptions } from './framework.ts'

/** The CommonJS copy; what the routes do is logged by the other one. */
const required = createRequire(import.meta.url)('@fapilog/fastify') as typeof import('@fapilog/fastify')

/** The 6 pre-release by the types of 5: what the adapters use is the same in both. */
const make6 = fastify6 as unknown as typeof fastify

/** As above: of the older types nothing is used that the newer do not have. */
const make4 = express4 as unknown as typeof express

function made(
  make: typeof fastify,
  { trustProxy = false, errorHandler }: StartOptions,
  complete: object,
): FastifyInstance {
  const app = make({ trustProxy, ...complete })
  if (errorHandler === '500') app.setErrorHandler((_error, _request, reply) => reply.code(500).send('sorry'))
  return app
}

const unlessBare =
  (mount: Mount): Mount =>
  (app, options) =>
    options.bare === true ? undefined : mount(app, options)

const plain = (name: string, make: typeof fastify, mount: Mount): FastifySetup => ({
  name,
  make: (options) => made(make, options, {}),
  mount: unlessBare(mount),
})

const registered: Mount = async (app, { logging }) => {
  await app.register(fapilogPlugin, logging)
}

/** The plugin without options: Fastify's own logger has them. */
const complete = (name: string, make: typeof fastify): FastifySetup => ({
  name,
  make: (options) =>
    made(make, options, options.bare === true ? {} : fapilogFastifyOptions(options.logging, make)),
  mount: unlessBare(async (app) => {
    await app.register(fapilogPlugin)
  }),
})

/** Everything that the matrix is run against. */
export const frameworks: readonly Framework[] = [
  fastifyFramework(plain('Fastify 5', fastify, registered)),
  fastifyFramework(
    plain('Fastify 5, the plugin required, not awaited', fastify, (app, { logging }) => {
      void app.register(required.fapilogPlugin, logging)
    }),
  ),
  fastifyFramework(complete('Fastify 5, complete mode', fastify)),
  fastifyFramework(plain('Fastify 6', make6, registered)),
  fastifyFramework(complete('Fastify 6, complete mode', make6)),
  expressFramework({ name: 'Express 5', make: express, catchesAsync: true }),
  expressFramework({ name: 'Express 4', make: make4, catchesAsync: false }),
]

export function frameworkOf(name: string): Framework {
  const found = frameworks.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no framework ${name}`)
  return found
}
