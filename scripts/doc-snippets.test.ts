/**
 * Every TypeScript example of README and docs, compiled against the built types and run with the built packages, in
 * a process each: exit code 0, nothing on stderr, only whole JSON lines on stdout, and what the page says it prints.
 */
import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from 'vitest'
import { comparable, snippetsOf } from './doc-snippets.ts'
import { publicPackages, rootFolder } from './workspace.ts'

const folder = `${rootFolder}.cache/snippets`
const documents = globSync(['README.md', 'docs/**/*.md', 'packages/*/README.md'], {
  cwd: rootFolder,
}).toSorted()
const snippets = documents.flatMap((document) =>
  snippetsOf(readFileSync(`${rootFolder}${document}`, 'utf8')).map((snippet) => ({
    ...snippet,
    name: `${document}:${snippet.line}`,
    file: `${folder}/${snippet.file ?? `${document.replaceAll('/', '-').replace('.md', '')}-${snippet.line}.ts`}`,
  })),
)

/** A folder of an application's: its own tsconfig, and the packages in node_modules. */
function prepare(): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(`${folder}/node_modules`, { recursive: true })
  for (const { name, folder: from, peers } of publicPackages()) {
    if (!existsSync(`${from}/dist`)) throw new Error(`${name} is not built: npm run build`)
    linkPackage(name, from)
    // What its users have installed as well, and the types that go with it.
    for (const peer of peers.flatMap((one) => [one, `@types/${one}`])) {
      linkPackage(peer, `${from}/node_modules/${peer}`)
    }
  }
  for (const { file, code } of snippets) writeFileSync(file, code)
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false }
  const tsconfig = { extends: '../../tsconfig.base.json', compilerOptions, include: ['*.ts'] }
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(tsconfig))
  writeFileSync(`${folder}/package.json`, JSON.stringify({ type: 'module' }))
}

function linkPackage(name: string, from: string): void {
  const link = `${folder}/node_modules/${name}`
  if (!existsSync(from) || existsSync(link)) return
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(realpathSync(from), link, 'junction')
}

async function run(file: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('FAPILOG_') && name !== 'NODE_ENV',
  )
  // Some pages show pretty output: no colours, and the one time zone everybody has.
  const env = { ...Object.fromEntries(inherited), NO_COLOR: '1', TZ: 'UTC' }
  const child = spawn(process.execPath, [file], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await exited, stdout, stderr }
}

const isJson = (line: string): boolean => {
  try {
    return typeof JSON.parse(line) === 'object'
  } catch {
    return false
  }
}

describe('examples of the documentation', () => {
  beforeAll(prepare)

  test('there are some in README and docs', () => {
    expect(snippets.filter(({ name }) => name.startsWith('README.md')).length).toBeGreaterThan(5)
    expect(snippets.filter(({ name }) => name.startsWith('docs/')).length).toBeGreaterThan(5)
  })

  test('compile', { timeout: 60_000 }, () => {
    const tsc = `${rootFolder}node_modules/typescript/bin/tsc`
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
    expect([stdout, status]).toEqual(['', 0])
  })

  test.each(snippets)('$name runs', async ({ file, prints }) => {
    const { code, stdout, stderr } = await run(file)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    if (prints === null) expect(stdout.split('\n').filter((line) => line !== '' && !isJson(line))).toEqual([])
    else expect(comparable(stdout)).toBe(comparable(prints))
  })
})

describe('finding them', () => {
  const page = [
    'text',
    '<!-- hidden',
    'const before = 1',
    '-->',
    '```ts',
    'run(before)',
    '```',
    'which prints',
    '<!-- prints -->',
    '```json',
    '{ "a": 1 }',
    '```',
    '```sh',
    'npm start',
    '```',
    '```ts other.ts',
    'other()',
    '```',
    '<!-- hidden',
    'after()',
    '-->',
  ].join('\n')

  test('takes hidden lines and printed output with the block they stand beside', () => {
    expect(snippetsOf(page)).toEqual([
      { line: 5, file: null, code: 'const before = 1\nrun(before)\n', prints: '{ "a": 1 }' },
      { line: 16, file: 'other.ts', code: 'other()\nafter()\n', prints: null },
    ])
  })

  test('what would check nothing is an error', () => {
    const example = '```ts\ncode()\n```\n'
    expect(() => snippetsOf('\n```ts\ncode')).toThrow('line 2: no closing ```')
    expect(() => snippetsOf(`${example}prose\n<!-- hidden\nx\n-->`)).toThrow(
      'line 5: hidden lines beside no example',
    )
    expect(() => snippetsOf('<!-- prints -->\n```text\nx\n```')).toThrow('line 1: no example above')
    expect(() => snippetsOf(`${example}<!-- prints -->\nprose`)).toThrow(
      'line 4: no example above, or no output below',
    )
  })

  test('compares objects however they are laid out, and leaves out what varies', () => {
    const printed = '{"pid":1,"data":{"a":1}}\n{"pid":2,"data":{"a":2}}\n'
    expect(comparable('{ "pid": 7, "data": { "a": 1 } }\n{\n  "pid": 8,\n  "data": { "a": 2 }\n}')).toBe(
      comparable(printed),
    )
    expect(comparable('{"pid":1,"data":{"a":1}}\n{"pid":2,"data":{"a":3}}')).not.toBe(comparable(printed))
    expect(comparable('{"a":1}')).not.toBe(comparable('{"b":1}'))
    expect(comparable('14:03:07.123 INFO')).toBe(comparable('01:00:00.999 INFO'))
  })
})
