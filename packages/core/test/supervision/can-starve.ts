import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Two CPUs that this process may use, or null where a thread cannot be kept from having one, or nobody would tell. */
export function twoCpus(): readonly [string, string] | null {
  if (!existsSync('/proc/thread-self/schedstat')) return null
  for (const tool of ['taskset', 'chrt']) if (spawnSync(tool, ['--version']).status !== 0) return null
  const list = /^Cpus_allowed_list:\s*(.+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
  const cpus = list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, i) => String(first + i))
  })
  const [one, another] = cpus
  return one === undefined || another === undefined ? null : [one, another]
}
