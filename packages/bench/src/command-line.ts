import { parseArgs } from 'node:util'

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'compare'; readonly before: string; readonly after: string }
  | { readonly kind: 'publish'; readonly result: string; readonly docs: string }
  | {
      readonly kind: 'run'
      readonly quick: boolean
      /** Runs scenarios whose name has one of these in it; all when empty. */
      readonly only: readonly string[]
      /** Null: `result.json` in the package. */
      readonly out: string | null
      /** Another built entry of fapilog than the workspace's. */
      readonly entry: string | null
    }

export const USAGE = `bench [--quick] [--only NAME]... [--out FILE] [--entry FILE]
    Measures all scenarios, or those whose name contains NAME, and writes the result as JSON
    (default: result.json in the package). --quick: small counts, to see that the suite works.
    --entry: the built index.mjs to measure, instead of the workspace's.
bench list
bench compare BEFORE.json AFTER.json
bench publish RESULT.json DOCS
    Writes the tables into DOCS/benchmarks.md and the charts into DOCS/assets/bench.
`

/** Throws for what it does not know. */
export function readCommand(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      entry: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return { kind: 'help' }
  const [word, before, after, ...rest] = positionals
  if (word === undefined) {
    const { quick, only, out, entry } = values
    return { kind: 'run', quick, only, out: out ?? null, entry: entry ?? null }
  }
  if (word === 'list' && before === undefined) return { kind: 'list' }
  if (word === 'compare' && before !== undefined && after !== undefined && rest.length === 0) {
    return { kind: 'compare', before, after }
  }
  if (word === 'publish' && before !== undefined && after !== undefined && rest.length === 0) {
    return { kind: 'publish', result: before, docs: after }
  }
  throw new Error(`unknown arguments: ${positionals.join(' ')}`)
}
