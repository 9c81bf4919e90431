import { LineBuffer } from '../observe/line-buffer.ts'
import type { Sink } from './sink.ts'

/** Keeps the newest lines where the application's thread can read them. */
export function createMemory(options: { readonly name: string; readonly buffer: SharedArrayBuffer }): Sink {
  const lines = new LineBuffer(options.buffer)
  return { name: options.name, write: (batch) => lines.append(batch.bytes()) }
}
