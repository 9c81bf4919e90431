/**
 * Every relative link of the documentation: the file exists, `#L10` and `#L10-L20` lie within it, `#a-heading` is one
 * of its headings.
 */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { headingAnchors, linksOf } from './markdown.ts'
import { rootFolder } from './workspace.ts'

const documents = globSync(['*.md', 'docs/**/*.md', '{packages,examples}/*/README.md'], {
  cwd: rootFolder,
  exclude: (path) => path.includes('node_modules'),
})

function problemWith(target: string, from: string): string | undefined {
  const [path = '', anchor = ''] = target.split('#')
  const file = path === '' ? from : resolve(dirname(from), decodeURI(path))
  if (!existsSync(file)) return 'no such file'
  if (relative(rootFolder, file).startsWith('..')) return 'outside the repository'
  if (anchor === '') return undefined
  if (statSync(file).isDirectory()) return 'an anchor on a folder'
  const text = readFileSync(file, 'utf8')
  const lines = /^L(\d+)(?:-L(\d+))?$/.exec(anchor)
  if (lines !== null) {
    const [first, last] = [Number(lines[1]), Number(lines[2] ?? lines[1])]
    const length = text.replace(/\n$/, '').split('\n').length
    return first < 1 || last < first || last > length ? `the file has ${length} lines` : undefined
  }
  if (!file.endsWith('.md')) return 'an anchor that is no line number'
  return headingAnchors(text).has(anchor.toLowerCase()) ? undefined : 'no such heading'
}

let checked = 0
const problems: string[] = []
for (const document of documents) {
  const from = resolve(rootFolder, document)
  for (const { target, line } of linksOf(readFileSync(from, 'utf8'))) {
    checked += 1
    const problem = problemWith(target, from)
    if (problem !== undefined) problems.push(`${document}:${line}: ${target}: ${problem}`)
  }
}
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.stdout.write(`${checked} links in ${documents.length} documents, ${problems.length} broken\n`)
process.exitCode = problems.length > 0 ? 1 : 0
