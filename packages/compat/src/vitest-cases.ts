import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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
      const args = [vitest, 'run', '--root', cwd, '--globals', '--pool', pool, ...reporters]
      const { code, stdout, stderr } = await runProgram(node, args, cwd)
      const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
      const said = stderr + stdout.replaceAll(/^\{.*\n/gm, '')
      if (code !== 0) return `exit code ${code}: ${said.slice(0, 4000)}`
      if (/keeping the process|timed? ?out|unhandled/i.test(said)) return `it hung: ${said.slice(0, 4000)}`
      return checkLines(lines.map((line) => `${line}\n`).join(''), count)
    },
  }))
}
