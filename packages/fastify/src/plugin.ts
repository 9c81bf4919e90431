import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { SyncLoggerFacade } from 'fapilog'
import { createRequestLogging } from '@fapilog/request'
import { hasLogging, setLogging } from './application-logging.ts'
import { drainAfterClose } from './drain-after-close.ts'
import { findFurtherServers } from './further-servers.ts'
import { logRequests } from './log-requests.ts'
import { logUnrouted } from './log-unrouted.ts'
import { type AsyncFastifyLoggingOptions, type FastifyLoggingOptions, readOptions } from './options.ts'
import { type Prepared, RootLog } from './root-log.ts'
import { takeOverLines } from './take-over-lines.ts'
import { takeOverLogger } from './take-over-logger.ts'

type Options = FastifyLoggingOptions | AsyncFastifyLoggingOptions

export type FapilogPlugin = FastifyPluginAsync<Options>

/** What the plugin is given beside its options: Fastify's own for `register`. */
const OF_REGISTER: ReadonlySet<string> = new Set(['prefix', 'logLevel', 'logSerializers'])

async function register(instance: FastifyInstance, given: Options): Promise<void> {
  // Twice, further in, or by a second copy of the package (CommonJS beside ESM): once is enough.
  if (hasLogging(instance)) return
  const { logging, frameworkLines } = choose(instance, given)
  setLogging(instance, logging)
  // Hooks first: they are for requests that come in while the logger starts, too.
  const log = takeOverLogger(instance, logging)
  const { serializers } = log
  const isControlled = takeOverLines(instance)
  const logsUnrouted = isRoot(instance)
  if (!isControlled && logsUnrouted) log.absorbsEarly = frameworkLines === 'absorb'
  logRequests(instance, { logging, serializers, frameworkLines, isControlled, logsUnrouted })
  findFurtherServers(instance)
  const isClosing = drainAfterClose(instance, () => logging.release())
  if (logsUnrouted) logUnrouted(instance, logging, isClosing)
  logging.acquire()
  await logging.start()
  instance.log = log.public()
  // With `async: true` it is the async facade, which a declaration for all applications cannot say.
  instance.decorate('fapilog', logging.logger as SyncLoggerFacade)
}

function choose({ log }: FastifyInstance, given: Options): Prepared {
  const made: unknown = log
  // Of `fapilogFastifyOptions()`, which was given the options.
  if (made instanceof RootLog && made.prepared !== null) return made.prepared
  const own = Object.entries(given).filter(([key]) => !OF_REGISTER.has(key))
  const { frameworkLines, rest } = readOptions(Object.fromEntries(own))
  return { logging: createRequestLogging(rest), frameworkLines }
}

/** Instances inside of it inherit what it has. */
const isRoot = (instance: FastifyInstance): boolean => Object.hasOwn(instance, 'server')

/** What `fastify-plugin` would add: the plugin is for the instance that registers it, not for one of its own. */
export function asPlugin(plugin: FapilogPlugin): FapilogPlugin {
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@fapilog/fastify',
    [Symbol.for('plugin-meta')]: { name: '@fapilog/fastify', fastify: '>=5' },
  })
}

/**
 * `app.register(fapilogPlugin, { preset: 'production' })`: one line per request, `fastify.log`, `request.log` and
 * `reply.log` by fapilog, and everything delivered when the application has closed. Inside of a plugin it is for the
 * routes in there. Options are those of `FastifyLoggingOptions`; wrong ones reject `ready()` with FAPILOG_E_ARGUMENT or
 * FAPILOG_E_CONFIG.
 */
export const fapilogPlugin: FapilogPlugin = asPlugin((instance, options) => register(instance, options))
