/** docs/guarantees.md: every line of its tables names a test, and that test exists. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ends } from '../packages/core/test/exit/programs/ends.ts'
import { rootFolder } from './workspace.ts'

const page = `${rootFolder}docs/guarantees.md`
const rows = readFileSync(page, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (---|.* \| test \|$)/.test(line))

interface Reference {
  /** From the root of the repository. */
  readonly file: string
  readonly title: string
}

const references = rows.flatMap((row): Reference[] =>
  [...row.matchAll(/\[[^\]]+\]\((\S+\.test\.ts)\) ([^|]+) \|/g)].map(([, path = '', title = '']) => ({
    file: relative(rootFolder, resolve(dirname(page), path)),
    title,
  })),
)

/** Titles of tests and of what surrounds them, by file; `%s` and `$name` as they are in the sources. */
const titles = new Map<string, Set<string>>()

function collect(files: readonly string[], ...options: readonly string[]): void {
  const vitest = `${rootFolder}node_modules/vitest/vitest.mjs`
  const { stdout, status } = spawnSync(process.execPath, [vitest, 'list', ...files, '--json', ...options], {
    cwd: rootFolder,
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  for (const { file, name } of JSON.parse(stdout) as { file: string; name: string }[]) {
    const known = titles.get(relative(rootFolder, file)) ?? new Set()
    for (const title of name.split(' > ')) known.add(title)
    titles.set(relative(rootFolder, file), known)
  }
}

beforeAll(() => {
  const files = [...new Set(references.map(({ file }) => file))]
  const isImported = (file: string): boolean => file.startsWith('conformance/')
  collect(files.filter((file) => !isImported(file)))
  // The cases of the matrix stand in modules that its test files import: reading those finds none.
  collect(files.filter(isImported), '--no-static-parse')
})

function matches(template: string, title: string): boolean {
  const parts = template
    .split(/%[sjdi]|\$\w+/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.+')}$`).test(title)
}

describe('the guarantees', () => {
  test('are many, and each line names one test', () => {
    expect(rows.length).toBeGreaterThan(40)
    expect(references.length).toBe(rows.length)
  })

  test.each(references)('$title', ({ file, title }) => {
    expect([...(titles.get(file) ?? [])].filter((template) => matches(template, title))).not.toEqual([])
  })

  test('name every end of the matrix', () => {
    const named = references.flatMap(({ title }) => /^the process ends by (.*)$/.exec(title)?.[1] ?? [])
    expect(named.toSorted()).toEqual(Object.keys(ends).toSorted())
  })
})
