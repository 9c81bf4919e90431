import type { ResolvedModuleSink } from '../config/settings.ts'
import { diagnose } from '../observe/diagnostics.ts'
import type { SinkContext, SinkFactory } from './sink-factory.ts'
import type { Sink, SinkMethods } from './sink.ts'

/** Loading the module and making the sink may take this long together. */
const SET_UP_MS = 5000

const EXAMPLE = 'export default defineSink((options) => ({ write(batch) { … } }))'

/** Loads a module of the user's and makes its sink. Rejects with what to do about it. */
export async function loadModuleSink(setting: ResolvedModuleSink): Promise<Sink> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not ready after ${SET_UP_MS} ms`)), SET_UP_MS)
  })
  try {
    return await Promise.race([setUp(setting), late])
  } finally {
    clearTimeout(timer)
  }
}

async function setUp(setting: ResolvedModuleSink): Promise<Sink> {
  const { name, module, options, queueBytes, timeoutMs } = setting
  const factory = factoryIn(await load(module))
  const context: SinkContext = {
    name,
    warn: (message, fields) => diagnose(`sink ${name}`, String(message), fields),
  }
  const made: unknown = await factory(options, context)
  const methods = checkMethods(made)
  return {
    name,
    limits: { queueBytes, timeoutMs, foreign: true },
    write: (batch) => methods.write(batch),
    flush: () => methods.flush?.(),
    close: () => methods.close?.(),
  }
}

async function load(module: string): Promise<object> {
  try {
    return (await import(module)) as object
  } catch (cause) {
    const { code, message } = Object(cause) as { readonly code?: unknown; readonly message?: unknown }
    const hint =
      code === 'ERR_UNKNOWN_FILE_EXTENSION' ? '; this Node runs no TypeScript: name the compiled file' : ''
    throw new Error(`its module could not be loaded: ${String(message ?? cause)}${hint}`, { cause })
  }
}

function factoryIn(module: object): SinkFactory<unknown> {
  let found: unknown = (module as { readonly default?: unknown }).default
  // A module that was compiled to CommonJS: what it exports by default stands in its exports object.
  if (typeof found === 'object' && found !== null && 'default' in found) found = found.default
  if (found === undefined) throw new Error(`its module has no default export: ${EXAMPLE}`)
  if (typeof found !== 'function') {
    throw new Error(`the default export of its module must be a function, not ${nameOf(found)}: ${EXAMPLE}`)
  }
  return found as SinkFactory<unknown>
}

function checkMethods(made: unknown): SinkMethods {
  if (typeof made !== 'object' || made === null) {
    throw new Error(`its factory must return an object with write(batch), not ${nameOf(made)}`)
  }
  for (const method of ['write', 'flush', 'close'] as const) {
    const found: unknown = (made as Partial<SinkMethods>)[method]
    if (typeof found === 'function' || (found === undefined && method !== 'write')) continue
    throw new Error(`its ${method} must be a function, not ${nameOf(found)}`)
  }
  return made as SinkMethods
}

const nameOf = (value: unknown): string =>
  value === null || value === undefined
    ? String(value)
    : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
