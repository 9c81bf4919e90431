const FILE_OF_FASTIFY = /[\\/]node_modules[\\/]fastify[\\/](lib[\\/])?[\w-]+\.js:/

/**
 * Whether it is Fastify that called `method`, by the stack. In doubt, as where Fastify is part of a bundle, it was not. Dear: for
 * lines that look like Fastify's.
 */
export function calledByFastify(method: (...args: never) => unknown): boolean {
  const { stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = 1
    const at: { stack?: unknown } = {}
    Error.captureStackTrace(at, method)
    return typeof at.stack === 'string' && FILE_OF_FASTIFY.test(at.stack)
  } catch {
    return false
  } finally {
    restore(stackTraceLimit)
  }
}

function restore(stackTraceLimit: number): void {
  try {
    Error.stackTraceLimit = stackTraceLimit
  } catch {
    // Frozen: it is what it was.
  }
}
