import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { compileFunction, constants } from 'node:vm'
import { type MessagePort, Worker, type WorkerOptions } from 'node:worker_threads'
import type * as Program from '../pipeline/thread-entry.ts'
import type { ThreadData } from '../pipeline/thread-messages.ts'

/** The text of dist/thread.cjs, put in by the build; absent when running from source. */
declare const __FAPILOG_THREAD__: string | undefined
const inlined = typeof __FAPILOG_THREAD__ === 'string' ? __FAPILOG_THREAD__ : ''

function threadFile(): string | null {
  try {
    const path = fileURLToPath(new URL('../pipeline/thread-entry.ts', import.meta.url))
    return existsSync(path) ? path : null
  } catch {
    // Bundled to CommonJS there is no import.meta.url; in an archive it is no file.
    return null
  }
}

/**
 * Where both are gone nothing can run the pipeline, on whatever thread: it can only be said. Never so in the built
 * package, whose text is part of this very file: the build leaves these checks out.
 */
class MissingProgram extends Error {
  override readonly name = 'MissingProgram'

  constructor() {
    super('neither the file of the pipeline (thread.cjs) nor its text is there: install fapilog again')
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
  if (file === null && inlined === '') throw new MissingProgram()
  return file === null ? new Worker(inlined, { ...options, eval: true }) : new Worker(file, options)
}

/** The same program, on this thread: only where the pipeline runs inline. */
export function loadPipeline(): typeof Program {
  const file = threadFile()
  const require = createRequire(file ?? import.meta.url)
  if (file !== null) return require(file) as typeof Program
  if (inlined === '') throw new MissingProgram()
  const exports = {}
  const compiled = compileFunction(inlined, ['exports', 'require'], {
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  compiled(exports, require)
  return exports as typeof Program
}

/** Only what the thread reads: NODE_OPTIONS would load agents into it. */
function threadEnvironment(): NodeJS.Dict<string> {
  const env: NodeJS.Dict<string> = {}
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM', 'TZ', 'LANG']) {
    if (process.env[name] !== undefined) env[name] = process.env[name]
  }
  return env
}

/**
 * Of an error of `spawnThread`: whether it will be the same the next time: threads are forbidden (`--permission`), there
 * are none here, or nothing that they could run.
 */
export function isRefused(error: unknown): boolean {
  if (error instanceof MissingProgram) return true
  const { code } = Object(error) as { readonly code?: unknown }
  return (
    code === 'ERR_ACCESS_DENIED' ||
    code === 'ERR_WORKER_UNSUPPORTED_OPERATION' ||
    code === 'ERR_METHOD_NOT_IMPLEMENTED'
  )
}
