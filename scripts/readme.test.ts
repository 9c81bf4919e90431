/** Tables of the README against the sources they speak of. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { presets } from '../packages/core/src/config/presets.ts'
import { state } from '../packages/core/src/logger/shared-state.ts'
import { rootFolder } from './workspace.ts'

const lines = readFileSync(`${rootFolder}README.md`, 'utf8').split('\n')

/** The rows of the table whose first column is called `title`. */
function rowsOf(title: string): readonly (readonly string[])[] {
  const head = lines.findIndex((line) => line.startsWith(`| ${title} |`))
  const rest = lines.slice(head + 2)
  return rest.slice(0, rest.indexOf('')).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function rowOf(name: string, preset: (typeof presets)[keyof typeof presets]): readonly string[] {
  const kinds = 'sinks' in preset ? preset.sinks.map((sink) => sink.kind) : ['auto' as const]
  const output = {
    'stdout-json': 'JSON',
    'stdout-pretty': 'pretty',
    'rotating-file': 'files in `logs/`',
    auto: 'pretty on a terminal, else JSON',
  }
  const said = kinds.map((kind) => output[kind]).join(', and ')
  const full = { drop: 'drop', block: 'block, 50 ms a stall at most' }
  const seconds = preset.shutdownTimeoutMs / 1000
  return [`\`${name}\``, preset.level, said, full[preset['queue.onFull']], `${seconds} s`]
}

test('the presets are as the README says', () => {
  const said = rowsOf('preset').filter(([name]) => name !== 'none')
  const real = Object.entries(presets).map(([name, preset]) => rowOf(name, preset))
  expect(new Map(said.map((row) => [row[0], row]))).toEqual(new Map(real.map((row) => [row[0], row])))
})

test('the levels are as the README says', () => {
  const said = rowsOf('level').map(([name, number]) => [name, Number(number)])
  expect(said).toEqual([...state.levels])
})
