import {
  AsyncLoggerBuilder,
  type AsyncLoggerFacade,
  bindContext,
  clearLoggerCache,
  configure,
  type DrainResult,
  type Explanation,
  explainConfig,
  FapilogError,
  getAsyncLogger,
  getCachedLoggers,
  getLogger,
  installShutdownHandlers,
  listPresets,
  LoggerBuilder,
  type LogEvent,
  type PresetName,
  registerLevel,
  registerSerializer,
  runtime,
  runtimeAsync,
  runWithContext,
  subscribe,
  type SyncLoggerFacade,
  withContextProvider,
} from 'fapilog'
import { captureLogs } from 'fapilog/testing'
import type { Equal, Expect } from './expect-type.ts'

interface Fields {
  readonly id: string
}
declare const fields: Fields

const ranSync = runWithContext(fields, () => 7)
const ranAsync = runWithContext({ a: 1 }, async () => 'x')
// @ts-expect-error fields are an object
runWithContext('x', () => 7)
// @ts-expect-error without a function there is nothing to run
runWithContext(fields)

const bound = bindContext(function (this: Date, n: number, text?: string): string {
  return `${this.getTime()} ${n} ${text}`
})
// @ts-expect-error the arguments of the function stay what they are
bound.call(new Date(), 'text')

const removeProvider = withContextProvider(() => (Math.random() < 0.5 ? fields : undefined))
withContextProvider(() => null)
// @ts-expect-error fields are an object
withContextProvider(() => 'text')

class Money {
  readonly cents = 7
}
abstract class Shape {
  abstract area(): number
}
const removeSerializer = registerSerializer(Money, (money) => money.cents)
registerSerializer(Shape, (shape) => shape.area())
registerSerializer(Error, (error) => error.message)
registerSerializer('req', (req) => (req as { url: string }).url)
// @ts-expect-error what stands under a key may be anything
registerSerializer('req', (req: Money) => req.cents)
// @ts-expect-error the serializer of a class gets its instances
registerSerializer(Money, (shape: Shape) => shape.area())
// @ts-expect-error neither a class nor a key
registerSerializer({}, () => 7)
const noClass = (): number => 7
// @ts-expect-error a function is no class
registerSerializer(noClass, noClass)

const unsubscribe = subscribe((event) => event.message.length, { level: 'error' })
subscribe(async (event) => {
  await Promise.resolve(event)
})
// @ts-expect-error a listener gets an event
subscribe((event: string) => event)
// @ts-expect-error an option that does not exist
subscribe(() => undefined, { levels: 'error' })

registerLevel('notice', 25)
// @ts-expect-error a level has a number
registerLevel('notice')

configure({ preset: 'production' })
// @ts-expect-error a name is for a logger, not for the pipeline
configure({ name: 'x' })
// @ts-expect-error settings are required
configure()

const logger = getLogger('db', { reuse: false, level: 'debug' })
getLogger({ name: 'db' })
getLogger(undefined)
// @ts-expect-error options come second
getLogger({ level: 'debug' }, 'db')
// @ts-expect-error no number for a name
getLogger(7)

const fromRuntime = runtime({ level: 'info' }, async (own) => own.info('m'))
const fromRuntimeAsync = runtimeAsync({ name: 'job' }, (own) => own.info('m'))
// @ts-expect-error without a function there is nothing to run
void runtime({ level: 'info' })

const sync = new LoggerBuilder()
  .withPreset('production')
  .withLevel('DEBUG')
  .addStdout({ format: 'pretty' })
  .build()
const building = new AsyncLoggerBuilder().withPreset('dev').withContext(fields).reuse(false).build()
// @ts-expect-error a format that does not exist
new LoggerBuilder().addStdout({ format: 'xml' })
// @ts-expect-error a preset that does not exist
new LoggerBuilder().withPreset('prod')

async function disposes(): Promise<void> {
  await using own = getLogger({ reuse: false })
  await using log = await getAsyncLogger({ reuse: false })
  await using capture = captureLogs({ level: 'debug', name: 'x' })
  own.info('m')
  await log.info('m')
  capture.logger.info('m')
}
// @ts-expect-error a capture never prints
captureLogs({ sinks: [] })

const uninstall = installShutdownHandlers({ signals: ['SIGTERM'], timeoutMs: 100 })
// @ts-expect-error a signal that cannot be handled
installShutdownHandlers({ signals: ['SIGKILL'] })

declare const error: unknown
if (error instanceof FapilogError && error.code === 'FAPILOG_E_CONFIGURED_TWICE') {
  const where: string | undefined = error.origin
  void where
}
// @ts-expect-error a code that does not exist
void (new FapilogError('FAPILOG_E_CONFIG', 'm').code === 'FAPILOG_E_NONE')

export { disposes }

export type Checks = [
  Expect<Equal<typeof ranSync, number>>,
  Expect<Equal<typeof ranAsync, Promise<string>>>,
  Expect<Equal<typeof bound, (this: Date, n: number, text?: string) => string>>,
  Expect<Equal<typeof removeProvider, () => void>>,
  Expect<Equal<typeof removeSerializer, () => void>>,
  Expect<Equal<typeof unsubscribe, () => void>>,
  Expect<Equal<typeof uninstall, () => void>>,
  Expect<Equal<Parameters<Parameters<typeof subscribe>[0]>, [event: LogEvent]>>,
  Expect<Equal<typeof logger, SyncLoggerFacade>>,
  Expect<Equal<typeof sync, SyncLoggerFacade>>,
  Expect<Equal<Awaited<typeof building>, AsyncLoggerFacade>>,
  Expect<Equal<typeof fromRuntime, Promise<boolean>>>,
  Expect<Equal<typeof fromRuntimeAsync, Promise<boolean>>>,
  Expect<Equal<ReturnType<typeof explainConfig>, readonly Explanation[]>>,
  Expect<Equal<ReturnType<typeof listPresets>, readonly PresetName[]>>,
  Expect<Equal<ReturnType<typeof getCachedLoggers>, Readonly<Record<string, 'sync' | 'async'>>>>,
  Expect<Equal<ReturnType<typeof clearLoggerCache>, Promise<void>>>,
  Expect<Equal<Awaited<ReturnType<typeof sync.drain>>, DrainResult>>,
  Expect<Equal<ReturnType<typeof sync.flush>, Promise<boolean>>>,
]
