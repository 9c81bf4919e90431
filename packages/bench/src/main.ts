import { fileURLToPath } from 'node:url'
import { readCommand, USAGE } from './command-line.ts'
import { compare } from './report/compare.ts'
import { publish } from './report/publish.ts'
import { readResult } from './report/result.ts'
import { scenarios } from './scenarios.ts'
import { FULL } from './sizes.ts'
import { runSuite } from './suite.ts'

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url))

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2))
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE)
      return
    case 'list':
      for (const { name, title } of scenarios(FULL)) process.stdout.write(`${name.padEnd(30)}${title}\n`)
      return
    case 'compare':
      process.stdout.write(compare(readResult(command.before), readResult(command.after)))
      return
    case 'publish':
      publish(
        readResult(command.result),
        command.root ?? REPOSITORY,
        scenarios(FULL).map(({ name }) => name),
      )
      return
    case 'run':
      if (!(await runSuite(command))) process.exitCode = 1
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)} (bench --help)\n`)
  process.exitCode = 1
})
