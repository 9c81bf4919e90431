import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type { Case } from './cases.ts'
import { checkLines } from './check-lines.ts'
import { runProgram } from './run-program.ts'
import type { Scratch } from './scratch.ts'

const vitest = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url))
const project = fileURLToPath(new URL('../projects/vitest/', import.meta.url))
const count = 400

/** A logger in a child process and in a worker thread of the test runner, which has to end by itself. */
export function createVitestCases({ plain }: Scratch): readonly Case[] {
  const cwd = join(plain, 'vitest')
  cpSync(project, cwd, { recursive: true })
  return ['forks', 'threads'].map((pool) => ({
    title: `vitest 5, ${pool}`,
    async run(node) {
      const reporters = ['--reporter=default', '--reporter=hanging-process']
      const looking = ['--detectAsyncLeaks', ...reporters]
      const args = [vitest, 'run', '--root', cwd, '--globals', '--pool', pool, ...looking]
      const { code, stdout, stderr } = await runProgram(node, args, cwd)
      const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
      const said = stripVTControlCharacters(stderr + stdout.replaceAll(/^\{.*\n/gm, ''))
      if (code !== 0) return `exit code ${code}: ${said.slice(0, 4000)}`
      if (/keeping the process|timed out|unhandled (error|rejection)/i.test(said))
        return `it hung: ${said.slice(0, 4000)}`
      // A promise that is pending holds nothing open. Vitest ends its own processes and threads, whatever they hold.
      if (/^(?!PROMISE)\S+ leaking in/m.test(said)) return `open handles: ${said.slice(0, 4000)}`
      return checkLines(lines.map((line) => `${line}\n`).join(''), count)
    },
  }))
}
