import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { LossError } from './delivery.ts'
import type { RunCommand } from './command-line.ts'
import { printResult } from './report/print-result.ts'
import { emptyResult, type Result, resultToAddTo, scenariosOf, withScenario } from './report/result.ts'
import { runScenario, type ScenarioResult } from './run-scenario.ts'
import type { Scenario } from './scenario.ts'
import { quickScenarios, scenarios } from './scenarios.ts'
import { FULL } from './sizes.ts'

/** One line that is rewritten on a terminal; one line a scenario elsewhere. Stdout belongs to the tables. */
function progress(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\u001B[2K${text}` : `${text}\n`)
}

/** A line that stays. */
const say = (text: string): void => progress(process.stderr.isTTY ? `${text}\n` : text)

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Quick results have a file of their own: the tests write one, and must not cost anybody a long run. */
const defaultOut = (quick: boolean): string =>
  fileURLToPath(new URL(quick ? '../result.quick.json' : '../result.json', import.meta.url))

/** By a new file's name: whoever ends a run in the middle of it still has what it had. */
function save(path: string, result: Result): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(result, null, 2)}\n`)
  renameSync(`${path}.new`, path)
}

/** Measures what the command asks for. Whether all of it could be. */
export async function runSuite(command: RunCommand): Promise<boolean> {
  const { quick, only, resume } = command
  const all = quick ? quickScenarios() : scenarios(FULL)
  const named = all.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)))
  if (named.length === 0) throw new Error(`no scenario is called ${only.join(' or ')}: see bench list`)
  const out = command.out ?? defaultOut(quick)
  const fresh = emptyResult(quick ? 'quick' : 'full', entryOf(command))
  let result = resume || only.length > 0 ? resultToAddTo(out, fresh) : fresh
  const there = scenariosOf(result)
  const wanted = resume ? named.filter(({ name }) => !there.has(name)) : named
  // Before anything takes its time: a place that cannot be written to is better known now.
  save(out, result)

  const begun = performance.now()
  let complete = true
  for (const [i, scenario] of wanted.entries()) {
    const minutes = Math.floor((performance.now() - begun) / 60_000)
    progress(`${i + 1}/${wanted.length}, ${minutes} min: ${scenario.name}: ${scenario.title}`)
    try {
      result = withScenario(result, scenario.name, await atMostTwice(scenario))
      // After each one: a long run that is ended keeps what it has.
      save(out, result)
    } catch (error) {
      // The others are worth having; the exit code says that one is missing.
      say(`${scenario.name} failed: ${textOf(error)}`)
      complete = false
    }
  }
  say(`written to ${out}`)
  process.stdout.write(printResult(result, wanted))
  return complete
}

/** The other build to measure, as its processes will find it. */
function entryOf({ entry }: RunCommand): string | null {
  if (entry === null) return null
  const path = resolve(entry)
  if (!existsSync(path)) throw new Error(`there is no ${path}`)
  process.env['BENCH_FAPILOG_ENTRY'] = pathToFileURL(path).href
  return path
}

/** A whole run takes long, and a quick one is a test: one hitch of a peer or the machine must not spoil it. */
async function atMostTwice(scenario: Scenario): Promise<ScenarioResult> {
  try {
    return await runScenario(scenario)
  } catch (error) {
    if (error instanceof LossError) throw error
    say(`${scenario.name}: ${textOf(error)}; once more`)
    return runScenario(scenario)
  }
}
