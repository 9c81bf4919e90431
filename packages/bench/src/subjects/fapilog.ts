import { until } from '../clock.ts'
import { CONTEXT, type Subject, type SubjectOptions } from './subject.ts'

/** The built package; another build by BENCH_FAPILOG_ENTRY, to compare two. */
export async function importFapilog(): Promise<typeof import('fapilog')> {
  const entry = process.env['BENCH_FAPILOG_ENTRY'] ?? 'fapilog'
  return (await import(entry)) as typeof import('fapilog')
}

export async function openFapilog(facade: 'sync' | 'async', options: SubjectOptions): Promise<Subject> {
  const { getAsyncLogger, getLogger, runWithContext } = await importFapilog()
  const settings = {
    sinks: [{ kind: options.sink === 'noop' ? 'noop' : 'stdout-json' } as const],
    // Long enough that a slow disk cannot turn waiting into losing.
    ...(options.block ? { queue: { onFull: 'block', waitMs: 60_000 } as const } : {}),
    level: 'INFO',
    exitTimeoutMs: 10_000,
  }
  const root = facade === 'sync' ? getLogger(settings) : await getAsyncLogger(settings)
  await root.ready()
  return {
    target: options.context === 'bound' ? root.bind(CONTEXT) : root,
    order: 'message-first',
    within: (fn) => (options.context === 'scope' ? runWithContext(CONTEXT, fn) : fn()),
    settle: () =>
      until(
        () => 'the queue to be empty',
        () => root.stats().pending === 0,
      ),
    lost() {
      const { dropped, failed } = root.stats()
      return failed + dropped.queue_full + dropped.reentrant + dropped.encode_failed
    },
    async close() {
      await root.drain({ timeoutMs: 60_000 })
    },
  }
}
