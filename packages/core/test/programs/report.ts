import { writeSync } from 'node:fs'

/** Tells the test something, on standard error, at once: `{"at", …}` on a line of its own. */
export function report(at: string, facts: object = {}): void {
  writeSync(2, `${JSON.stringify({ at, ...facts })}\n`)
}

/** Runs the case that the command line names. */
export async function runCase(cases: Readonly<Record<string, () => void | Promise<void>>>): Promise<void> {
  const name = process.argv[2] ?? ''
  const run = cases[name]
  if (run === undefined) throw new Error(`no case "${name}"`)
  await run()
}
