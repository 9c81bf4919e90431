import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { resultCharts, resultTables } from './page.ts'
import type { Result } from './result.ts'

const FROM = '<!-- results: written by `bench publish` -->'
const TO = '<!-- end of results -->'

/** The page with its tables replaced. Throws when it has no place for them. */
export function withTables(page: string, tables: string): string {
  const [from, to] = [page.indexOf(FROM), page.indexOf(TO)]
  if (from === -1 || to < from) throw new Error(`the page has no lines ${FROM} and ${TO}`)
  return `${page.slice(0, from)}${FROM}\n\n${tables}\n\n${page.slice(to)}`
}

/** Puts a result into the documentation: the tables into `benchmarks.md`, the charts beside it. */
export function publish(result: Result, docs: string): void {
  const page = join(docs, 'benchmarks.md')
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), resultTables(result)))
  const folder = join(docs, 'assets/bench')
  mkdirSync(folder, { recursive: true })
  for (const [name, svg] of resultCharts(result)) writeFileSync(join(folder, name), svg)
}
