/**
 * `matrix.ts <end> <sink> [where]`: logs and ends the process in the way that `ends.ts` names. The sink `none` does
 * the same without a logger: the exit status to compare with.
 */
import { writeSync } from 'node:fs'
import type { LoggerBuilder } from 'fapilog'
import { importFapilog } from '../../programs/entry.ts'
import { watchEnd } from '../../programs/watch-end.ts'
import { type Application, ends } from './ends.ts'
import { DEADLINE_MS } from './deadline.ts'

const [name = '', sink = '', where = ''] = process.argv.slice(2)
const end = ends[name]
if (end === undefined) throw new Error(`no end "${name}"`)

if (sink === 'stuck') watchEnd()
/** Before the logger is imported, as a preloaded module would. */
let first: () => void = () => undefined
if (name.includes('older than the logger')) process.on('exit', () => first())

/** Reads the fields as a logger does, getters included. */
const read = (_: string, fields: object): unknown => ({ ...fields })

async function withLogger(): Promise<Omit<Application, 'some' | 'onExitFirst'>> {
  const fapilog = await importFapilog()
  const builder = addSink(new fapilog.LoggerBuilder().withPreset('production'))
  const patience = sink === 'stuck' ? DEADLINE_MS : 30_000
  const logger = builder.withExitTimeout(patience).withShutdownTimeout(patience).build()
  const late = name.includes('asynchronous') ? await fapilog.getAsyncLogger('late') : null
  return {
    log: (message, fields) => void logger.info(message, fields),
    someAsync(count) {
      for (let n = 0; n < count; n++) void late?.info('line', { i: logged++ })
      report()
    },
    async warm() {
      await logger.ready()
      if (sink === 'stuck') return
      logger.info('warm')
      await logger.flush()
    },
    drain: () => logger.drain(),
    installShutdownHandlers: () => void fapilog.installShutdownHandlers(),
    captureUncaughtErrors: () => void fapilog.captureUncaughtErrors(logger),
  }
}

function addSink(builder: LoggerBuilder): LoggerBuilder {
  if (sink === 'stdout') return builder.addStdout()
  if (sink === 'files') return builder.addFile(where)
  if (sink === 'post') {
    return builder.addSink<typeof import('./sinks/post.ts')>(new URL('sinks/post.ts', import.meta.url), {
      url: where,
    })
  }
  return builder.addSink(new URL('sinks/stuck.ts', import.meta.url), undefined, { timeoutMs: '5m' })
}

const withoutLogger: Omit<Application, 'some' | 'onExitFirst'> = {
  log: read,
  someAsync: () => undefined,
  warm: () => Promise.resolve(),
  drain: () => Promise.resolve(),
  installShutdownHandlers: () => undefined,
  captureUncaughtErrors: () => undefined,
}

let logged = 0
const report = (): void => void writeSync(2, `{"at":"logged","logged":${logged}}\n`)
const logging = sink === 'none' ? withoutLogger : await withLogger()

await end({
  ...logging,
  some(count = 500) {
    for (let n = 0; n < count; n++) logging.log('line', { i: logged++ })
    report()
  },
  onExitFirst(listener) {
    first = listener
  },
})
