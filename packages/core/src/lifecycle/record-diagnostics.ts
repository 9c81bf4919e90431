import { hostname } from 'node:os'
import type { ResolvedConfig } from '../config/resolved-config.ts'

/** Where a record comes from: printed in every record's `diagnostics`. */
export function recordDiagnostics(config: ResolvedConfig): Readonly<Record<string, unknown>> {
  const { service, env, version } = config
  const known = { service, env, version, host: hostname(), pid: process.pid, node: process.versions.node }
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null))
}
