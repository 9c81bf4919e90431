/**
 * `loading.ts <end> <module>…`: logs beside the sinks of these modules, by their paths from here. Modules take the options of `deadly-sink.ts`.
 */
import { basename } from 'node:path'
import { LoggerBuilder } from 'fapilog'
import { report, runCase } from '../../programs/report.ts'

const [, , , options = '{}', ...modules] = process.argv
// Half of it is for modules that are loaded, and for a thread that hangs; half for all that is left.
const builder = new LoggerBuilder().addStdout().withExitTimeout('8s')
for (const module of modules) {
  const name = basename(module).split('.')[0] ?? ''
  builder.addSink(new URL(module, import.meta.url), JSON.parse(options) as object, { name })
}
const logger = builder.build()

function logAll(): void {
  for (let i = 0; i < 500; i++) logger.info('line', { i })
}

await runCase({
  'comes to its end': logAll,

  'process.exit()'() {
    logAll()
    process.exit(5)
  },

  'uncaught throw'() {
    logAll()
    throw new Error('on purpose')
  },

  async ready() {
    const refusal: unknown = await logger.ready().catch((error: unknown) => error)
    report('ready', { refusal: String(refusal) })
    logAll()
    report('drained', await logger.drain({ timeoutMs: 30_000 }))
  },
})
