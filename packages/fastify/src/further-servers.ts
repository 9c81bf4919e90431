import type { FastifyInstance } from 'fastify'
import { valueNamed } from './symbol-named.ts'

type Server = FastifyInstance['server']
type Watch = (server: Server) => unknown

// On the instance, so that a second copy of the package (CommonJS beside ESM) finds it.
const KEY: unique symbol = Symbol.for('fapilog.fastify.watches.1') as never

type Watched = { [KEY]?: Set<Watch> }

/**
 * `localhost` has two addresses on most machines: Fastify makes a server for each, and shows the first one only. The others
 * are there when it listens; what is to be called then can be told later than hooks can be added.
 */
export function findFurtherServers(instance: FastifyInstance): void {
  const watches = new Set<Watch>()
  ;(instance as Watched)[KEY] = watches
  instance.addHook('onListen', (done) => {
    for (const watch of watches) callWithEach(instance, watch)
    done()
  })
}

/** Calls `watch` with each of them: those that are there now, and those that will be. */
export function watchFurtherServers(instance: object, watch: Watch): void {
  callWithEach(instance, watch)
  ;(instance as Watched)[KEY]?.add(watch)
}

function callWithEach(instance: object, watch: Watch): void {
  const servers = valueNamed(instance, 'fastify.serverBindings') as readonly Server[] | undefined
  for (const server of servers ?? []) watch(server)
}
