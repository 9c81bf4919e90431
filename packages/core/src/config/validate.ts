import * as v from 'valibot'
import { FapilogError } from '../errors/fapilog-error.ts'
import { printText, printValueOf } from '../errors/print-value.ts'
import type { Layer } from './layer.ts'
import { canonicalLevel, type LevelTable } from './level-name.ts'
import { didYouMean, nearest } from './nearest.ts'
import { own } from './plain-copy.ts'
import { joinKey } from './read-plain.ts'
import { defaultName } from './resolve-sinks.ts'
import { checkRotatingFile } from './resolve-rotating-file.ts'
import { knownKeys, settingsSchema } from './schema.ts'

/** The environment variable that set a key; code has none. */
export type VariableOf = (key: string) => string | undefined

type Output = v.InferOutput<typeof settingsSchema>

const pathOf = (issue: v.BaseIssue<unknown>): string =>
  (issue.path ?? []).map((item) => String(item.key)).reduce(joinKey, '')

const unknownKey = (issue: v.BaseIssue<unknown>): FapilogError => {
  const last = issue.path?.at(-1)
  const key = String(last?.key)
  const path = pathOf(issue)
  const parentPath = path.slice(0, -key.length).replace(/\.$/, '')
  const known = knownKeys(parentPath, last?.input)
  const near = nearest(key, known)
  const hint =
    near === undefined ? `. Known here: ${known.join(', ')}` : didYouMean(joinKey(parentPath, near))
  return new FapilogError('FAPILOG_E_CONFIG', `${printText(path)} is not a setting${hint}`, {
    key: printText(path),
    origin: 'code',
  })
}

const badValue = (issue: v.BaseIssue<unknown>, variableOf: VariableOf): FapilogError => {
  const key = pathOf(issue)
  const variable = variableOf(key)
  const where = variable ?? (key === '' ? 'The settings' : key)
  // Only lists of choices have quoted names in `expected`, which is valibot's own description.
  const choices = [...(issue.expected ?? '').matchAll(/"([^"]+)"/g)].map(([, choice = '']) => choice)
  const near = typeof issue.input === 'string' ? nearest(issue.input, choices) : undefined
  const hint = didYouMean(near === undefined ? undefined : `"${near}"`)
  const message = `${where} must be ${issue.message}, not ${printValueOf(key, issue.input)}${hint}`
  return new FapilogError('FAPILOG_E_CONFIG', message, {
    key: key === '' ? undefined : key,
    value: issue.input,
    origin: variable ?? 'code',
  })
}

const missingKey = (issue: v.BaseIssue<unknown>): FapilogError => {
  const key = pathOf(issue)
  return new FapilogError('FAPILOG_E_CONFIG', `${key} is missing`, { key, origin: 'code' })
}

const rejectDuplicateSinks = (sinks: Layer['sinks']): void => {
  const seen = new Set<string>()
  for (const [index, sink] of (sinks ?? []).entries()) {
    const name = own(sink, 'name') ?? defaultName(sink)
    if (seen.has(name)) {
      throw new FapilogError(
        'FAPILOG_E_CONFIG',
        `sinks.${index}.name must differ from the names of other sinks: there are two named "${name}"`,
        { key: `sinks.${index}.name`, value: name, origin: 'code' },
      )
    }
    seen.add(name)
  }
}

const flatten = (output: Output): Layer => {
  const queue = own(output, 'queue')
  const thread = own(output, 'thread')
  return {
    preset: own(output, 'preset'),
    level: own(output, 'level'),
    format: own(output, 'format'),
    sinks: own(output, 'sinks'),
    'queue.capacity': own(queue, 'capacity'),
    'queue.onFull': own(queue, 'onFull'),
    'queue.waitMs': own(queue, 'waitMs'),
    'queue.asyncWaitMs': own(queue, 'asyncWaitMs'),
    service: own(output, 'service'),
    env: own(output, 'env'),
    version: own(output, 'version'),
    context: own(output, 'context'),
    shutdownTimeoutMs: own(output, 'shutdownTimeoutMs'),
    exitTimeoutMs: own(output, 'exitTimeoutMs'),
    diagnostics: own(output, 'diagnostics'),
    schemaVersion: own(output, 'schemaVersion'),
    'thread.mode': own(thread, 'mode'),
    'thread.maxYoungGenerationSizeMb': own(thread, 'maxYoungGenerationSizeMb'),
    'thread.maxOldGenerationSizeMb': own(thread, 'maxOldGenerationSizeMb'),
  }
}

/** Checks settings that were copied by `copySettings` or read from the environment; throws at the first mistake. */
export const validate = (settings: unknown, levels: LevelTable, variableOf: VariableOf): Layer => {
  // Given in full, because valibot's global configuration belongs to the application.
  const result = v.safeParse(settingsSchema, settings, { abortEarly: true, abortPipeEarly: true })
  if (!result.success) {
    const [issue] = result.issues
    if (issue.type !== 'strict_object') throw badValue(issue, variableOf)
    if (issue.expected === 'never') throw unknownKey(issue)
    throw issue.expected === `"${String(issue.path?.at(-1)?.key)}"`
      ? missingKey(issue)
      : badValue(issue, variableOf)
  }
  const layer = flatten(result.output)
  if (layer.format !== undefined && layer.sinks !== undefined) {
    throw new FapilogError(
      'FAPILOG_E_CONFIG',
      'format and sinks exclude each other: name the kind of the sink instead, "stdout-json" or "stdout-pretty"',
      { key: 'format', value: layer.format, origin: 'code' },
    )
  }
  rejectDuplicateSinks(layer.sinks)
  for (const [index, sink] of (layer.sinks ?? []).entries()) {
    if (sink.kind === 'rotating-file') checkRotatingFile(sink, `sinks.${index}`)
  }
  if (layer.level === undefined) return layer
  return { ...layer, level: canonicalLevel(layer.level, levels, variableOf('level')) }
}
