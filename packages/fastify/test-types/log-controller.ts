import Fastify, { type FastifyInstance } from 'fastify'
import { fapilogFastifyOptions } from '@fapilog/fastify'

export const app: FastifyInstance = Fastify(fapilogFastifyOptions({ preset: 'production' }, Fastify))
