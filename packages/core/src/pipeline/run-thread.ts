import { receiveMessageOnPort } from 'node:worker_threads'
import { ThreadState } from '../ring/layout.ts'
import { Lease } from '../ring/lease.ts'
import { lookUpWithoutPool } from '../sinks/module-lookup.ts'
import { showModuleOutput } from '../sinks/module-output.ts'
import { containStrays } from './contain-strays.ts'
import { RunningPipeline, setState } from './running-pipeline.ts'
import { systemThreadId } from './system-thread-id.ts'
import { runLoop } from './thread-loop.ts'
import type { ThreadData, ThreadRequest } from './thread-messages.ts'

/** The life of the dedicated thread. */
export async function runThread(data: ThreadData): Promise<void> {
  const { port } = data
  const lease = new Lease(data.shared, data.lease)
  void lease.answer()
  lease.identify(systemThreadId())
  let left = false
  // Tells a main thread that blocks in its exit drain that nobody is left to wait for.
  process.on('exit', () => {
    if (!left) lease.commit(() => setState(data, ThreadState.dead))
  })
  const foreign = data.config.sinks.some((sink) => sink.kind === 'module')
  const stopContaining = foreign ? containStrays() : null
  if (foreign) {
    showModuleOutput()
    lookUpWithoutPool()
  }
  const running = await openOrEnd(data, lease, stopContaining)
  lease.commit(() => setState(data, ThreadState.running))

  await runLoop(data.shared, running.pipeline, {
    generation: data.generation,
    lease,
    control() {
      let stop = false
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
        const request = next.message as ThreadRequest
        if (request.kind === 'stop') stop = true
        else running.take(request)
      }
      return stop
    },
  }).finally(stopContaining)
  // From here on the ring may have another thread: the end of this one says nothing about it.
  left = true
  // A deposed thread touches nothing any more, and its sinks are somebody else's.
  if (lease.revoked) process.exit()
  await running.pipeline.close()
  port.close()
  // What a module left open would keep this thread, and with it whoever waits for its end.
  if (foreign) process.exit()
}

/** Without any sink there is no point in living on: the records wait in the ring for a thread that has one. */
async function openOrEnd(
  data: ThreadData,
  lease: Lease,
  stopContaining: (() => void) | null,
): Promise<RunningPipeline> {
  try {
    return await RunningPipeline.open(data, lease, (report) => data.port.postMessage(report))
  } catch (error) {
    stopContaining?.()
    throw error
  }
}
