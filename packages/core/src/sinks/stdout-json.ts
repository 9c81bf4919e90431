import type { Batch, Sink } from './sink.ts'
import { openStdout } from './stdout.ts'

const NEWLINE = 10

/** Writes the batch's own NDJSON bytes, uncopied: a batch of up to 64 KiB to a file is one system call. */
export function createStdoutJson(options: { readonly name: string; readonly fd?: number }): Sink {
  const stdout = openStdout(options.fd)
  return {
    name: options.name,
    write: (batch: Batch) => stdout.write(batch.bytes(), countLines),
    close: () => stdout.close(),
  }
}

function countLines(bytes: Uint8Array, end: number): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1
  return lines
}
