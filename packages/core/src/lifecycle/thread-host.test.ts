import { EventEmitter } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { configureDiagnostics } from '../observe/diagnostics.ts'
import {
  createSharedPipeline,
  CONTROL,
  PARKED,
  READ,
  type SharedPipeline,
  STATE,
  ThreadState,
  WRITE,
} from '../ring/layout.ts'
import { Lease, Phase } from '../ring/lease.ts'
import { ThreadHost } from './thread-host.ts'
import * as source from './thread-source.ts'

class FakeThread extends EventEmitter {
  unref(): void {}
  async terminate(): Promise<void> {}
}

describe('the host of the thread', () => {
  let threads: FakeThread[] = []
  let failing = false
  let host: ThreadHost
  let control: Int32Array
  let shared: SharedPipeline
  const said: string[] = []
  let refused = 0

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    vi.spyOn(source, 'spawnThread').mockImplementation(() => {
      if (failing) throw new Error('no more threads')
      const thread = new FakeThread()
      threads.push(thread)
      return thread as unknown as Worker
    })
    configureDiagnostics({ write: (line) => said.push(line) })
    threads = []
    failing = false
    refused = 0
    shared = createSharedPipeline({ capacity: 32_768, maxRecord: 4096, reserve: 4096 })
    control = new Int32Array(shared.control)
    host = new ThreadHost(shared, {
      describe: () => ({}) as never,
      sinks: () => [],
      isAwaited: () => false,
      onNoThreads: () => (refused += 1),
    })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
    said.length = 0
  })

  const publish = (): void => {
    control[WRITE] = (control[WRITE] as number) + 64
  }
  /** What the thread does first, and what its own 'exit' listener does. */
  const run = (): void => {
    control[STATE] = ThreadState.running
  }
  const die = (): void => {
    control[STATE] = ThreadState.dead
    threads.at(-1)?.emit('exit', 1)
  }

  test('starts one thread, however often it is asked', () => {
    host.start()
    host.start()
    host.wake()
    expect(threads).toHaveLength(1)
    expect(control[STATE]).toBe(ThreadState.booting)
    expect(host.starts).toBe(1)
  })

  test('starts none while it is held back', () => {
    host.held = true
    host.wake()
    expect(threads).toHaveLength(0)
  })

  test('wakes a parked thread, and leaves one alone that runs', () => {
    host.start()
    control[PARKED] = 1
    host.wake()
    expect(control[PARKED]).toBe(0)
    host.wake()
    expect(control[PARKED]).toBe(0)
    expect(threads).toHaveLength(1)
  })

  test('starts the next one after one that has left', () => {
    host.start()
    control[STATE] = ThreadState.stopped
    control[PARKED] = -1
    host.wake()
    expect(threads).toHaveLength(2)
    // The end of the former one, heard of later, changes nothing.
    threads[0]?.emit('exit', 0)
    expect(threads).toHaveLength(2)
    expect(control[STATE]).toBe(ThreadState.booting)
    expect(control[PARKED]).toBe(0)
  })

  test('starts another one when one dies with records left, and waits for a record when none is', () => {
    host.start()
    run()
    die()
    expect(threads).toHaveLength(1)
    publish()
    host.wake()
    expect(threads).toHaveLength(2)
    die()
    expect(threads).toHaveLength(3)
  })

  test('marks a gone thread by its generation', () => {
    host.start()
    die()
    expect(control[PARKED]).toBe(-1)
    host.wake()
    die()
    expect(control[PARKED]).toBe(-2)
  })

  test('after four deaths says that there can be no threads, whatever they are spared', () => {
    publish()
    host.start()
    for (let i = 0; i < 4; i++) {
      expect(refused).toBe(0)
      die()
    }
    expect(threads).toHaveLength(4)
    expect(refused).toBe(1)
  })

  test('so too after twenty that somebody ended from outside, and none of these is blamed on a sink', () => {
    publish()
    host.start()
    for (let i = 0; i < 20; i++) {
      expect(refused).toBe(0)
      run()
      threads.at(-1)?.emit('exit', 1)
    }
    expect(threads).toHaveLength(20)
    expect(refused).toBe(1)
    expect(said.join('')).not.toContain('disabled')
  })

  test('tries again when a thread could not be started', async () => {
    publish()
    failing = true
    host.wake()
    expect(control[STATE]).toBe(ThreadState.dead)
    expect(said.join('')).toContain('could not be started')
    failing = false
    await vi.advanceTimersByTimeAsync(150)
    expect(threads).toHaveLength(1)
  })

  test('starts none for a request', () => {
    host.request({ kind: 'subscribe', level: null })
    expect(threads).toHaveLength(0)
    host.start()
    control[PARKED] = -1
    void host.stop(1000)
    expect(threads).toHaveLength(1)
    expect(control[CONTROL]).toBe(2)
  })

  test('stops: true when the thread has ended, however many ask', async () => {
    host.start()
    run()
    const stops = Array.from({ length: 20 }, () => host.stop(1000))
    expect(threads[0]?.listenerCount('exit')).toBe(1)
    control[STATE] = ThreadState.stopped
    threads[0]?.emit('exit', 0)
    expect(await Promise.all(stops)).toEqual(stops.map(() => true))
    expect(vi.getTimerCount()).toBe(0)
  })

  test('stops: false when it has not ended in time, true when there is none', async () => {
    expect(await host.stop(10)).toBe(true)
    host.start()
    const stopping = host.stop(1000)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await stopping).toBe(false)
  })

  test('hands over what a thread sent last, also where it has ended before the next turn of the loop', () => {
    const lines: string[] = []
    host.onLines = (some) => lines.push(...some)
    host.start()
    const [[, port] = []] = vi.mocked(source.spawnThread).mock.calls
    port?.postMessage({ kind: 'lines', lines: ['the last one'], levels: [20] })
    control[STATE] = ThreadState.stopped
    threads[0]?.emit('exit', 0)
    expect(lines).toEqual(['the last one'])
  })

  test('at exit replaces a dead thread without hearing of its end', () => {
    publish()
    host.start()
    run()
    host.pushAtExit(0, { patienceMs: 100, deadline: 1000 })
    expect(threads).toHaveLength(1)
    control[STATE] = ThreadState.dead
    host.pushAtExit(0, { patienceMs: 100, deadline: 1000 })
    expect(threads).toHaveLength(2)
    expect(control[READ]).toBe(0)
  })

  test('at exit replaces one that does not answer, and gives each question the whole patience', async () => {
    publish()
    host.start()
    run()
    const [[data] = []] = vi.mocked(source.spawnThread).mock.calls
    const lease = new Lease(shared, data?.lease as SharedArrayBuffer)
    lease.enter(Phase.running)
    void lease.answer()
    const look = (stalledMs: number): boolean =>
      host.pushAtExit(stalledMs, { patienceMs: 100, deadline: 1000 })
    look(0)
    await new Promise((resolve) => setImmediate(resolve))
    vi.advanceTimersByTime(100)
    look(100)
    // This one has no turn in which it could answer.
    vi.advanceTimersByTime(50)
    look(150)
    expect(threads).toHaveLength(1)
    vi.advanceTimersByTime(50)
    look(200)
    expect(threads).toHaveLength(2)
    expect(said.join('')).toContain('hangs and is replaced')
  })

  test('after three deaths goes on without modules, and lets that thread end a minute later', async () => {
    publish()
    host.start()
    for (let i = 0; i < 3; i++) die()
    expect(said.join('').split('it goes on without the modules of sinks')).toHaveLength(2)
    const requests = control[CONTROL] as number
    await vi.advanceTimersByTimeAsync(59_000)
    expect(control[CONTROL]).toBe(requests)
    await vi.advanceTimersByTimeAsync(1000)
    expect(control[CONTROL]).toBe(requests + 1)
  })
})
