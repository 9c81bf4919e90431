import { statSync } from 'node:fs'
import { basename, dirname, extname, isAbsolute, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { FapilogError } from '../errors/fapilog-error.ts'
import { printText } from '../errors/print-value.ts'
import { resolvePackage } from './resolve-package.ts'

/** A name for the sink of a module, from its file or package: `my-sink` of `file:///app/my-sink.ts`. */
export const moduleName = (module: string): string => {
  const path = module.startsWith('file:') ? new URL(module).pathname : module
  const file = isPath(path) ? basename(path, extname(path)) : path
  const said = file === 'index' ? basename(dirname(path)) : file
  const name = said
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 64)
  return name === '' ? 'module' : name
}

const isPath = (module: string): boolean => isAbsolute(module) || module.startsWith('.')

/**
 * The file URL of a module, as the dedicated thread will import it. It resolves names here, on the caller: a thread
 * that runs from a text has no place in the file system to resolve them from.
 * Throws FAPILOG_E_CONFIG when it names no file.
 */
export const resolveModule = (module: string, base: string | undefined, key: string): string => {
  const refuse = (what: string, cause?: unknown): FapilogError =>
    new FapilogError('FAPILOG_E_CONFIG', `${key} ${what}`, { key, value: module, origin: 'code', cause })
  let file: string
  try {
    file = locate(module, base)
  } catch (cause) {
    const { message } = cause as Error
    throw refuse(`cannot be resolved: ${printText(message.split('\n')[0] as string, 300)}`, cause)
  }
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) throw refuse(`must name a file, and there is no ${printText(file, 300)}`)
  if (!stat.isFile()) throw refuse(`must name a file, which ${printText(file, 300)} is not`)
  return pathToFileURL(file).href
}

const locate = (module: string, base: string | undefined): string => {
  if (module.startsWith('file:')) return fileURLToPath(module)
  if (isAbsolute(module)) return module
  if (/^[a-z][a-z+.-]+:/i.test(module))
    throw new Error('only files can be loaded, by a file: URL, a path or a package')
  const from = base === undefined ? join(process.cwd(), 'x') : baseFile(base)
  if (!module.startsWith('.')) return resolvePackage(module, from)
  if (base !== undefined) return fileURLToPath(new URL(module, pathToFileURL(from)))
  throw new Error(
    `nobody knows what ${module} is relative to: use new URL('${module}', import.meta.url), or add base: import.meta.url`,
  )
}

/** A folder is as good as a file in it. */
const baseFile = (base: string): string => {
  const path = base.startsWith('file:') ? fileURLToPath(base) : base
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, 'x') : path
}
