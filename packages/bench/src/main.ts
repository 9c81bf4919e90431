import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Command, readCommand, USAGE } from './command-line.ts'
import type { Measurement } from './measurement.ts'
import { compare } from './report/compare.ts'
import { printResult } from './report/print-result.ts'
import { publish } from './report/publish.ts'
import { describeRun, readResult } from './report/result.ts'
import { runScenario } from './run-scenario.ts'
import type { Delivery } from './runner.ts'
import { quickScenarios, scenarios } from './scenarios.ts'
import { FULL } from './sizes.ts'

/** One line that is rewritten on a terminal; one line a scenario elsewhere. Stdout belongs to the tables. */
function progress(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\u001B[2K${text}` : `${text}\n`)
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function run(command: Extract<Command, { readonly kind: 'run' }>): Promise<void> {
  if (command.entry !== null) process.env['BENCH_FAPILOG_ENTRY'] = pathToFileURL(resolve(command.entry)).href
  const all = command.quick ? quickScenarios() : scenarios(FULL)
  const wanted = all.filter(
    ({ name }) => command.only.length === 0 || command.only.some((part) => name.includes(part)),
  )
  if (wanted.length === 0)
    throw new Error(`no scenario is called ${command.only.join(' or ')}: see bench list`)
  const description = describeRun(command.quick ? 'quick' : 'full')
  const measurements: Measurement[] = []
  const deliveries: Delivery[] = []
  const out = command.out ?? fileURLToPath(new URL('../result.json', import.meta.url))
  const save = (): void => {
    const result = { ...description, measurements, deliveries }
    writeFileSync(out, `${JSON.stringify(result, null, 2)}\n`)
  }
  for (const [i, scenario] of wanted.entries()) {
    progress(`${i + 1}/${wanted.length} ${scenario.name}: ${scenario.title}`)
    try {
      const result = await runScenario(scenario).catch((error: unknown) => {
        // A whole run takes long, and a quick one is a test: one hitch of a peer or the machine must not spoil it.
        progress(`${scenario.name}: ${textOf(error)}; once more\n`)
        return runScenario(scenario)
      })
      measurements.push(...result.measurements)
      deliveries.push(...result.deliveries)
      // After each one: a long run that is ended keeps what it has.
      save()
    } catch (error) {
      // The others are worth having; the exit code says that one is missing.
      progress(`${scenario.name} failed: ${textOf(error)}\n`)
      process.exitCode = 1
    }
  }
  progress(`written to ${out}\n`)
  process.stdout.write(printResult({ ...description, measurements, deliveries }, wanted))
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2))
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE)
      return
    case 'list':
      for (const { name, title } of scenarios(FULL)) process.stdout.write(`${name.padEnd(20)}${title}\n`)
      return
    case 'compare':
      process.stdout.write(compare(readResult(command.before), readResult(command.after)))
      return
    case 'publish':
      publish(readResult(command.result), command.docs)
      return
    case 'run':
      await run(command)
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${textOf(error)}\n${USAGE}`)
  process.exitCode = 1
})
