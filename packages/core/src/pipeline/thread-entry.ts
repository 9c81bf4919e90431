import { receiveMessageOnPort, workerData } from 'node:worker_threads'
import { configureDiagnostics } from '../observe/diagnostics.ts'
import { PROGRESS, STATE, ThreadState } from '../ring/layout.ts'
import { Lease, Phase } from '../ring/lease.ts'
import { showModuleOutput } from '../sinks/module-output.ts'
import { containStrays } from './contain-strays.ts'
import { INTERNAL_LINE, type LineBatch } from './line-batch.ts'
import { openSinks } from './open-sinks.ts'
import { Pipeline, type Tap } from './pipeline.ts'
import { runLoop } from './thread-loop.ts'
import type { ThreadData, ThreadReport, ThreadRequest } from './thread-messages.ts'

const data = workerData as ThreadData
const { shared, config, port } = data
const words = new Int32Array(shared.control)
const lease = new Lease(data.lease)
void lease.answer()

function setState(state: number): void {
  Atomics.store(words, STATE, state)
  Atomics.add(words, PROGRESS, 1)
  Atomics.notify(words, PROGRESS)
}

let left = false
// Tells a main thread that blocks in its exit drain that nobody is left to wait for.
process.on('exit', () => {
  if (!left && !lease.revoked) setState(ThreadState.dead)
})

function tapFor(level: number | null): Tap | null {
  if (level === null) return null
  return (batch: LineBatch) => {
    const lines: string[] = []
    const levels: number[] = []
    for (const [i, line] of batch.lines().entries()) {
      const lineLevel = batch.levels[i] as number
      if (lineLevel !== INTERNAL_LINE && lineLevel < level) continue
      lines.push(line)
      levels.push(lineLevel)
    }
    if (lines.length > 0) port.postMessage({ kind: 'lines', lines, levels } satisfies ThreadReport)
  }
}

configureDiagnostics({ enabled: config.diagnostics })
const foreign = config.sinks.some((sink) => sink.kind === 'module')
const stopContaining = foreign ? containStrays() : null
if (foreign) showModuleOutput()
const opening = openSinks(config.sinks, data.disabled)
const { sinks, failures } = opening instanceof Promise ? await opening : opening
// Before the thread is said to run: who waits for that looks for this next.
if (failures.length > 0) port.postMessage({ kind: 'sinks-failed', failures } satisfies ThreadReport)
const pipeline = new Pipeline(shared, {
  ids: data.ids,
  diagnostics: data.diagnostics,
  schemaVersion: config.schemaVersion,
  baseContext: data.baseContext,
  sinks,
  early: data.early,
  lease,
  caution: data.caution,
})
pipeline.tap = tapFor(data.subscribed)
lease.enter(Phase.running)

function reopenFiles(): void {
  for (const [i, sink] of config.sinks.entries()) {
    if (sink.kind === 'rotating-file' && sink.reopenOnSighup) sinks[i]?.reopen?.()
  }
}

if (!lease.revoked) setState(ThreadState.running)

await runLoop(shared, pipeline, {
  generation: data.generation,
  control() {
    let stop = false
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      const request = next.message as ThreadRequest
      if (request.kind === 'stop') stop = true
      else if (request.kind === 'reopen') reopenFiles()
      else pipeline.tap = tapFor(request.level)
    }
    return stop
  },
}).finally(stopContaining)
// From here on the ring may have another thread: the end of this one says nothing about it.
left = true
// A deposed thread touches nothing any more, and its sinks are somebody else's.
if (lease.revoked) process.exit()
await pipeline.close()
port.close()
// What a module left open would keep this thread, and with it whoever waits for its end.
if (foreign) process.exit()
