/** A sink of a user that ends or holds up its thread when it gets a certain record. */
import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type Batch, defineSink } from 'fapilog'

type Deed = 'exit' | 'loop' | 'block' | 'out of memory' | 'throw later'

export interface DeadlyOptions {
  readonly file: string
  /** What it does with record number `at`, or with every one (-1). */
  readonly does: Deed | `${'exit' | 'loop'} after an await`
  readonly at: number
  /** Only the first time, over all of its threads. */
  readonly once: boolean
}

const isDeadly = ({ at }: DeadlyOptions, i: unknown): boolean => at === -1 || i === at

function die(does: DeadlyOptions['does']): void {
  switch (does) {
    case 'exit':
    case 'exit after an await':
      // As `terminate()` leaves a thread behind.
      process.exit(1)
      break
    case 'loop':
    case 'loop after an await':
      for (;;);
    case 'block':
      // Until it returns from there, nobody can end the thread.
      spawnSync('sleep', ['9'])
      break
    case 'out of memory': {
      const kept: unknown[] = []
      for (;;) kept.push(Array.from({ length: 10_000 }, (_, i) => ({ i })))
    }
    case 'throw later':
      // Not as late as an immediate, which a thread that is stopped right after the write ends without.
      queueMicrotask(() => {
        throw new Error('later')
      })
  }
}

export default defineSink((options: DeadlyOptions) => {
  const marker = `${options.file}.died`
  return {
    write(batch) {
      appendFileSync(`${options.file}.batches`, '.')
      if (options.does.endsWith(' after an await')) return delay(1).then(() => writeAll(batch))
      return writeAll(batch)
    },
  }

  function writeAll(batch: Batch): void {
    for (const [n, event] of batch.events().entries()) {
      if (isDeadly(options, event.data['i']) && !(options.once && existsSync(marker))) {
        writeFileSync(marker, '')
        die(options.does)
      }
      appendFileSync(options.file, `${batch.lines()[n]}\n`)
    }
  }
})
