import type { FastifyInstance } from 'fastify'
import { valueNamed } from './symbol-named.ts'

type Counts = (server: FastifyInstance, id: string) => boolean

/** Fastify counts requests from `req-1` to 2^31, in base 36: unique in one process only, so no id to go by. */
const COUNTED = /^req-[0-9a-z]{1,6}$/

/** Tells whether an id is Fastify's count of the requests, or of a `genReqId` that the application has for its instance. */
export function counterOf(instance: FastifyInstance): Counts {
  // Those that also look for a header are wrapped by Fastify, and all the same to see.
  return hasHeader(instance) ? unlessReplaced(instance) : byText(instance)
}

/**
 * By the text of the function, beside that of a new counter: it has the same in every application, whatever bundlers made
 * of it. The new one is for a stand-in that nobody else sees.
 */
function byText(instance: FastifyInstance): Counts {
  const standIn = Object.create(instance) as FastifyInstance
  const counter = String(generatorOf(standIn.setGenReqId(undefined as never)))
  let read: unknown
  let text = ''
  return (server) => {
    const generator = generatorOf(server)
    // One for nearly all requests.
    if (generator !== read) text = String((read = generator))
    return text === counter
  }
}

function unlessReplaced(instance: FastifyInstance): Counts {
  if (generatesIds(instance)) return () => false
  const given = generatorOf(instance)
  // It may be of the header.
  return (server, id) => COUNTED.test(id) && generatorOf(server) === given
}

const hasHeader = ({ initialConfig: { requestIdHeader = false } }: FastifyInstance): boolean =>
  requestIdHeader !== false && requestIdHeader !== ''

/** What `setGenReqId` has set, for this instance or one around it. */
const generatorOf = (instance: FastifyInstance): unknown =>
  'genReqId' in instance ? instance.genReqId : undefined

interface Options {
  readonly genReqId?: unknown
}

/** Whether the constructor was given a `genReqId`: Fastify's `initialConfig` leaves functions out. */
function generatesIds(instance: FastifyInstance): boolean {
  const options = valueNamed(instance, 'fastify.options') as Options | undefined
  return typeof options?.genReqId === 'function'
}
