import Fastify, { type FastifyInstance } from 'fastify'
import { fapilogFastifyOptions } from '@fapilog/fastify'

export const app: FastifyInstance = Fastify(fapilogFastifyOptions({ preset: 'production' }, Fastify))
export const http2 = Fastify({ http2: true, ...fapilogFastifyOptions({}, Fastify) })
export const https = Fastify({ https: {}, ...fapilogFastifyOptions({}, Fastify) })
