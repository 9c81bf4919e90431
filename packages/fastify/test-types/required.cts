import fastify = require('@fapilog/fastify')

export const same: typeof fastify.fapilogPlugin = fastify.default
export const builder: fastify.FastifyBuilder = new fastify.FastifyBuilder()
