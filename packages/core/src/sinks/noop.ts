import type { Sink } from './sink.ts'

/** Takes every batch and does nothing with it: for measuring the pipeline, and for tests that want silence. */
export function createNoop(options: { readonly name: string }): Sink {
  return { name: options.name, write() {} }
}
