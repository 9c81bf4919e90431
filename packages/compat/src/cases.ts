import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkLines } from './check-lines.ts'
import { runProgram, type Channel } from './run-program.ts'
import { threadMark, type Scratch } from './scratch.ts'

/** Lines each program writes: several pipe buffers' worth together with their envelopes. */
const count = 400

export interface Case {
  readonly title: string
  /** The reason of the failure, or undefined. */
  run(node: string): Promise<string | undefined>
}

const workspace = fileURLToPath(new URL('../../../', import.meta.url))
// Not in the package's "exports".
const jestProgram = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js')

/** How a program ends: by itself, by process.exit() straight after the last call, or after an awaited drain. */
type Ending = 'natural' | 'exit' | 'drain'

export function program(
  title: string,
  cwd: string,
  file: string,
  ending: Ending,
  channel: Channel,
  mark = '',
): Case {
  return {
    title: `${title}, ${ending}, ${channel}`,
    async run(node) {
      const { code, stdout, stderr } = await runProgram(node, [file, ending, String(count)], cwd, channel)
      if (code !== 0) return `exit code ${code}: ${stderr.slice(0, 2000)}`
      const drained = ending === 'drain' ? `${JSON.stringify({ submitted: count, delivered: count })}\n` : ''
      if (stderr !== mark + drained) return `stderr: ${stderr.slice(0, 2000)}`
      return checkLines(stdout, count)
    },
  }
}

function jest(cwd: string): Case {
  return {
    title: 'jest 30',
    async run(node) {
      const args = [jestProgram, '--ci', '--rootDir', cwd, '--detectOpenHandles', '--colors=false']
      const { code, stdout, stderr } = await runProgram(node, args, cwd)
      if (code !== 0) return `exit code ${code}: ${stderr.slice(0, 4000)}`
      if (!/^Tests: +2 passed, 2 total$/m.test(stderr)) return `no test passed: ${stderr.slice(0, 4000)}`
      if (/open handle|did not exit/i.test(stderr)) return `open handles: ${stderr.slice(0, 4000)}`
      return checkLines(stdout, count)
    },
  }
}

/** Compiles the TypeScript projects; throws with the compiler's output. */
export function compileTypeScript({ plain }: Scratch): void {
  for (const [version, path] of [
    ['5.6', 'node_modules/typescript-5.6/bin/tsc'],
    ['7', 'node_modules/typescript/bin/tsc'],
  ] as const) {
    // Types of Node come from the workspace: an application has its own.
    const args = [join(workspace, path), '-p', '.', '--typeRoots', join(workspace, 'node_modules/@types')]
    execFileSync(process.execPath, args, { cwd: join(plain, `ts${version}`), stdio: 'inherit' })
  }
}

export function createCases({ plain, threadless, marked }: Scratch): readonly Case[] {
  const cases: Case[] = []
  for (const [format, file] of [
    ['esm', 'main.mjs'],
    ['cjs', 'main.cjs'],
  ] as const) {
    for (const ending of ['natural', 'exit', 'drain'] as const) {
      for (const channel of ['pipe', 'socket'] as const) {
        cases.push(program(format, join(plain, format), file, ending, channel))
      }
    }
    cases.push(program(`${format} without thread.cjs`, join(threadless, format), file, 'natural', 'pipe'))
    cases.push(program(`${format} without thread.cjs`, join(threadless, format), file, 'exit', 'pipe'))
    cases.push(
      program(`${format} from thread.cjs`, join(marked, format), file, 'natural', 'pipe', threadMark),
    )
  }
  for (const version of ['5.6', '7']) {
    cases.push(
      program(`TypeScript ${version} as ESM`, join(plain, `ts${version}`), 'out/main.js', 'drain', 'pipe'),
    )
    cases.push(
      program(
        `TypeScript ${version} as CJS`,
        join(plain, `ts${version}`),
        'out/required.cjs',
        'drain',
        'pipe',
      ),
    )
  }
  cases.push(jest(join(plain, 'jest')))
  return cases
}
