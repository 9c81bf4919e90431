/**
 * The public types of every published package, as built, against the copy committed in packages/<name>/api: a change of
 * the public API is then a line in the diff that somebody reads. `--update` rewrites the copy.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { publicPackages, rootFolder, type PublicPackage } from './workspace.ts'

const update = process.argv.includes('--update')

/** Region markers carry the names of internal files, which may move freely. */
function normalise(text: string): string {
  const lines = text.split('\n').filter((line) => !/^\s*\/\/#(end)?region\b/.test(line))
  // In the order in which the bundler happened to read the files.
  const imports = lines.filter((line) => line.startsWith('import ')).toSorted()
  const rest = lines.filter((line) => !line.startsWith('import '))
  return `${[...imports, ...rest].join('\n').trim()}\n`
}

function builtTypes(folder: string): ReadonlyMap<string, string> {
  const dist = `${folder}/dist`
  if (!existsSync(dist)) return new Map()
  const names = readdirSync(dist).filter((name) => name.endsWith('.d.mts'))
  return new Map(
    names.map((name) => [
      name.replace(/\.d\.mts$/, '.d.ts'),
      normalise(readFileSync(`${dist}/${name}`, 'utf8')),
    ]),
  )
}

/** Inferred types can drag in a dependency that the user does not see; hand-written ones import only what is theirs. */
function foreignImports(text: string, peers: readonly string[]): readonly string[] {
  const specifiers = [...text.matchAll(/(?:from|import\(|require\()\s*['"]([^'"]+)['"]/g)].map(
    (match) => match[1] ?? '',
  )
  return specifiers.filter(
    (name) =>
      !/^(\.|node:|fapilog($|\/)|@fapilog\/)/.test(name) && !peers.some((peer) => name.startsWith(peer)),
  )
}

function difference(expected: string, actual: string): string {
  const before = new Set(expected.split('\n'))
  const after = new Set(actual.split('\n'))
  const gone = [...before].filter((line) => !after.has(line)).map((line) => `  - ${line}`)
  const come = [...after].filter((line) => !before.has(line)).map((line) => `  + ${line}`)
  return [...gone, ...come].slice(0, 40).join('\n') || '  (only the order changed)'
}

function check({ name, folder, peers }: PublicPackage): readonly string[] {
  const built = builtTypes(folder)
  if (built.size === 0) return [`${name}: no built types in dist; run npm run build`]
  const api = `${folder}/api`
  const problems: string[] = []
  for (const [file, text] of built) {
    for (const foreign of foreignImports(text, peers)) {
      problems.push(`${name}: public types in ${file} import '${foreign}': write that type by hand`)
    }
    const cjs = `${folder}/dist/${file.replace(/\.d\.ts$/, '.d.cts')}`
    const cjsText = existsSync(cjs) ? normalise(readFileSync(cjs, 'utf8')).replaceAll('.cjs', '.mjs') : ''
    if (cjsText !== text) problems.push(`${name}: the CJS types of ${file} differ from the ESM types`)
  }
  if (update) {
    rmSync(api, { recursive: true, force: true })
    mkdirSync(api, { recursive: true })
    for (const [file, text] of built) writeFileSync(`${api}/${file}`, text)
    return problems
  }
  const committed = existsSync(api) ? readdirSync(api) : []
  for (const file of new Set([...built.keys(), ...committed])) {
    const expected = committed.includes(file) ? readFileSync(`${api}/${file}`, 'utf8') : ''
    const actual = built.get(file) ?? ''
    if (expected !== actual) problems.push(`${name}: api/${file} differs\n${difference(expected, actual)}`)
  }
  return problems
}

const problems = publicPackages().flatMap(check)
for (const problem of problems) process.stderr.write(`${problem.replaceAll(rootFolder, '')}\n`)
if (problems.length > 0) {
  process.stderr.write(
    '\nIf the change of the public API is meant: npm run api:update, and commit the result.\n',
  )
  process.exitCode = 1
} else {
  process.stdout.write(`public API ${update ? 'snapshot written' : 'as committed'}\n`)
}
