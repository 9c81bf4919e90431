import { countLines } from './count-records.ts'
import type { Batch, Sink } from './sink.ts'
import { openStdout } from './stdout.ts'

/** Writes the batch's own NDJSON bytes, uncopied: a batch of up to 64 KiB to a file is one system call. */
export function createStdoutJson(options: { readonly name: string; readonly fd?: number }): Sink {
  const stdout = openStdout(options.fd)
  return {
    name: options.name,
    write: (batch: Batch) => stdout.write(batch.bytes(), countLines),
    finish: (deadline) => stdout.finish(deadline),
    unref: () => stdout.unref(),
    close: () => stdout.close(),
  }
}
