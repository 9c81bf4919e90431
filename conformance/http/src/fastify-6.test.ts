import { matrix } from './matrix.ts'

matrix('Fastify 6')
