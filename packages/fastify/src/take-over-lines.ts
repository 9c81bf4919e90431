import type { FastifyInstance } from 'fastify'
import { controlLines, type LogController } from './log-controller.ts'
import { symbolNamed } from './symbol-named.ts'

/** Where an instance keeps its log controller. */
const NAME = 'fastify.logController'

/** Those of ours. */
const controllers = new WeakSet<object>()

/** A log controller of ours in front of `given`, which is Fastify's or the application's. */
export function controllerOf<Controller extends object>(given: Controller): Controller {
  if (!isLogController(given)) return given
  const controller = controlLines(given)
  controllers.add(controller)
  return controller
}

/**
 * Puts a log controller of ours in front of the one of this instance and those inside of it; instances around it keep
 * theirs. False where there is none: before Fastify 5.10, or where a later one keeps it elsewhere.
 */
export function takeOverLines(instance: FastifyInstance): boolean {
  const key = symbolNamed(instance, NAME)
  if (key === undefined) return false
  const keeping = instance as unknown as Record<symbol, unknown>
  const given = keeping[key]
  if (typeof given !== 'object' || given === null) return false
  if (!controllers.has(given)) keeping[key] = controllerOf(given)
  return controllers.has(keeping[key] as object)
}

const METHODS = [
  'isLogDisabled',
  'incomingRequest',
  'requestCompleted',
  'defaultErrorLog',
  'streamError',
  'routeNotFound',
  'writeHeadError',
  'serializerError',
  'serviceUnavailable',
] as const satisfies readonly (keyof LogController)[]

const isLogController = (value: object): value is LogController =>
  METHODS.every((method) => typeof (value as Partial<LogController>)[method] === 'function')
