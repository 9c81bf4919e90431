import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type MessagePort, Worker, type WorkerOptions } from 'node:worker_threads'
import type { ThreadData } from '../pipeline/thread-messages.ts'

/** The text of dist/thread.mjs, put in by the build; absent when running from source. */
declare const __FAPILOG_THREAD__: string | undefined
const inlined = typeof __FAPILOG_THREAD__ === 'string' ? __FAPILOG_THREAD__ : ''

function threadFile(): URL | null {
  try {
    const url = new URL('../pipeline/thread-entry.ts', import.meta.url)
    return existsSync(fileURLToPath(url)) ? url : null
  } catch {
    // Bundled to CommonJS there is no import.meta.url; in an archive it is no file.
    return null
  }
}

/**
 * Starts the dedicated thread from its file, or from its text: when a bundler left the file behind, or with
 * `fromText` when the file did not start (an update of the package is replacing it).
 * No flags and no preloads of the application run in it, and it never needs the main thread's stdio.
 */
export function spawnThread(data: ThreadData, transfer: MessagePort, fromText: boolean): Worker {
  const options: WorkerOptions = {
    name: 'fapilog',
    workerData: data,
    transferList: [transfer],
    stdout: true,
    stderr: true,
    execArgv: [],
    env: threadEnvironment(),
    resourceLimits: data.config.thread,
  }
  const file = fromText && inlined !== '' ? null : threadFile()
  if (file !== null) return new Worker(file, options)
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(inlined)}`), options)
}

/** Only what the thread reads: NODE_OPTIONS would load agents into it. */
function threadEnvironment(): NodeJS.Dict<string> {
  const env: NodeJS.Dict<string> = {}
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM', 'TZ', 'LANG']) {
    if (process.env[name] !== undefined) env[name] = process.env[name]
  }
  return env
}
