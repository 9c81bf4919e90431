import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { resultCharts } from './charts.ts'
import { lossTable } from './losses.ts'
import { type Result, scenariosOf } from './result.ts'
import { resultPage } from './result-page.ts'
import { facadeTable, figureTable, peerTable } from './summary.ts'

const END = '<!-- end of bench -->'

/** What stands between `<!-- bench: NAME -->` and the end, by page and name. */
const PAGES = {
  'README.md': { facades: facadeTable, peers: peerTable },
  'docs/execution-modes.md': { facades: facadeTable },
  'docs/benchmarks.md': { results: resultPage, figures: figureTable, losses: lossTable },
} satisfies Readonly<Record<string, Readonly<Record<string, (result: Result) => string>>>>

/** The page with one of its blocks replaced. Throws when it has no place for it. */
export function withBlock(page: string, name: string, text: string): string {
  const start = `<!-- bench: ${name} -->`
  const from = page.indexOf(start)
  const to = page.indexOf(END, from)
  if (from === -1 || to === -1) throw new Error(`no lines ${start} and ${END}`)
  return `${page.slice(0, from)}${start}\n\n${text}\n\n${page.slice(to)}`
}

/** Puts a full result into the documentation below `root`. Throws before it touches a file. */
export function publish(result: Result, root: string, wanted: readonly string[]): void {
  if (result.mode === 'quick')
    throw new Error('a quick run shows that the suite works: its times mean nothing')
  if (result.entry !== null) throw new Error(`this is a result of ${result.entry}, not of this repository`)
  const there = scenariosOf(result)
  const missing = wanted.filter((name) => !there.has(name))
  if (missing.length > 0) throw new Error(`the result lacks ${missing.join(', ')}: see bench --resume`)
  const pages = Object.entries(PAGES).map(([path, blocks]) => {
    let page = readFileSync(join(root, path), 'utf8')
    for (const [name, textOf] of Object.entries(blocks)) page = withBlock(page, name, textOf(result))
    return [join(root, path), page] as const
  })
  for (const [path, page] of pages) writeFileSync(path, page)
  const folder = join(root, 'docs/assets/bench')
  mkdirSync(folder, { recursive: true })
  for (const [name, svg] of resultCharts(result)) writeFileSync(join(folder, name), svg)
}
