import { hostname } from 'node:os'

/** On every line of every library, as ours has them. */
export const CONSTANTS = {
  host: hostname(),
  pid: process.pid,
  node: process.versions.node,
} as const

/**
 * Makes a library's lines as long as ours; the suite checks that they are within 10 %, wherever lines are counted. A constant,
 * so a library that serialises what is bound only once pays nothing for it.
 */
export const padding = (length: number): { readonly padding: string } => ({ padding: '.'.repeat(length) })
