/** `conserve.ts <RunOptions as JSON>`: logs the records of a seed under one policy, drains and reports. */
import { setImmediate as turn } from 'node:timers/promises'
import { payloadOf } from '../conservation/payload.ts'
import { maxBytesOf, type RunOptions } from '../conservation/run-options.ts'
import { openOwnPipeline, TINY_QUEUE } from '../own-pipeline.ts'
import { report } from './report.ts'

const options = JSON.parse(process.argv[2] ?? '') as RunOptions
const { policy, count, seed, start, restless } = options
const maxBytes = maxBytesOf(options)
const { logger, asyncLogger } = openOwnPipeline(
  {
    preset: 'production',
    diagnostics: true,
    shutdownTimeoutMs: 600_000,
    queue: { onFull: policy === 'block' ? 'block' : 'drop', waitMs: 5_000, asyncWaitMs: Infinity },
  },
  { start, queue: restless ? TINY_QUEUE : {} },
)
/** The unit of a burst: some of them fit into the queue, and their flood does not. */
const BURST = restless ? 32 : 4096
let noise = seed | 1

function below(end: number): number {
  noise = (Math.imul(noise, 1664525) + 1013904223) | 0
  return (noise >>> 8) % end
}

function busyFor(microseconds: number): void {
  const end = performance.now() + microseconds / 1000
  while (performance.now() < end);
}

/** Between two bursts. */
async function rest(): Promise<void> {
  const chance = below(16)
  if (policy === 'drop' && chance < 12) await logger.flush()
  else if (chance < 14) await turn()
  if (!restless) return
  if (chance === 0) await logger.drain()
  // Not awaited: the thread leaves while the next records come.
  else if (chance === 1) void logger.drain()
  else if (chance < 6) busyFor(below(3000))
}

async function logSync(): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { level, fields } = payloadOf(seed, i, maxBytes)
    logger[level]('conserved', fields)
    if (restless && below(64) === 0) busyFor(below(200))
    if (i % BURST === BURST - 1) await rest()
  }
}

/** Most calls are awaited one by one, some in flocks. */
async function logAsync(): Promise<void> {
  let flock: Promise<boolean>[] = []
  for (let i = 0; i < count; i++) {
    const { level, fields } = payloadOf(seed, i, maxBytes)
    flock.push(asyncLogger[level]('conserved', fields))
    if (below(32) < 24 || flock.length > 100) {
      await Promise.all(flock)
      flock = []
    }
    if (restless && below(64) === 0) busyFor(below(200))
    if (i % BURST === BURST - 1) await rest()
  }
  await Promise.all(flock)
}

await (policy === 'await' ? logAsync() : logSync())
const result = await logger.drain()
const { threadStarts } = await logger.checkHealth()
report('result', { result, threadStarts })
