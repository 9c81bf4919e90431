import { parseArgs } from 'node:util'

export interface RunCommand {
  readonly kind: 'run'
  readonly quick: boolean
  /** Only what the file has not yet. */
  readonly resume: boolean
  /** Runs scenarios whose name has one of these in it; all when empty. */
  readonly only: readonly string[]
  /** Null: `result.json` or `result.quick.json` in the package. */
  readonly out: string | null
  /** Another built entry of fapilog than the workspace's. */
  readonly entry: string | null
}

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'compare'; readonly before: string; readonly after: string }
  /** `root`: null for this repository. */
  | { readonly kind: 'publish'; readonly result: string; readonly root: string | null }
  | RunCommand

export const USAGE = `bench [--quick] [--only NAME]... [--resume] [--out FILE] [--entry FILE]
    Measures all scenarios, or those whose name contains NAME, and writes the result as JSON
    (default: result.json in the package; result.quick.json of a quick run).
    --quick: small counts, to see that the suite works.
    --only: what is measured takes its place in FILE, and the rest of FILE stays.
    --resume: measures what FILE does not have yet.
    --entry: the built index.mjs to measure, instead of the workspace's.
bench list
bench compare BEFORE.json AFTER.json
bench publish RESULT.json [ROOT]
    Writes tables into README.md, docs/benchmarks.md and docs/execution-modes.md, and the charts
    into docs/assets/bench, of ROOT (default: this repository).
`

/** Throws for what it does not know. */
export function readCommand(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      entry: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return { kind: 'help' }
  const [word, first, second, ...rest] = positionals
  const { quick, resume, only, out, entry } = values
  if (word === undefined) return { kind: 'run', quick, resume, only, out: out ?? null, entry: entry ?? null }
  if (quick || resume || only.length > 0 || out !== undefined || entry !== undefined)
    throw new Error(`${word} takes no options`)
  if (word === 'list' && first === undefined) return { kind: 'list' }
  if (word === 'compare' && first !== undefined && second !== undefined && rest.length === 0)
    return { kind: 'compare', before: first, after: second }
  if (word === 'publish' && first !== undefined && rest.length === 0)
    return { kind: 'publish', result: first, root: second ?? null }
  throw new Error(`unknown arguments: ${positionals.join(' ')}`)
}
