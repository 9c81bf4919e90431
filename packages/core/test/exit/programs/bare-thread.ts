/**
 * The floor that the machine sets: a thread that does nothing but nap for a millisecond, as the pipeline's does, and
 * write a line for each number that was announced meanwhile.
 */
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

const WRITTEN_AT_ONCE = 200
const LOGGED = 0
const READY = 1

interface BareData {
  readonly words: Int32Array
  readonly directory: string
}

/** As long as a line of the logger. */
const lineOf = (i: number): string => `${JSON.stringify({ data: { i }, padding: 'x'.repeat(220) })}\n`

/** Resolves to what stands for a log call. */
export async function startBareThread(directory: string): Promise<(i: number) => void> {
  const words = new Int32Array(new SharedArrayBuffer(8))
  const data: BareData = { words, directory }
  new Worker(new URL(import.meta.url), { workerData: data })
  const wait = Atomics.waitAsync(words, READY, 0, 60_000)
  if (wait.async) await wait.value
  return (i) => void Atomics.store(words, LOGGED, i + 1)
}

function runBareThread({ words, directory }: BareData): void {
  const fd = openSync(join(directory, 'bare.jsonl'), 'a')
  const bed = new Int32Array(new SharedArrayBuffer(4))
  Atomics.store(words, READY, 1)
  Atomics.notify(words, READY)
  for (let written = 0; ;) {
    const end = Math.min(Atomics.load(words, LOGGED), written + WRITTEN_AT_ONCE)
    let text = ''
    for (; written < end; written++) text += lineOf(written)
    if (text === '') Atomics.wait(bed, 0, 0, 1)
    else writeSync(fd, text)
  }
}

if (!isMainThread) runBareThread(workerData as BareData)
