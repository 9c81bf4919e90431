import { pathOf } from '../codec/http-forms.ts'

/** One function for all of them, by which they are known when they come back. */
const asItIs = (value: unknown): unknown => value

/**
 * `Fastify({ loggerInstance: getLogger() })` asks its logger for serializers that take the place of Fastify's own, which
 * would print the query of every request: under these keys values are printed as everywhere.
 */
export const INSTEAD_OF_FASTIFYS = { req: asItIs, res: asItIs, err: asItIs }

export const isInsteadOfFastifys = (serializer: unknown): boolean => serializer === asItIs

/** Whether a child is asked for by Fastify, which makes it its own logger. */
export const isForFastify = (serializers: Readonly<Record<string, unknown>> | undefined): boolean =>
  serializers !== undefined && isInsteadOfFastifys(serializers['req'])

const METHODS: readonly string[] =
  'trace debug info warning warn error critical fatal audit security log exception silent at flush'.split(' ')

const nothing = (): void => undefined

/**
 * Makes a facade class fit for Fastify. Its methods return nothing, as pino's, or a promise of nothing:
 * `async () => app.log.info('closing')` is the hook of many, and Fastify takes what a `preClose` or `onReady` hook resolves
 * with for an error, and that of an `onSend` hook for the answer.
 */
export function fitForFastify(prototype: object): void {
  for (const name of METHODS) {
    const method = Reflect.get(prototype, name) as (...args: unknown[]) => unknown
    Object.defineProperty(prototype, name, {
      configurable: true,
      writable: true,
      value(this: object, ...args: unknown[]): unknown {
        if (name === 'info' && args.length === 1) args[0] = withoutQuery(args[0])
        const result = Reflect.apply(method, this, args)
        return result instanceof Promise ? result.then(nothing) : undefined
      },
    })
  }
}

const PINOS: ReadonlyMap<string, string> = new Map([
  ['WARNING', 'warn'],
  ['CRITICAL', 'fatal'],
])

/** `level` is read in pino's names: applications compare it. */
export const pinosLevel = (name: string): string => PINOS.get(name) ?? name.toLowerCase()

/** What Fastify logs of a route that it does not know has the whole URL in its text. */
function withoutQuery(message: unknown): unknown {
  if (typeof message !== 'string' || !message.startsWith('Route ')) return message
  const [, start, url, end] = /^(Route [^\s:]+:)(\S+)( not found)$/.exec(message) ?? []
  return url === undefined ? message : `${start}${pathOf(url)}${end}`
}
