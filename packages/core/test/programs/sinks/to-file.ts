import { appendFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { defineSink } from 'fapilog'

export interface ToFileOptions {
  readonly file: string
  /** What is wrong with it. Default: nothing, and it writes at once. */
  readonly does?:
    | 'write later'
    | 'never settle'
    | 'loop for ever'
    | 'throw'
    | 'throw in a timer'
    | 'reject unheard'
    | 'keep the thread'
    | 'print'
    | 'hold 60 MiB'
    | 'refuse its options'
}

export default defineSink(({ file, does }: ToFileOptions) => {
  if (does === 'refuse its options') throw new TypeError('options.does must be something else')
  if (does === 'keep the thread') setInterval(() => undefined, 1000)
  if (does === 'print') console.log('made by %s', 'console.log')
  const held = does === 'hold 60 MiB' ? Array.from({ length: 2_000_000 }, (_, i) => ({ i })) : []
  appendFileSync(file, 'made\n')
  return {
    write(batch) {
      if (does === 'never settle') return new Promise(() => undefined)
      if (does === 'throw') throw new Error('the disk is on fire')
      if (does === 'throw in a timer') setTimeout(() => JSON.parse('{'), 1)
      if (does === 'reject unheard') void Promise.reject(new Error('nobody listens'))
      while (does === 'loop for ever');
      if (does === 'print') console.error('wrote %d', batch.count)
      if (does === 'write later') return appendFile(file, batch.bytes())
      return appendFileSync(file, batch.bytes())
    },
    async flush() {
      // Timers that were set before fire before this one.
      await new Promise((resolve) => setTimeout(resolve, 1))
      appendFileSync(file, 'flushed\n')
    },
    // Held until here.
    close: () => appendFileSync(file, held.length >= 0 ? 'closed\n' : ''),
  }
})
